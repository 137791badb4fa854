/** Turns a lane's event source on and off; messages keep in the queue, and their receive counts too. */
export interface LaneSwitch {
  /** True when it was running until now. */
  pause(plant: string): Promise<boolean>;
  /** True when it runs now or is about to; false while AWS still carries out an earlier change. */
  resume(plant: string): Promise<boolean>;
}
