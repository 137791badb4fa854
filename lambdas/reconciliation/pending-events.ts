import type { PlantProfile } from '../../configuration/plant.ts';
import type { PlantCode } from '../../events/code-kinds.ts';
import { canPost, codesOf, postingOf } from '../posting/book.ts';
import type { CodeMappingTable } from '../posting/code-mapping/code-mapping.ts';
import { codeLookup } from '../posting/events/define-posting.ts';
import type { StockCounted } from '../posting/events/stock-counted.ts';
import type { EventRecord } from '../store/event-record.ts';
import { type BalanceCells, type CauseEvidence, explain, odooAt, shareOut } from './balance-cells.ts';
import {
  inOrder,
  isBooked,
  issuedBy,
  type OdooFacts,
  type PendingEvent,
  type StockEffect,
  second,
  skippedBy,
  stockEffects,
} from './effects.ts';
import type { ItemBooks } from './odoo-books.ts';

export interface PendingEvents {
  all: readonly PendingEvent[];
  /** keys of the events that Odoo had booked when it was read */
  booked: ReadonlySet<string>;
  asOf: string;
}

/** The events in Odoo's operations, codes and units. Leaves out events that are never posted. */
export const pendingEventsOf = async (
  records: readonly EventRecord[],
  profile: PlantProfile,
  codeMapping: Pick<CodeMappingTable, 'lookUp'>,
): Promise<PendingEvent[]> => {
  const postable = records.filter(canPost);
  const codes = new Map<string, PlantCode>();
  for (const record of postable)
    for (const code of codesOf(record)) codes.set(`${code.kind} ${code.code}`, code);
  const lookup = codeLookup(await codeMapping.lookUp(profile.id, [...codes.values()]));
  return postable.map((record): PendingEvent => {
    const { eventKey, status, event, acceptedAt, orderingKey, reason } = record;
    const { operation, payload } = postingOf(record, profile, lookup);
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

/** Codes of items and places in the payloads, at any depth, found by the fields' names. */
export const codesIn = (pending: readonly PendingEvent[]): { items: Set<string>; locations: Set<string> } => {
  const found = { items: new Set<string>(), locations: new Set<string>() };
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, inner] of Object.entries(value)) {
      if (typeof inner !== 'string') collect(inner);
      else if (name === 'item') found.items.add(inner);
      else if (['location', 'from', 'to'].includes(name)) found.locations.add(inner);
    }
  };
  for (const { payload } of pending) collect(payload);
  return found;
};

/** Orders and deliveries whose content in Odoo determines the effects of an event. */
export const documentsIn = (
  pending: readonly PendingEvent[],
): { orders: Set<string>; deliveries: Set<string> } => {
  const found = { orders: new Set<string>(), deliveries: new Set<string>() };
  for (const { operation, payload } of pending) {
    const order = operation.startsWith('production.') ? textOf(payload, 'order') : undefined;
    if (order !== undefined) found.orders.add(order);
    const delivery = operation === 'shipment.confirmed' ? textOf(payload, 'delivery') : undefined;
    if (delivery !== undefined) found.deliveries.add(delivery);
  }
  return found;
};

const textOf = (payload: object, name: string): string | undefined => {
  const value = (payload as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : undefined;
};

/**
 * Removes from Odoo's side what events issued to orders, or returned, after the moment: Odoo's current issues include it.
 * Changes Odoo's quantities and explains nothing.
 */
export const undoLaterIssues = (
  item: string,
  cells: BalanceCells,
  pending: PendingEvents,
  facts: OdooFacts,
): void => {
  const { round } = facts.amounts;
  cells.settle(round);
  for (const event of pending.all) {
    if (second(event.time) <= second(pending.asOf) || !isBooked(event, pending.booked)) continue;
    for (const effect of issuedBy(event, facts).filter((each) => each.item === item)) {
      const undone = { ...effect, change: -effect.change };
      for (const { cell, share } of shareOut(cells, undone, false, round)) {
        cell.odoo = round(cell.odoo + share);
        cell.rest = round(cell.plant - cell.odoo);
      }
    }
  }
};

/** Explains by events that happened by the moment and are not booked in Odoo, or were skipped. */
export const explainPending = (
  books: ItemBooks,
  cells: BalanceCells,
  pending: PendingEvents,
  facts: OdooFacts,
): void => {
  const { round } = facts.amounts;
  const waiting = pending.all
    .filter((event) => second(event.time) <= second(pending.asOf) && !isBooked(event, pending.booked))
    .toSorted(inOrder);
  const counts: PendingEvent[] = [];
  const others: PendingEvent[] = [];
  for (const event of waiting) (event.operation === 'stock.counted' ? counts : others).push(event);
  const apply = (event: PendingEvent, effects: ReturnType<typeof stockEffects>) => {
    const cause = waitingBy(event);
    for (const effect of effects) {
      if (effect.item !== books.item || effect.change === 0) continue;
      for (const { cell, share } of shareOut(cells, effect, onlyExplains.includes(cause), round))
        explain(cell, { cause, share, evidence: evidenceOf(event) }, round);
    }
  };
  const order: readonly WaitingCause[] = [
    'event-in-flight',
    'event-parked',
    'event-quarantined',
    'event-skipped',
  ];
  for (const cause of order) {
    for (const event of others) if (waitingBy(event) === cause) apply(event, stockEffects(event, facts));
    for (const event of counts)
      if (waitingBy(event) === cause) apply(event, effectOfCount(event, books, others, facts));
  }
};

/**
 * Effect of a count that is not booked yet: the counted quantity, minus Odoo's stock at its time, minus the effects of
 * other pending events up to that time.
 */
export const effectOfCount = (
  { payload, time }: PendingEvent,
  books: ItemBooks,
  others: readonly PendingEvent[],
  facts: OdooFacts,
): StockEffect[] => {
  const count = payload as StockCounted;
  const item = facts.items[count.item];
  const location = facts.locations[count.location];
  if (!item || location === undefined || item.item !== books.item) return [];
  const counted = facts.amounts.convert(count.quantity.value, count.quantity.uom, item.uom);
  if (counted === undefined) return [];
  const lot = item.tracking === 'none' ? '' : (count.lot ?? '');
  const inOdoo = odooAt(books, time).at(lot, location).odoo;
  const pendingChange = others
    .filter((other) => second(other.time) <= second(time))
    .flatMap((other) => stockEffects(other, facts))
    .filter((effect) => effect.item === item.item && effect.lot === lot && effect.location === location)
    .reduce((sum, { change }) => sum + change, 0);
  return [{ item: item.item, lot, location, change: facts.amounts.round(counted - inOdoo - pendingChange) }];
};

type WaitingCause = 'event-quarantined' | 'event-parked' | 'event-in-flight' | 'event-skipped';

export const waitingBy = ({ status }: PendingEvent): WaitingCause => {
  if (status === 'quarantined') return 'event-quarantined';
  if (status === 'parked') return 'event-parked';
  return status === 'skipped' ? 'event-skipped' : 'event-in-flight';
};

/** Causes that end by themselves, or by an operator's decision about an event. */
const waitingCauses = ['event-quarantined', 'event-parked', 'event-in-flight'];

export const isWaitingCause = ({ cause }: { cause: string }): boolean => waitingCauses.includes(cause);

/**
 * Events of these causes count only as far as they explain an existing difference: a person decides whether they are
 * booked. All others will be booked and count in full.
 */
const onlyExplains: readonly WaitingCause[] = ['event-quarantined', 'event-skipped'];

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
