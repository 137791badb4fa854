import type * as z from 'zod';
import type { Reconciliation } from '../../configuration/plant-sections.ts';
import type { dayClosed } from '../../events/day-closed.ts';
import { originOf } from '../../events/envelope.ts';
import { definitionOf } from '../../events/parse-event.ts';
import { dayOf } from '../platform/time.ts';
import type { EventRecord } from '../store/event-record.ts';
import type { EventStore } from '../store/event-store.ts';
import { second } from './effects.ts';

/** Times are RFC 3339. */
export interface Window {
  /** how far back is looked */
  since: string;
  /** what came later is left for the next time */
  settled: string;
  /** now */
  at: string;
}

export const minute = 60_000;
export const day = 24 * 60 * minute;
export const before = (moment: string, by: number): string => new Date(Date.parse(moment) - by).toISOString();

/** Looks back from now, for what had so many minutes to settle. */
export const windowOf = (at: string, { days, minutes }: { days: number; minutes: number }): Window => ({
  at,
  since: before(at, days * day),
  settled: before(at, minutes * minute),
});

const perPage = 100;

/** What the plant told of a type about the time of the window: what is kept of it, the newest that came first. */
export const eventsInWindow = async <Kept>(
  plant: string,
  type: string,
  { at, since }: Window,
  keep: (record: EventRecord) => Kept,
  eventStore: Pick<EventStore, 'eventsAbout'>,
): Promise<(Kept & Pick<EventRecord, 'acceptedAt'>)[]> => {
  const found: (Kept & Pick<EventRecord, 'acceptedAt'>)[] = [];
  // A plant's clock may be ahead of ours.
  const asked = { type, from: since, to: before(at, -day), limit: perPage };
  let cursor: string | undefined;
  do {
    const page = await eventStore.eventsAbout(plant, { ...asked, cursor });
    for (const record of page.events) found.push({ ...keep(record), acceptedAt: record.acceptedAt });
    cursor = page.cursor;
  } while (cursor);
  return found.sort((a, b) => (a.acceptedAt < b.acceptedAt ? 1 : -1));
};

export interface EventsRead {
  /** that a comparison must know of: not booked, or booked by or after a moment it is about */
  events: EventRecord[];
  /** by system */
  sequences: Map<string, { sequence: string | undefined; acceptedAt: string }[]>;
  arrivals: Arrivals;
}

/** Consumption that Odoo keeps aside until its order is completed. */
const issues = ['material.consumed', 'material.returned', 'production.reported'];

/** Whether it is under way, came late, or tells what Odoo has aside that it did not have at the moment. */
const matters = ({ status, event, acceptedAt }: EventRecord, operation: string, asOf: number): boolean => {
  if (status === 'recorded') return false;
  if (status !== 'posted') return true;
  const later = second(event.time) > asOf;
  return later ? issues.includes(operation) : second(acceptedAt) > asOf;
};

const eventsPerPage = 1000;

/** The plant's events that came since a moment, the newest first. */
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

/** One reading of what a plant sent since a moment, of which only what a comparison needs stays in memory. */
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

export type ClosedDay = z.infer<typeof dayClosed.data>;

/** What came of one event type from one system on one day of the plant. */
export interface Came {
  count: number;
  /** by unit */
  sums: Record<string, number>;
}

/** By system, day and event, in the order of {@link totalKey}. */
export type Arrivals = Map<string, Came>;

export const totalKey = (system: string, date: string, event: string): string => `${system} ${date} ${event}`;

interface Measured {
  value: number;
  unit: string;
}

const isMeasured = (value: unknown): value is Measured =>
  typeof value === 'object' &&
  value !== null &&
  typeof (value as Measured).value === 'number' &&
  typeof (value as Measured).unit === 'string';

/** The quantity of an event, or those of its lines. */
const quantitiesOf = (data: unknown): Measured[] => {
  const { quantity, lines } = Object(data) as { quantity?: unknown; lines?: unknown };
  if (isMeasured(quantity)) return [quantity];
  return Array.isArray(lines) ? lines.flatMap((line) => quantitiesOf(line)) : [];
};

export const addArrival = (arrivals: Arrivals, key: string, data: unknown): void => {
  const came = arrivals.get(key) ?? { count: 0, sums: {} };
  came.count += 1;
  for (const { value, unit } of quantitiesOf(data))
    came.sums[unit] = Number(((came.sums[unit] ?? 0) + value).toPrecision(12));
  arrivals.set(key, came);
};

export interface TotalDiffers {
  system: string;
  date: string;
  event: string;
  sent: number;
  came: number;
  /** the first unit whose sum differs, where the counts agree */
  unit?: string;
}

/** Control totals that what came in does not add up to. Sums may differ by the last bits of their additions. */
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

export const totalSaid = ({ system, date, event, sent, came, unit = '' }: TotalDiffers): string =>
  `${system} ${date} ${event}: ${sent} ${unit && `${unit} `}sent, ${came} came`;
