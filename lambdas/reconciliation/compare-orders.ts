import type * as z from 'zod';
import type { Reconciliation } from '../../configuration/plant-sections.ts';
import type { productionOrderSnapshotted } from '../../events/production-order-snapshotted.ts';
import { odooQuantity, unitOf } from '../odoo/units.ts';
import type { ProductionReported } from '../posting/events/production-reported.ts';
import type { ProductionScrapped } from '../posting/events/production-scrapped.ts';
import { type BalanceCell, type Cause, explain } from './balance-cells.ts';
import type { Known } from './effects.ts';
import { inOrder, isBooked, type PendingEvent, second } from './effects.ts';
import type { Clues } from './likely-causes.ts';
import type { OrderBooks } from './odoo-books.ts';
import { evidenceOf, isWaitingCause, type PendingEvents, waitingBy } from './pending-events.ts';
import { toleranceFor } from './plant-side.ts';
import { lineName, type ReconciliationLine } from './reports.ts';

type Standing = z.infer<typeof productionOrderSnapshotted.data>['orders'][number];

export interface OrderCompared {
  standing: Standing;
  /** absent: Odoo does not have the order */
  books: OrderBooks | undefined;
  /** events of the order */
  flights: PendingEvents;
  known: Known;
  clues: Pick<Clues, 'gaps' | 'missing'>;
}

/** How an order stands on both sides: its status, what was made of it, and what went to waste. */
export const orderLines = (
  compared: OrderCompared,
  { tolerances }: Pick<Reconciliation, 'tolerances'>,
): ReconciliationLine[] => {
  const { standing, books, known } = compared;
  const base = { kind: 'order', order: standing.order } as const;
  if (!books)
    return [
      {
        ...base,
        line: lineName('order', standing.order, 'status'),
        of: 'status',
        plant: standing.status,
        tolerance: 0,
        beyond: true,
        causes: [{ cause: 'code-unknown', evidence: { codes: [`order ${standing.order}`] } }],
      },
    ];
  const lines = statusLine(compared, books);
  for (const measured of ['produced', 'scrapped'] as const) {
    const said = standing[measured];
    if (!said) continue;
    const { value, uom } = odooQuantity(said);
    const plant = known.amounts.convert(value, uom, books.uom);
    const line = {
      ...base,
      line: lineName('order', standing.order, measured),
      of: measured,
      item: books.item,
    };
    if (plant === undefined) {
      const evidence = { codes: [`unit ${said.unit}`] };
      const causes = [{ cause: 'code-unknown' as const, evidence }];
      lines.push({ ...line, plant: said.value, unit: said.unit, tolerance: 0, beyond: true, causes });
      continue;
    }
    const odoo = known.amounts.round(books[measured]);
    const causes = causesOf(measured, plant, odoo, compared, books);
    if (causes.length === 0) continue;
    const tolerance = toleranceFor(books, odoo, tolerances);
    const open = causes.reduce((sum, each) => (isWaitingCause(each) ? sum : sum + each.share), 0);
    lines.push({
      ...line,
      ...unitOf(books.uom, books.uom_name ?? ''),
      plant,
      odoo,
      difference: known.amounts.round(plant - odoo),
      tolerance,
      beyond: Math.abs(known.amounts.round(open)) > tolerance,
      causes,
    });
  }
  return lines;
};

const ofOrder = (flights: readonly PendingEvent[], order: string): PendingEvent[] =>
  flights.filter(({ payload }) => (payload as { order?: string }).order === order).toSorted(inOrder);

/** How much the event adds to what the order has made, or scrapped of its product. */
const addedBy = (
  of: 'produced' | 'scrapped',
  flight: PendingEvent,
  books: OrderBooks,
  known: Known,
): number => {
  const { operation, payload } = flight;
  const counts =
    of === 'produced'
      ? operation === 'production.reported'
      : operation === 'production.scrapped' && isOwn(payload as ProductionScrapped, books, known);
  if (!counts) return 0;
  const { quantity } = payload as ProductionReported;
  return known.amounts.convert(quantity.value, quantity.uom, books.uom) ?? 0;
};

const isOwn = ({ item }: ProductionScrapped, books: OrderBooks, known: Known): boolean =>
  item === undefined || (known.items[item]?.item ?? item) === books.item;

const causesOf = (
  of: 'produced' | 'scrapped',
  plant: number,
  odoo: number,
  { standing, flights, known, clues }: OrderCompared,
  books: OrderBooks,
): Cause[] => {
  const { round } = known.amounts;
  const cell: BalanceCell = { lot: '', location: '', plant, odoo, rest: round(plant - odoo), causes: [] };
  const until = second(flights.asOf);
  for (const flight of ofOrder(flights.all, standing.order)) {
    const added = addedBy(of, flight, books, known);
    if (added === 0 || second(flight.time) > until) continue;
    const booked = isBooked(flight, flights.booked);
    const late = booked && second(flight.acceptedAt) > until;
    if (booked && !late) continue;
    // What was booked late is in Odoo, and was perhaps not in the plant's books.
    const share = Math.sign(cell.rest) * Math.min(Math.abs(cell.rest), added);
    if (share === 0 || Math.sign(share) !== (late ? -1 : 1)) continue;
    explain(
      cell,
      { cause: late ? 'late-event' : waitingBy(flight), share, evidence: evidenceOf(flight) },
      round,
    );
  }
  const share = cell.rest;
  if (share === 0) return cell.causes;
  explain(cell, likely(share, books, clues), round);
  return cell.causes;
};

const likely = (
  share: number,
  { user, at }: OrderBooks,
  { gaps, missing }: Pick<Clues, 'gaps' | 'missing'>,
): Cause => {
  if (user) return { cause: 'order-changed-in-odoo', share, evidence: { user, ...(at && { at }) } };
  if (gaps.length > 0) return { cause: 'sequence-missing', share, evidence: { gaps: gaps.slice(0, 20) } };
  if (missing.length > 0)
    return { cause: 'events-missing', share, evidence: { totals: missing.slice(0, 20) } };
  return { cause: 'unexplained', share, evidence: {} };
};

const plantState = {
  released: 'open',
  started: 'open',
  completed: 'completed',
  cancelled: 'cancelled',
} as const;

const statusLine = ({ standing, flights, clues }: OrderCompared, books: OrderBooks): ReconciliationLine[] => {
  if (plantState[standing.status] === books.state) return [];
  const until = second(flights.asOf);
  const waiting = ofOrder(flights.all, standing.order).filter(
    (flight) => second(flight.time) <= until && !isBooked(flight, flights.booked),
  );
  // The last report of an order is what completes it.
  const [first] = standing.status === 'completed' && books.state === 'open' ? waiting : [];
  const { share: _, ...rest } = likely(0, books, clues);
  const cause = first ? { cause: waitingBy(first), evidence: evidenceOf(first) } : rest;
  return [
    {
      kind: 'order',
      order: standing.order,
      item: books.item,
      of: 'status',
      line: lineName('order', standing.order, 'status'),
      plant: standing.status,
      odoo: books.state,
      tolerance: 0,
      beyond: !isWaitingCause(cause),
      causes: [cause],
    },
  ];
};
