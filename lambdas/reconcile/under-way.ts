import { type Cells, type Evidence, explain, shareOut } from './cells.ts';
import { effectOfCount } from './counts.ts';
import { effectsOf, issuedBy, type Known } from './effects.ts';
import { type Flight, inOrder, isBooked, second } from './flight.ts';
import type { ItemBooks } from './odoo-books.ts';

/** Causes that go away by themselves, or by a person's decision about an event. */
const waitingCauses = ['event-quarantined', 'event-parked', 'event-in-flight'];
export const waits = ({ cause }: { cause: string }): boolean => waitingCauses.includes(cause);

type Waiting = 'event-quarantined' | 'event-parked' | 'event-in-flight' | 'event-skipped';

export const waitingBy = ({ status }: Flight): Waiting => {
  if (status === 'quarantined') return 'event-quarantined';
  if (status === 'parked') return 'event-parked';
  return status === 'skipped' ? 'event-skipped' : 'event-in-flight';
};

/** What will be booked by itself counts in full; what a person decides about explains only a difference that is there. */
const onlyExplains: readonly Waiting[] = ['event-quarantined', 'event-skipped'];

export const evidenceOf = ({ eventKey, operation, time, reason, skipped, acceptedAt }: Flight): Evidence => ({
  events: [eventKey],
  type: operation,
  time,
  acceptedAt,
  ...(reason && { reason }),
  ...(skipped && { by: skipped.by }),
  ...(skipped?.note && { note: skipped.note }),
});

export interface Flights {
  all: readonly Flight[];
  /** keys of those that Odoo had booked when it was read */
  booked: ReadonlySet<string>;
  asOf: string;
}

/**
 * What was issued to orders, or given back, after the moment is in what Odoo has issued now: undone by the events' own
 * words. Changes Odoo's side, explains nothing.
 */
export const undoLaterIssues = (item: string, cells: Cells, flights: Flights, known: Known): void => {
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
export const explainUnderWay = (books: ItemBooks, cells: Cells, flights: Flights, known: Known): void => {
  const { round } = known.amounts;
  const waiting = flights.all
    .filter((flight) => second(flight.time) <= second(flights.asOf) && !isBooked(flight, flights.booked))
    .toSorted(inOrder);
  const counts: Flight[] = [];
  const others: Flight[] = [];
  for (const flight of waiting) (flight.operation === 'stock.counted' ? counts : others).push(flight);
  const apply = (flight: Flight, effects: ReturnType<typeof effectsOf>) => {
    const cause = waitingBy(flight);
    for (const effect of effects) {
      if (effect.item !== books.item || effect.change === 0) continue;
      for (const { cell, share } of shareOut(cells, effect, onlyExplains.includes(cause), round))
        explain(cell, { cause, share, evidence: evidenceOf(flight) }, round);
    }
  };
  const order: readonly Waiting[] = ['event-in-flight', 'event-parked', 'event-quarantined', 'event-skipped'];
  for (const cause of order) {
    for (const flight of others) if (waitingBy(flight) === cause) apply(flight, effectsOf(flight, known));
    for (const flight of counts)
      if (waitingBy(flight) === cause) apply(flight, effectOfCount(flight, books, others, known));
  }
};
