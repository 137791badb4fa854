/**
 * Work that is done for every plant every day, and the time of day at the plant that it is done at. Not between 0:00 and
 * 3:00: clocks are put forward there, and a schedule at a time that does not come is left out that day.
 */
export const jobs = {
  costs: '03:15',
  history: '03:45',
  reconciliation: '05:00',
} as const;

export type Job = keyof typeof jobs;
