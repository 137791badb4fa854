import type * as z from 'zod';
import type { EventKey } from '../../events/identity.ts';
import type { productionOrderSnapshotted } from '../../events/production-order-snapshotted.ts';
import type { stockSnapshotted } from '../../events/stock-snapshotted.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { atOnce } from '../runtime/at-once.ts';
import type { Day } from './totals.ts';

export type StockPart = z.infer<typeof stockSnapshotted.data>;
export type OrdersPart = z.infer<typeof productionOrderSnapshotted.data>;

/** A snapshot all of whose parts have come. */
export interface Complete {
  snapshot: string;
  asOf: string;
  parts: EventKey[];
}

/** What a plant has said of itself that was not compared yet. */
export interface ToReconcile {
  stock?: Complete;
  orders?: Complete;
  days: Day[];
}

/** A day may be closed by each system for itself. */
export const dayKey = ({ date, systems }: Day): string =>
  `${date} ${systems.map(({ system }) => system).join(' ')}`;

/** The data of the parts, in their order. */
export const partsOf = async <Data>(
  parts: readonly EventKey[],
  ledger: Pick<Ledger, 'get'>,
): Promise<Data[]> => {
  const records = await atOnce(parts, (key) => ledger.get(key));
  return records.flatMap((record) => (record ? [record.event.data as Data] : []));
};
