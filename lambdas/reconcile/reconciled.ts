import type { Report, Reports } from './reports.ts';

interface Compared {
  /** names of snapshots */
  names: ReadonlySet<string>;
  /** moment of the one that was compared last */
  latest: string | undefined;
}

/** What earlier reports have compared. */
export interface Reconciled {
  stock: Compared;
  orders: Compared;
  days: ReadonlySet<string>;
  last: Report | undefined;
}

/** What of the plant was compared before, as far back as anything is looked for. */
export const reconciledBefore = async (
  plant: string,
  reports: Pick<Reports, 'latest'>,
): Promise<Reconciled> => {
  const kept = await reports.latest(plant, 100);
  const compared = (of: 'stock' | 'orders'): Compared => {
    const snapshots = kept.flatMap((report) => report.snapshots[of] ?? []);
    return { names: new Set(snapshots.map(({ snapshot }) => snapshot)), latest: snapshots[0]?.asOf };
  };
  return {
    stock: compared('stock'),
    orders: compared('orders'),
    days: new Set(kept.flatMap(({ snapshots }) => snapshots.days)),
    last: kept[0],
  };
};
