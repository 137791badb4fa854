import type { RunRecord } from '../runs/job.ts';
import type { Line } from './line.ts';
import type { Report } from './reports.ts';
import { type Complete, dayKey, type ToReconcile } from './snapshots.ts';

const named = ({ snapshot, asOf }: Complete) => ({ snapshot, asOf });

/** The summary of what was found. */
export const reportOf = (
  { plant, id }: RunRecord,
  at: string,
  { stock, orders, days }: ToReconcile,
  lines: readonly Line[],
  compared: number,
): Report => {
  const causes: Record<string, number> = {};
  for (const { cause } of lines.flatMap((line) => line.causes)) causes[cause] = (causes[cause] ?? 0) + 1;
  return {
    plant,
    id,
    at,
    snapshots: {
      ...(stock && { stock: named(stock) }),
      ...(orders && { orders: named(orders) }),
      days: days.map(dayKey),
    },
    ...(stock && { stockParts: stock.parts }),
    counts: {
      compared,
      differing: lines.length,
      beyond: lines.filter(({ beyond }) => beyond).length,
      ...causes,
    },
  };
};
