import type { z } from 'zod';
import { dayClosed } from '../../events/day-closed.ts';
import { eventType } from '../../events/define-event.ts';
import type { EventKey } from '../../events/identity.ts';
import { productionOrderSnapshotted } from '../../events/production-order-snapshotted.ts';
import { stockSnapshotted } from '../../events/stock-snapshotted.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { EventRecord } from '../ledger/records.ts';
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

/** Names of what earlier reports have compared. */
export interface Reconciled {
  stock: ReadonlySet<string>;
  orders: ReadonlySet<string>;
  days: ReadonlySet<string>;
}

interface Window {
  /** RFC 3339: how far back is looked */
  since: string;
  /** RFC 3339: what came later is left for the next time */
  settled: string;
}

const perPage = 100;

/** The plant's events of a type that came in the window, the newest first. */
export async function* eventsOf(
  plant: string,
  { since, type }: { since: string; type?: string },
  ledger: Pick<Ledger, 'events'>,
): AsyncIterable<EventRecord> {
  let cursor: string | undefined;
  do {
    const page = await ledger.events(plant, {
      since,
      limit: perPage,
      ...(type && { type }),
      ...(cursor && { cursor }),
    });
    yield* page.events;
    cursor = page.cursor;
  } while (cursor);
}

type Part = Pick<StockPart, 'snapshot' | 'asOf' | 'part' | 'parts'>;

/** The snapshot of the latest moment that is complete; older ones tell nothing that it does not. */
const latestComplete = async (
  plant: string,
  type: string,
  done: ReadonlySet<string>,
  { since, settled }: Window,
  ledger: Pick<Ledger, 'events'>,
): Promise<Complete | undefined> => {
  const parts = new Map<string, Map<number, EventKey>>();
  let best: Complete | undefined;
  for await (const { event, eventKey, acceptedAt } of eventsOf(plant, { since, type }, ledger)) {
    if (acceptedAt > settled) continue;
    const { snapshot, asOf, part, parts: of } = event.data as Part;
    const known = parts.get(snapshot) ?? new Map<number, EventKey>();
    // The newest first: a part that was sent again, with another id, counts as it was said last.
    if (!known.has(part)) known.set(part, eventKey);
    parts.set(snapshot, known);
    if (known.size < of || (best && Date.parse(best.asOf) >= Date.parse(asOf))) continue;
    best = { snapshot, asOf, parts: [...known].sort(([a], [b]) => a - b).map(([, key]) => key) };
  }
  return best && !done.has(best.snapshot) ? best : undefined;
};

export const toReconcile = async (
  plant: string,
  done: Reconciled,
  window: Window,
  ledger: Pick<Ledger, 'events'>,
): Promise<ToReconcile> => {
  const stock = await latestComplete(plant, eventType(stockSnapshotted), done.stock, window, ledger);
  const orders = await latestComplete(
    plant,
    eventType(productionOrderSnapshotted),
    done.orders,
    window,
    ledger,
  );
  const days = new Map<string, Day>();
  const asked = { since: window.since, type: eventType(dayClosed) };
  for await (const { event, acceptedAt } of eventsOf(plant, asked, ledger)) {
    const day = event.data as Day;
    const key = dayKey(day);
    if (acceptedAt <= window.settled && !done.days.has(key) && !days.has(key)) days.set(key, day);
  }
  return { ...(stock && { stock }), ...(orders && { orders }), days: [...days.values()] };
};

/** A day may be closed by each system for itself. */
export const dayKey = ({ date, systems }: Day): string =>
  `${date} ${systems.map(({ system }) => system).join(' ')}`;

/** The data of the parts, in their order. */
export const partsOf = async <Data>({ parts }: Complete, ledger: Pick<Ledger, 'get'>): Promise<Data[]> => {
  const data: Data[] = [];
  for (const key of parts) {
    const record = await ledger.get(key);
    if (record) data.push(record.event.data as Data);
  }
  return data;
};
