import type { PlantProfile } from '../../configuration/plant.ts';
import type { PlantCode } from '../../events/code-kinds.ts';
import { canPost, codesOf, postingOf } from '../posting/book.ts';
import type { CodeMappingTable } from '../posting/code-mapping/code-mapping.ts';
import { codeLookup } from '../posting/events/define-posting.ts';
import type { StockCounted } from '../posting/events/stock-counted.ts';
import type { EventRecord } from '../store/event-record.ts';
import { type BalanceCells, type CauseEvidence, explain, odooAt, shareOut } from './balance-cells.ts';
import type { Known, PendingEvent, StockEffect } from './effects.ts';
import { inOrder, isBooked, issuedBy, second, skippedBy, stockEffects } from './effects.ts';
import type { ItemBooks } from './odoo-books.ts';

/** The events as they are sent to Odoo: in its codes and units. */
export const pendingEventsOf = async (
  records: readonly EventRecord[],
  profile: PlantProfile,
  codeMapping: Pick<CodeMappingTable, 'lookUp'>,
): Promise<PendingEvent[]> => {
  const known = records.filter(canPost);
  const codes = new Map<string, PlantCode>();
  for (const record of known)
    for (const code of codesOf(record)) codes.set(`${code.kind} ${code.code}`, code);
  const words = codeLookup(await codeMapping.lookUp(profile.id, [...codes.values()]));
  return known.map((record): PendingEvent => {
    const { eventKey, status, event, acceptedAt, orderingKey, reason } = record;
    const { operation, payload } = postingOf(record, profile, words);
    const skipped = status === 'skipped' ? skippedBy(record) : undefined;
    return {
      eventKey,
      operation,
      status,
      time: event.time,
      acceptedAt,
      orderingKey,
      payload,
      ...(reason && { reason: reason.code }),
      ...(skipped && { skipped }),
    };
  });
};

/** Items and places that events name, wherever in them, by the names of their fields. */
export const codesIn = (flights: readonly PendingEvent[]): { items: Set<string>; locations: Set<string> } => {
  const found = { items: new Set<string>(), locations: new Set<string>() };
  const look = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner !== 'string') look(inner);
      else if (name === 'item') found.items.add(inner);
      else if (['location', 'from', 'to'].includes(name)) found.locations.add(inner);
    }
  };
  for (const { payload } of flights) look(payload);
  return found;
};

