/**
 * Daily jobs of every plant, and their time of day by the plant's clock. Not between 0:00 and 3:00: when clocks are put
 * forward, a time in these hours may not exist, and its schedule is left out that day.
 */
export const jobs = {
  costs: '03:15',
  history: '03:45',
  reconciliation: '05:00',
} as const;

export type JobName = keyof typeof jobs;
