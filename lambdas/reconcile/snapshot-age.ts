import type { Reconciliation } from '../../plants/reconciliation.ts';

const hour = 3_600_000;

/**
 * Hours since the latest of the moments that the plant told its stock of. Of a plant that never did so, or too long ago to
 * be found, nothing is known; where its profile promises snapshots, the age is all that is looked back.
 */
export const snapshotAge = (
  moments: readonly (string | undefined)[],
  at: string,
  { snapshotEveryHours, lookBackDays }: Pick<Reconciliation, 'snapshotEveryHours' | 'lookBackDays'>,
): number | undefined => {
  const known = moments.flatMap((moment) => (moment === undefined ? [] : [Date.parse(moment)]));
  if (known.length > 0) return Math.max(0, (Date.parse(at) - Math.max(...known)) / hour);
  return snapshotEveryHours === undefined ? undefined : lookBackDays * 24;
};
