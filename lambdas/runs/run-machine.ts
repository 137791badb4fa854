import type { Order } from './asked.ts';

/** The state machine of runs, as who starts them sees it. */
export interface RunMachine {
  /** Starts an execution; the same name again changes nothing. */
  start(name: string, order: Order): Promise<void>;
}
