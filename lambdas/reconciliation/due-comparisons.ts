import { dayClosed } from '../../events/day-closed.ts';
import { eventType } from '../../events/define-event.ts';
import { productionOrderSnapshotted } from '../../events/production-order-snapshotted.ts';
import { stockSnapshotted } from '../../events/stock-snapshotted.ts';
import type { EventRecord } from '../store/event-record.ts';
import type { EventStore } from '../store/event-store.ts';
import { type ClosedDay, eventsInWindow, type Window } from './read-events.ts';
import {
  type Complete,
  dayKey,
  type Report,
  type Reports,
  type StockPart,
  type ToReconcile,
} from './reports.ts';

export interface DueComparisons {
  what: ToReconcile;
  waiting: WaitingSnapshot[];
  /** moment of the latest complete stock snapshot, settled or not */
  stockAsOf: string | undefined;
}

/** A snapshot or day that is not compared yet: it waits for late events, or parts of it are missing. */
export interface WaitingSnapshot {
  /** `snapshot S-1 of 2026-11-23T22:00:00+01:00`, `day 2026-11-23 wms` */
  what: string;
  came: number;
  of: number;
  /** absent: parts are missing */
  until?: string;
}

/** The plant's snapshots and days to compare now, and those that must wait. */
export const dueComparisons = async (
  plant: string,
  done: Reconciled,
  window: Window,
  eventStore: Pick<EventStore, 'eventsAbout'>,
): Promise<DueComparisons> => {
  const stock = await snapshotsOf(plant, eventType(stockSnapshotted), done.stock, window, eventStore);
  const type = eventType(productionOrderSnapshotted);
  const orders = await snapshotsOf(plant, type, done.orders, window, eventStore);
  const closed = await eventsInWindow(
    plant,
    eventType(dayClosed),
    window,
    ({ event }) => event.data as ClosedDay,
    eventStore,
  );
  const days = new Map<string, ClosedDay>();
  const waiting = [...stock.waiting, ...orders.waiting];
  for (const { acceptedAt, ...day } of closed) {
    const key = dayKey(day);
    if (done.days.has(key) || days.has(key)) continue;
    if (acceptedAt <= window.settled) days.set(key, day);
    else waiting.push(waitingOf(`day ${key}`, [{ acceptedAt }], window));
  }
  const what = {
    ...(stock.due && { stock: stock.due }),
    ...(orders.due && { orders: orders.due }),
    days: [...days.values()],
  };
  return { what, waiting, stockAsOf: stock.asOf };
};

const snapshotsOf = async (
  plant: string,
  type: string,
  done: Reconciled['stock'],
  window: Window,
  eventStore: Pick<EventStore, 'eventsAbout'>,
) => {
  const parts = await eventsInWindow(plant, type, window, partOf, eventStore);
  const all = bySnapshot(parts);
  const best = latest(bySnapshot(parts.filter(({ acceptedAt }) => acceptedAt <= window.settled)));
  const [first] = best ?? [];
  const due: Complete | undefined =
    best && first && !done.names.has(first.snapshot)
      ? {
          snapshot: first.snapshot,
          asOf: first.asOf,
          parts: best.toSorted((a, b) => a.part - b.part).map(({ eventKey }) => eventKey),
        }
      : undefined;
  const waiting = all
    .filter((own) => isLater(momentOf(own), first?.asOf) && isLater(momentOf(own), done.latest))
    .map((own) => waitingOf(`snapshot ${own[0]?.snapshot} of ${momentOf(own)}`, own, window));
  return { due, waiting, asOf: momentOf(latest(all) ?? []) || undefined };
};

const waitingOf = (
  what: string,
  own: readonly (Pick<Part, 'acceptedAt'> & { parts?: number })[],
  { at, settled }: Window,
): WaitingSnapshot => {
  const of = own[0]?.parts ?? 1;
  const last = own.map(({ acceptedAt }) => acceptedAt).reduce((a, b) => (a > b ? a : b));
  const until = new Date(Date.parse(last) + Date.parse(at) - Date.parse(settled)).toISOString();
  return { what, came: own.length, of, ...(own.length >= of && { until }) };
};

export const waitingText = ({ what, came, of, until }: WaitingSnapshot): string =>
  until ? `${what} waits until ${until}` : `${what}: ${came} of ${of} parts came`;

/** Texts about what the next run compares, for operators. */
export const readyText = ({ stock, orders, days }: ToReconcile): string[] => [
  ...[stock, orders].flatMap((each) =>
    each ? [`snapshot ${each.snapshot} of ${each.asOf} is for the next run`] : [],
  ),
  ...days.map((day) => `day ${dayKey(day)} is for the next run`),
];

type Part = Pick<StockPart, 'snapshot' | 'asOf' | 'part' | 'parts'> &
  Pick<EventRecord, 'eventKey' | 'acceptedAt'>;

const partOf = ({ event, eventKey, acceptedAt }: EventRecord): Part => {
  const { snapshot, asOf, part, parts } = event.data as Part;
  return { snapshot, asOf, part, parts, eventKey, acceptedAt };
};

/** Groups parts by snapshot. The input is newest first, so of a part that was sent twice the newer one counts. */
const bySnapshot = (parts: readonly Part[]): Part[][] =>
  [...Map.groupBy(parts, ({ snapshot }) => snapshot).values()].map((own) =>
    own.filter(({ part }, index) => own.findIndex((each) => each.part === part) === index),
  );

/** The complete snapshot of the latest moment. It replaces all older ones. */
const latest = (snapshots: readonly Part[][]): Part[] | undefined =>
  snapshots
    .filter(isComplete)
    .reduce<Part[] | undefined>(
      (best, own) => (!best || isLater(momentOf(own), momentOf(best)) ? own : best),
      undefined,
    );

const isComplete = (own: readonly Part[]): boolean => own.length >= (own[0]?.parts ?? 1);

const momentOf = (own: readonly Part[]): string => own[0]?.asOf ?? '';

const isLater = (a: string, b: string | undefined): boolean =>
  b === undefined || Date.parse(a) > Date.parse(b);

/** Snapshots and days that earlier reports have compared. */
export interface Reconciled {
  stock: Compared;
  orders: Compared;
  days: ReadonlySet<string>;
  last: Report | undefined;
}

interface Compared {
  /** ids of compared snapshots */
  names: ReadonlySet<string>;
  /** moment of the snapshot that was compared last, RFC 3339 */
  latest: string | undefined;
}

/** Reads what the plant's last 100 reports have compared. */
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