const textOf = (payload: object, name: string): string | undefined => {
  const value = (payload as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
};

/** Orders and deliveries whose content in Odoo says what an event does. */
export const documentsIn = (
  flights: readonly PendingEvent[],
): { orders: Set<string>; deliveries: Set<string> } => {
  const found = { orders: new Set<string>(), deliveries: new Set<string>() };
  for (const { operation, payload } of flights) {
    const order = operation.startsWith('production.') ? textOf(payload, 'order') : undefined;
    if (order !== undefined) found.orders.add(order);
    const delivery = operation === 'shipment.confirmed' ? textOf(payload, 'delivery') : undefined;
    if (delivery !== undefined) found.deliveries.add(delivery);
  }
  return found;
};

/** Causes that go away by themselves, or by a person's decision about an event. */
const waitingCauses = ['event-quarantined', 'event-parked', 'event-in-flight'];
export const isWaitingCause = ({ cause }: { cause: string }): boolean => waitingCauses.includes(cause);

type Waiting = 'event-quarantined' | 'event-parked' | 'event-in-flight' | 'event-skipped';

export const waitingBy = ({ status }: PendingEvent): Waiting => {
  if (status === 'quarantined') return 'event-quarantined';
  if (status === 'parked') return 'event-parked';
  return status === 'skipped' ? 'event-skipped' : 'event-in-flight';
};

/** What will be booked by itself counts in full; what a person decides about explains only a difference that is there. */
const onlyExplains: readonly Waiting[] = ['event-quarantined', 'event-skipped'];

export const evidenceOf = ({
  eventKey,
  operation,
  time,
  reason,
  skipped,
  acceptedAt,
}: PendingEvent): CauseEvidence => ({
  events: [eventKey],
  type: operation,
  time,
  acceptedAt,
  ...(reason && { reason }),
  ...(skipped && { by: skipped.by }),
  ...(skipped?.note && { note: skipped.note }),
});

export interface PendingEvents {
  all: readonly PendingEvent[];
  /** keys of those that Odoo had booked when it was read */
  booked: ReadonlySet<string>;
  asOf: string;
}

/**
 * What was issued to orders, or given back, after the moment is in what Odoo has issued now: undone by the events' own
 * words. Changes Odoo's side, explains nothing.
 */
export const undoLaterIssues = (
  item: string,
  cells: BalanceCells,
  flights: PendingEvents,
  known: Known,
): void => {
  const { round } = known.amounts;
  cells.settle(round);
  for (const flight of flights.all) {
    if (second(flight.time) <= second(flights.asOf) || !isBooked(flight, flights.booked)) continue;
    for (const effect of issuedBy(flight, known).filter((each) => each.item === item)) {
      const undone = { ...effect, change: -effect.change };
      for (const { cell, share } of shareOut(cells, undone, false, round)) {
        cell.odoo = round(cell.odoo + share);
        cell.rest = round(cell.plant - cell.odoo);
      }
    }
  }
};

/** What happened by the moment and is not in Odoo: the plant has it, and Odoo will, or a person decided otherwise. */
export const explainUnderWay = (
  books: ItemBooks,
  cells: BalanceCells,
  flights: PendingEvents,
  known: Known,
): void => {
  const { round } = known.amounts;
  const waiting = flights.all
    .filter((flight) => second(flight.time) <= second(flights.asOf) && !isBooked(flight, flights.booked))
    .toSorted(inOrder);
  const counts: PendingEvent[] = [];
  const others: PendingEvent[] = [];
  for (const flight of waiting) (flight.operation === 'stock.counted' ? counts : others).push(flight);
  const apply = (flight: PendingEvent, effects: ReturnType<typeof stockEffects>) => {
    const cause = waitingBy(flight);
    for (const effect of effects) {
      if (effect.item !== books.item || effect.change === 0) continue;
      for (const { cell, share } of shareOut(cells, effect, onlyExplains.includes(cause), round))
        explain(cell, { cause, share, evidence: evidenceOf(flight) }, round);
    }
  };
  const order: readonly Waiting[] = ['event-in-flight', 'event-parked', 'event-quarantined', 'event-skipped'];
  for (const cause of order) {
    for (const flight of others) if (waitingBy(flight) === cause) apply(flight, stockEffects(flight, known));
    for (const flight of counts)
      if (waitingBy(flight) === cause) apply(flight, effectOfCount(flight, books, others, known));
  }
};

/**
 * What a count that is not booked yet will change: what was counted, less what lay there in Odoo at its time and less
 * what other events under way had brought by then.
 */
export const effectOfCount = (
  { payload, time }: PendingEvent,
  books: ItemBooks,
  others: readonly PendingEvent[],
  known: Known,
): StockEffect[] => {
  const count = payload as StockCounted;
  const item = known.items[count.item];
  const location = known.locations[count.location];
  if (!item || location === undefined || item.item !== books.item) return [];
  const counted = known.amounts.convert(count.quantity.value, count.quantity.uom, item.uom);
  if (counted === undefined) return [];
  const lot = item.tracking === 'none' ? '' : (count.lot ?? '');
  const lay = odooAt(books, time).at(lot, location).odoo;
  const brought = others
    .filter((other) => second(other.time) <= second(time))
    .flatMap((other) => stockEffects(other, known))
    .filter((effect) => effect.item === item.item && effect.lot === lot && effect.location === location)
    .reduce((sum, { change }) => sum + change, 0);
  return [{ item: item.item, lot, location, change: known.amounts.round(counted - lay - brought) }];
};
