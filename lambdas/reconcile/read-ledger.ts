import { originOf } from '../../events/envelope.ts';
import { definitionOf } from '../../events/parse-event.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { EventRecord } from '../ledger/records.ts';
import { dayOf } from '../runtime/plant-day.ts';
import { second } from './flight.ts';
import { type Arrivals, addArrival, totalKey } from './totals.ts';

export interface LedgerRead {
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
  ledger: Pick<Ledger, 'events'>,
): AsyncIterable<EventRecord> {
  let cursor: string | undefined;
  do {
    const page = await ledger.events(plant, { since, limit: eventsPerPage, ...(cursor && { cursor }) });
    yield* page.events;
    cursor = page.cursor;
  } while (cursor);
}

/** One reading of what a plant sent since a moment, of which only what a comparison needs stays in memory. */
export const readLedger = async (
  plant: { id: string; timeZone: string },
  { since, asOf }: { since: string; asOf: readonly string[] },
  ledger: Pick<Ledger, 'events'>,
): Promise<LedgerRead> => {
  const read: LedgerRead = { events: [], sequences: new Map(), arrivals: new Map() };
  const earliest = Math.min(...asOf.map(second));
  for await (const record of eventsOf(plant.id, { since }, ledger)) {
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
