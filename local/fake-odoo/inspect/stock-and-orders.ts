import type { Books } from '../database.ts';
import { linesOf, movesOf, openMoves, quantityOf } from '../records/components.ts';
import { findItem, itemById, round } from '../records/items.ts';
import { cancel, familyOf, type Production } from '../records/production-orders.ts';
import { type WorkOrder, workOrdersOf, workState } from '../records/work-orders.ts';
import { inspectSales, type PurchaseSeen, type SalesInspection, seePurchase } from './trade.ts';

interface PartSeen {
  name: string;
  state: string;
  planned: number;
  produced: number;
  lots: string[];
  consumed: Record<string, number>;
}

interface Lying {
  quantity: number;
  byLot: Record<string, number>;
}

/** Reads the fake Odoo's books, in the field's words and in the items' own units. */
export interface Inspection {
  orderFamily(order: string): PartSeen[];
  /** in the stock location and the places below it */
  onHand(warehouse: string, item: string): Lying;
  /** in exactly one place, by its full name */
  stockAt(location: string, item: string): Lying;
  scrapped(order: string, item: string): number;
  /** what is recorded as consumed and still in stock, by component code */
  issued(order: string): Record<string, { quantity: number; byLot: Record<string, number> }>;
  counted(order: string): CounterSeen[];
  idempotencyRecords(eventKeys: string[]): string[];
  lotTwins(item: string, lot: string): number;
  workOrders(order: string): WorkOrderSeen[][];
  workTimes(order: string): WorkTimeSeen[];
  cancelOrder(order: string): void;
  sales: SalesInspection;
  purchaseOrder(name: string): PurchaseSeen;
}

export function inspect(books: Books): Inspection {
  return {
    orderFamily: (order) => familyOf(books, order).map((part) => partSeen(books, part)),
    onHand: (warehouse, item) => {
      const stock = `${warehouse}/Stock`;
      return lying(books, item, (place) => place === stock || place.startsWith(`${stock}/`));
    },
    stockAt: (location, item) => lying(books, item, (place) => place === location),
    scrapped: (order, item) =>
      total(
        familyOf(books, order).flatMap((part) =>
          books.all<{ quantity: number }>(
            'SELECT quantity FROM scrap WHERE production_id = ? AND item_id = ?',
            part.id,
            findItem(books, item)?.id ?? 0,
          ),
        ),
      ),
    issued: (order) => issuedOn(books, order),
    counted: (order) => countersOf(books, order),
    idempotencyRecords: (eventKeys) =>
      eventKeys.filter((key) => books.one('SELECT 1 FROM receipt WHERE event = ?', key) !== undefined),
    lotTwins: (item, lot) =>
      books.all(
        'SELECT lot.id FROM lot JOIN item ON item.id = lot.item_id WHERE item.code = ? AND lot.name = ?',
        item,
        lot,
      ).length,
    workOrders: (order) => workOrdersSeen(books, familyOf(books, order)),
    workTimes: (order) => workTimesSeen(books, familyOf(books, order)),
    cancelOrder: (order) => {
      for (const part of familyOf(books, order)) if (part.state !== 'done') cancel(books, part);
    },
    sales: inspectSales(books),
    purchaseOrder: (name) => seePurchase(books, name),
  };
}

function lying(books: Books, item: string, isThere: (place: string) => boolean): Lying {
  const rows = books
    .all<{ quantity: number; lot: string | null; place: string }>(
      `SELECT quant.quantity, lot.name AS lot, location.full_name AS place FROM quant
         JOIN location ON location.id = quant.location_id JOIN item ON item.id = quant.item_id
         LEFT JOIN lot ON lot.id = quant.lot_id
        WHERE item.code = ? AND quant.quantity <> 0 ORDER BY quant.id`,
      item,
    )
    .filter(({ place }) => isThere(place));
  const byLot: Record<string, number> = {};
  for (const { lot, quantity } of rows) if (lot !== null) byLot[lot] = round((byLot[lot] ?? 0) + quantity);
  return { quantity: total(rows), byLot };
}

