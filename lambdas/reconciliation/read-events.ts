import type * as z from 'zod';
import type { dayClosed } from '../../events/day-closed.ts';
import { originOf } from '../../events/envelope.ts';
import { definitionOf } from '../../events/parse-event.ts';
import { dayOf } from '../platform/time.ts';
import type { EventRecord } from '../store/event-record.ts';
import type { EventStore } from '../store/event-store.ts';
import { second } from './effects.ts';

export const minute = 60_000;

export const day = 24 * 60 * minute;

const hour = 3_600_000;

/** The moment `by` milliseconds earlier. */
export const before = (moment: string, by: number): string => new Date(Date.parse(moment) - by).toISOString();

/** Times are RFC 3339. */
export interface Window {
  /** start of the window */
  since: string;
  /** events that came after this wait for the next run */
  settled: string;
  /** now */
  at: string;
}

/** The window of `days` before `at`, with `minutes` for late events to arrive. */
export const windowOf = (at: string, { days, minutes }: { days: number; minutes: number }): Window => ({
  at,
  since: before(at, days * day),
  settled: before(at, minutes * minute),
});

const perPage = 100;

/** `keep` of each event of a type whose own time is in the window, the newest arrival first. */
export const eventsInWindow = async <Kept>(
  plant: string,
  type: string,
  { at, since }: Window,
  keep: (record: EventRecord) => Kept,
  eventStore: Pick<EventStore, 'eventsAbout'>,
): Promise<(Kept & Pick<EventRecord, 'acceptedAt'>)[]> => {
  const found: (Kept & Pick<EventRecord, 'acceptedAt'>)[] = [];
  // The plant's clock may be ahead: a day more.
  const query = { type, from: since, to: before(at, -day), limit: perPage };
  let cursor: string | undefined;
  do {
    const page = await eventStore.eventsAbout(plant, { ...query, cursor });
    for (const record of page.events) found.push({ ...keep(record), acceptedAt: record.acceptedAt });
    cursor = page.cursor;
  } while (cursor);
  return found.sort((a, b) => (a.acceptedAt < b.acceptedAt ? 1 : -1));
};

export interface EventsRead {
  /** events that a comparison needs, see {@link matters} */
  events: EventRecord[];
  /** sequence numbers by system */
  sequences: Map<string, { sequence: string | undefined; acceptedAt: string }[]>;
  arrivals: Arrivals;
}

/** Reads the plant's events since a moment once, and keeps in memory only what a comparison needs. */
export const readEvents = async (
  plant: { id: string; timeZone: string },
  { since, asOf }: { since: string; asOf: readonly string[] },
  eventStore: Pick<EventStore, 'events'>,
): Promise<EventsRead> => {
  const read: EventsRead = { events: [], sequences: new Map(), arrivals: new Map() };
  const earliest = Math.min(...asOf.map(second));
  for await (const record of eventsOf(plant.id, { since }, eventStore)) {
    const { event, acceptedAt } = record;
    const { system } = originOf(event);
    const operation = definitionOf(event.type)?.name ?? event.type;
    const numbered = read.sequences.get(system) ?? [];
    if (event.sequence !== undefined) numbered.push({ sequence: event.sequence, acceptedAt });
    read.sequences.set(system, numbered);
    const day = dayOf(new Date(event.time), plant.timeZone);
    addArrival(read.arrivals, totalKey(system, day, operation), event.data);
    if (asOf.length > 0 && matters(record, operation, earliest)) read.events.push(record);
  }
  return read;
};

/** True when the event is not booked, came after the moment, or issued something to an order after the moment. */
const matters = ({ status, event, acceptedAt }: EventRecord, operation: string, asOf: number): boolean => {
  if (status === 'recorded') return false;
  if (status !== 'posted') return true;
  const later = second(event.time) > asOf;
  return later ? issueOperations.includes(operation) : second(acceptedAt) > asOf;
};

/** Operations whose consumption Odoo keeps in stock until the order is completed. */
const issueOperations = ['material.consumed', 'material.returned', 'production.reported'];

const eventsPerPage = 1000;

/** The plant's events accepted since a moment, the newest first. */
export async function* eventsOf(
  plant: string,
  { since }: { since: string },
  eventStore: Pick<EventStore, 'events'>,
): AsyncIterable<EventRecord> {
  let cursor: string | undefined;
  do {
    const page = await eventStore.events(plant, { since, limit: eventsPerPage, ...(cursor && { cursor }) });
    yield* page.events;
    cursor = page.cursor;
  } while (cursor);
}

/**
 * Hours since the latest of these stock snapshots. Undefined for a plant that has never sent one: a new plant is not late.
 */
export const snapshotAge = (moments: readonly (string | undefined)[], at: string): number | undefined => {
  const taken = moments.flatMap((moment) => (moment === undefined ? [] : [Date.parse(moment)]));
  if (taken.length === 0) return undefined;
  return Math.max(0, (Date.parse(at) - Math.max(...taken)) / hour);
};

export type ClosedDay = z.infer<typeof dayClosed.data>;

/** By {@link totalKey}. */
export type Arrivals = Map<string, Arrived>;

/** Events of one type that arrived from one system for one day of the plant. */
export interface Arrived {
  count: number;
  /** sums of quantities by unit */
  sums: Record<string, number>;
}

export const totalKey = (system: string, date: string, event: string): string => `${system} ${date} ${event}`;

export const addArrival = (arrivals: Arrivals, key: string, data: unknown): void => {
  const came = arrivals.get(key) ?? { count: 0, sums: {} };
  came.count += 1;
  for (const { value, unit } of quantitiesOf(data))
    came.sums[unit] = Number(((came.sums[unit] ?? 0) + value).toPrecision(12));
  arrivals.set(key, came);
};

/** The quantity of an event, or the quantities of its lines. */
const quantitiesOf = (data: unknown): Measured[] => {
  const { quantity, lines } = Object(data) as { quantity?: unknown; lines?: unknown };
  if (isMeasured(quantity)) return [quantity];
  return Array.isArray(lines) ? lines.flatMap((line) => quantitiesOf(line)) : [];
};

interface Measured {
  value: number;
  unit: string;
}

const isMeasured = (value: unknown): value is Measured =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Measured).value === 'number' &&
  typeof (value as Measured).unit === 'string';

export interface TotalDiffers {
  system: string;
  date: string;
  event: string;
  sent: number;
  came: number;
  /** the first unit whose sum differs, where the counts agree */
  unit?: string;
}

/** Control totals that differ from the arrived events. Sums may differ by floating-point rounding. */
export const totalsThatDiffer = ({ date, systems }: ClosedDay, arrivals: Arrivals): TotalDiffers[] =>
  systems.flatMap(({ system, totals }) =>
    totals.flatMap(({ event, count, sums = [] }): TotalDiffers[] => {
      const came = arrivals.get(totalKey(system, date, event)) ?? { count: 0, sums: {} };
      const about = { system, date, event };
      if (came.count !== count) return [{ ...about, sent: count, came: came.count }];
      const wrong = sums.find(
        ({ value, unit }) =>
          Math.abs((came.sums[unit] ?? 0) - value) > Math.max(1e-6, Math.abs(value) * 1e-9),
      );
      return wrong
        ? [{ ...about, sent: wrong.value, came: came.sums[wrong.unit] ?? 0, unit: wrong.unit }]
        : [];
    }),
  );

export const totalText = ({ system, date, event, sent, came, unit = '' }: TotalDiffers): string =>
  `${system} ${date} ${event}: ${sent} ${unit && `${unit} `}sent, ${came} came`;
