import type * as z from 'zod';
import type { Reconciliation } from '../../configuration/plant-sections.ts';
import type { PlantCode } from '../../events/code-kinds.ts';
import type { productionOrderSnapshotted } from '../../events/production-order-snapshotted.ts';
import { unitOf } from '../odoo/units.ts';
import type { CodeLookup } from '../posting/events/define-posting.ts';
import type { ProductionReported } from '../posting/events/production-reported.ts';
import type { ProductionScrapped } from '../posting/events/production-scrapped.ts';
import { type BalanceCell, type Cause, explain } from './balance-cells.ts';
import { inOrder, isBooked, type OdooFacts, type PendingEvent, second } from './effects.ts';
import type { Clues } from './likely-causes.ts';
import type { OrderBooks } from './odoo-books.ts';
import { evidenceOf, isWaitingCause, type PendingEvents, waitingBy } from './pending-events.ts';
import { toleranceFor } from './plant-side.ts';
import { lineName, type ReconciliationLine } from './reports.ts';

type PlantOrder = z.infer<typeof productionOrderSnapshotted.data>['orders'][number];

export interface OrderCompared {
  plantOrder: PlantOrder;
  /** undefined: Odoo does not have the order */
  books: OrderBooks | undefined;
  /** events of the order */
  pending: PendingEvents;
  facts: OdooFacts;
  clues: Pick<Clues, 'gaps' | 'missing'>;
  codes: CodeLookup;
}

/** The plant's units in a snapshot of orders, for the code mapping. */
export const unitsIn = (orders: readonly PlantOrder[]): PlantCode[] => {
  const units = orders.flatMap(({ produced, scrapped }) => [produced?.unit, scrapped?.unit]);
  return [...new Set(units)].flatMap((code) => (code ? [{ kind: 'unit' as const, code }] : []));
};

/** Report lines of an order whose status, produced or scrapped quantity differs between plant and Odoo. */
export const orderLines = (
  compared: OrderCompared,
  { tolerances }: Pick<Reconciliation, 'tolerances'>,
): ReconciliationLine[] => {
  const { plantOrder, books, facts } = compared;
  const base = { kind: 'order', order: plantOrder.order } as const;
  if (!books)
    return [
      {
        ...base,
        line: lineName('order', plantOrder.order, 'status'),
        of: 'status',
        plant: plantOrder.status,
        tolerance: 0,
        beyond: true,
        causes: [{ cause: 'code-unknown', evidence: { codes: [`order ${plantOrder.order}`] } }],
      },
    ];
  const lines = statusLine(compared, books);
  for (const measured of ['produced', 'scrapped'] as const) {
    const quantity = plantOrder[measured];
    if (!quantity) continue;
    const { value, uom } = compared.codes.quantity(quantity);
    const plant = facts.amounts.convert(value, uom, books.uom);
    const line = {
      ...base,
      line: lineName('order', plantOrder.order, measured),
      of: measured,
      item: books.item,
    };
    if (plant === undefined) {
      const evidence = { codes: [`unit ${quantity.unit}`] };
      const causes = [{ cause: 'code-unknown' as const, evidence }];
      lines.push({ ...line, plant: quantity.value, unit: quantity.unit, tolerance: 0, beyond: true, causes });
      continue;
    }
    const odoo = facts.amounts.round(books[measured]);
    const causes = causesOf(measured, plant, odoo, compared, books);
    if (causes.length === 0) continue;
    const tolerance = toleranceFor(books, odoo, tolerances);
    const open = causes.reduce((sum, each) => (isWaitingCause(each) ? sum : sum + each.share), 0);
    lines.push({
      ...line,
      ...unitOf(books.uom, books.uom_name ?? ''),
      plant,
      odoo,
      difference: facts.amounts.round(plant - odoo),
      tolerance,
      beyond: Math.abs(facts.amounts.round(open)) > tolerance,
      causes,
    });
  }
  return lines;
};

const statusLine = (
  { plantOrder, pending, clues }: OrderCompared,
  books: OrderBooks,
): ReconciliationLine[] => {
  if (plantState[plantOrder.status] === books.state) return [];
  const until = second(pending.asOf);
  const waiting = ofOrder(pending.all, plantOrder.order).filter(
    (event) => second(event.time) <= until && !isBooked(event, pending.booked),
  );
  // The last report of an order completes it in Odoo.
  const [first] = plantOrder.status === 'completed' && books.state === 'open' ? waiting : [];
  const { share: _, ...rest } = likely(0, books, clues);
  const cause = first ? { cause: waitingBy(first), evidence: evidenceOf(first) } : rest;
  return [
    {
      kind: 'order',
      order: plantOrder.order,
      item: books.item,
      of: 'status',
      line: lineName('order', plantOrder.order, 'status'),
      plant: plantOrder.status,
      odoo: books.state,
      tolerance: 0,
      beyond: !isWaitingCause(cause),
      causes: [cause],
    },
  ];
};

const plantState = {
  released: 'open',
  started: 'open',
  completed: 'completed',
  cancelled: 'cancelled',
} as const;

const causesOf = (
  of: 'produced' | 'scrapped',
  plant: number,
  odoo: number,
  { plantOrder, pending, facts, clues }: OrderCompared,
  books: OrderBooks,
): Cause[] => {
  const { round } = facts.amounts;
  const cell: BalanceCell = { lot: '', location: '', plant, odoo, rest: round(plant - odoo), causes: [] };
  const until = second(pending.asOf);
  for (const event of ofOrder(pending.all, plantOrder.order)) {
    const added = addedBy(of, event, books, facts);
    if (added === 0 || second(event.time) > until) continue;
    const booked = isBooked(event, pending.booked);
    const late = booked && second(event.acceptedAt) > until;
    if (booked && !late) continue;
    // A late event is in Odoo, but the plant may have closed its books without it.
    const share = Math.sign(cell.rest) * Math.min(Math.abs(cell.rest), added);
    if (share === 0 || Math.sign(share) !== (late ? -1 : 1)) continue;
    explain(
      cell,
      { cause: late ? 'late-event' : waitingBy(event), share, evidence: evidenceOf(event) },
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

/** The quantity that the event adds to the order's produced or scrapped product, in the order's unit. */
const addedBy = (
  of: 'produced' | 'scrapped',
  event: PendingEvent,
  books: OrderBooks,
  facts: OdooFacts,
): number => {
  const { operation, payload } = event;
  const counts =
    of === 'produced'
      ? operation === 'production.reported'
      : operation === 'production.scrapped' && isOwn(payload as ProductionScrapped, books, facts);
  if (!counts) return 0;
  const { quantity } = payload as ProductionReported;
  return facts.amounts.convert(quantity.value, quantity.uom, books.uom) ?? 0;
};

const isOwn = ({ item }: ProductionScrapped, books: OrderBooks, facts: OdooFacts): boolean =>
  item === undefined || (facts.items[item]?.item ?? item) === books.item;

const ofOrder = (pending: readonly PendingEvent[], order: string): PendingEvent[] =>
  pending.filter(({ payload }) => (payload as { order?: string }).order === order).toSorted(inOrder);
