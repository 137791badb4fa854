import { type CounterSeen, countersOf, issuedOn } from './inspect-progress.ts';
import { type PurchaseSeen, seeAtSuppliers, seePurchase } from './inspect-purchases.ts';
import { inspectSales, type SalesInspection } from './inspect-sales.ts';
import { type WorkOrderSeen, type WorkTimeSeen, workOrdersSeen, workTimesSeen } from './inspect-work.ts';
import type { Books } from './model/books.ts';
import { hourlyCostAt, setPrice } from './model/costs.ts';
import { findItem, itemById } from './model/items.ts';
import { cancel, familyOf, type Production } from './model/productions.ts';
import { movesOf, quantityOf } from './model/raw-moves.ts';
import { round } from './model/units.ts';
import { workState } from './model/work-orders.ts';

export interface PartSeen {
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

/** Looks into the stand-in's books, in the field's words and in the items' own units. */
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
  reprice(item: string, price: number): void;
  hourlyCost(workCenter: string): number;
  receipts(eventKeys: string[]): string[];
  lotTwins(item: string, lot: string): number;
  workOrders(order: string): WorkOrderSeen[][];
  workTimes(order: string): WorkTimeSeen[];
  cancelOrder(order: string): void;
  sales: SalesInspection;
  purchaseOrder(name: string): PurchaseSeen;
  atSuppliers(item: string): { quantity: number; byLot: Record<string, number> };
}

export function inspect(books: Books): Inspection {
  return {
    orderFamily: (order) => familyOf(books, order).map((part) => partSeen(books, part)),
    onHand: (warehouse, item) => {
      const stock = `${warehouse}/Stock`;
      return lying(books, item, (place) => place === stock || place.startsWith(`${stock}/`));
    },
    reprice: (item, price) => {
      const found = findItem(books, item);
      if (found) setPrice(books, found, price);
    },
    hourlyCost: (workCenter) => hourlyCostAt(books, workCenter),
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
    receipts: (eventKeys) =>
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
    atSuppliers: (item) => seeAtSuppliers(books, item),
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
