/** When a message is tried again, in seconds after each failure: the table that Standard Webhooks 1.0 recommends. */
const waits = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600] as const;

/** Tries of a message until its endpoint is disabled. */
export const maxTries = waits.length + 1;

/**
 * Seconds until the next try after this many failures; undefined when there is none. Up to a tenth longer than the
 * table says, so that what failed together does not come back together.
 */
export const secondsToWait = (failures: number, random: () => number): number | undefined => {
  const wait = waits[failures - 1];
  return wait === undefined ? undefined : wait * (1 + random() / 10);
};
