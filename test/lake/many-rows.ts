import { production } from '../../datasets/odoo.ts';
import type { LakeRow } from '../../lambdas/analytics/lake.ts';

export { production };

/** A row that can be told from every other one; quantities are whole hundredths, so that sums of them are exact. */
export const rowAt = (at: number): LakeRow => ({
  line: at,
  production_order: `OSL/MO/${String(at % 7919).padStart(5, '0')}`,
  part: `OSL/MO/${String(at % 7919).padStart(5, '0')}-${at % 13}`,
  item: `ITEM-${at % 211}`,
  lot: `LOT-${at}`,
  quantity: (at % 1000) / 4,
  unit: at % 3 === 0 ? 'kg' : 'Units',
  kind: 'product',
  ...(at % 5 !== 0 && { planned: at % 500 }),
  started_at: new Date(Date.UTC(2026, 10, 23) + at * 700),
  finished_at: new Date(Date.UTC(2026, 10, 23) + at * 800),
  event: at.toString(16).padStart(32, '0'),
});

export async function* rowsInPortions(count: number, portion = 500): AsyncGenerator<LakeRow[]> {
  for (let from = 0; from < count; from += portion)
    yield Array.from({ length: Math.min(portion, count - from) }, (_, at) => rowAt(from + at));
}