function partSeen(books: Books, part: Production): PartSeen {
  const lots = books.all<{ name: string }>(
    `SELECT lot.name FROM production_lot JOIN lot ON lot.id = production_lot.lot_id
      WHERE production_id = ? ORDER BY lot.name`,
    part.id,
  );
  const consumed: Record<string, number> = {};
  for (const move of movesOf(books, part)) {
    if (move.state !== 'done') continue;
    const { code } = itemById(books, move.item_id);
    const taken = quantityOf(books, move);
    if (taken !== 0) consumed[code] = round((consumed[code] ?? 0) + taken);
  }
  const { name, planned, produced } = part;
  const begun = part.state === 'confirmed' && movesOf(books, part).some((move) => move.picked === 1);
  const state =
    part.state === 'confirmed' ? (workState(books, part) ?? (begun ? 'progress' : part.state)) : part.state;
  return { name, state, planned, produced, lots: lots.map((lot) => lot.name), consumed };
}

function total(rows: { quantity: number }[]): number {
  return round(rows.reduce((sum, row) => sum + row.quantity, 0));
}

/** What a machine's counter showed last. */
interface CounterSeen {
  part: string;
  operation?: string;
  count: number;
  scrapped: number;
  at: string;
}

const counters = 'counted AS count, scrap_counted AS scrapped, counted_at AS at';

/** The counters on the parts of an order, and then on their operations. */
function countersOf(books: Books, order: string): CounterSeen[] {
  const family = familyOf(books, order);
  const onParts = family.flatMap(({ id, name: part }) =>
    books
      .all<CounterSeen>(`SELECT ${counters} FROM production WHERE id = ? AND counted_at IS NOT NULL`, id)
      .map((seen) => ({ ...seen, part })),
  );
  const onOperations = family.flatMap(({ id, name: part }) =>
    books
      .all<CounterSeen>(
        `SELECT name AS operation, ${counters} FROM work_order
          WHERE production_id = ? AND counted_at IS NOT NULL ORDER BY id`,
        id,
      )
      .map((seen) => ({ ...seen, part })),
  );
  return [...onParts, ...onOperations];
}

/** What is recorded as consumed and still in stock, by component code. */
function issuedOn(
  books: Books,
  order: string,
): Record<string, { quantity: number; byLot: Record<string, number> }> {
  const issued: Record<string, { quantity: number; byLot: Record<string, number> }> = {};
  for (const move of familyOf(books, order).flatMap((part) => openMoves(books, part))) {
    if (move.picked === 0 || move.manual === 0) continue;
    const { code } = itemById(books, move.item_id);
    for (const { lot_id, quantity } of linesOf(books, move)) {
      const so = issued[code] ?? { quantity: 0, byLot: {} };
      const lot = books.one<{ name: string }>('SELECT name FROM lot WHERE id = ?', lot_id)?.name;
      const byLot =
        lot === undefined ? so.byLot : { ...so.byLot, [lot]: round((so.byLot[lot] ?? 0) + quantity) };
      issued[code] = { quantity: round(so.quantity + quantity), byLot };
    }
  }
  return issued;
}

interface WorkOrderSeen {
  operation: string;
  state: WorkOrder['state'];
  started: string | undefined;
  finished: string | undefined;
}

interface WorkTimeSeen {
  operation: string;
  part: string;
  start: string;
  end: string | undefined;
  note: string;
}

const workOrdersSeen = (books: Books, family: Production[]): WorkOrderSeen[][] =>
  family.map((part) =>
    workOrdersOf(books, part).map(({ name, state, started, finished }) => ({
      operation: name,
      state,
      started: started ?? undefined,
      finished: finished ?? undefined,
    })),
  );

const workTimesSeen = (books: Books, family: Production[]): WorkTimeSeen[] =>
  family
    .flatMap((part) =>
      books
        .all<{ id: number; operation: string; started: string; ended: string | null; note: string | null }>(
          `SELECT labour.id, work_order.name AS operation, labour.started, labour.ended, labour.note FROM labour
             JOIN work_order ON work_order.id = labour.work_order_id WHERE production_id = ?`,
          part.id,
        )
        .map((time) => ({ ...time, part: part.name })),
    )
    .sort((left, right) =>
      left.started === right.started ? left.id - right.id : left.started < right.started ? -1 : 1,
    )
    .map(({ operation, part, started, ended, note }) => ({
      operation,
      part,
      start: started,
      end: ended ?? undefined,
      note: note ?? '',
    }));
