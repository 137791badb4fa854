import { type PurchaseSeen, seeAtSuppliers, seePurchase } from './inspect-purchases.ts';
import type { Books } from './model/books.ts';
import { findItem, itemById } from './model/items.ts';
import { cancel, familyOf, type Production } from './model/productions.ts';
import { movesOf, quantityOf } from './model/raw-moves.ts';
import { round } from './model/units.ts';

export interface PartSeen {
  name: string;
  state: string;
  planned: number;
  produced: number;
  lots: string[];
  consumed: Record<string, number>;
}

/** Looks into the stand-in's books, in the field's words and in the items' own units. */
export interface Inspection {
  orderFamily(order: string): PartSeen[];
  onHand(warehouse: string, item: string): { quantity: number; byLot: Record<string, number> };
  scrapped(order: string, item: string): number;
  receipts(eventKeys: string[]): string[];
  lotTwins(item: string, lot: string): number;
  labour(order: string): { operation: string; start: string; end: string }[];
  cancelOrder(order: string): void;
  purchaseOrder(name: string): PurchaseSeen;
  atSuppliers(item: string): { quantity: number; byLot: Record<string, number> };
}

export function inspect(books: Books): Inspection {
  return {
    orderFamily: (order) => familyOf(books, order).map((part) => partSeen(books, part)),
    onHand: (warehouse, item) => {
      const rows = books.all<{ quantity: number; lot: string | null }>(
        `SELECT quant.quantity, lot.name AS lot FROM quant
           JOIN warehouse ON warehouse.id = quant.warehouse_id JOIN item ON item.id = quant.item_id
           LEFT JOIN lot ON lot.id = quant.lot_id
          WHERE warehouse.code = ? AND item.code = ? AND quant.quantity <> 0 ORDER BY quant.id`,
        warehouse,
        item,
      );
      const byLot = rows.flatMap(({ lot, quantity }) => (lot === null ? [] : [[lot, quantity] as const]));
      return { quantity: total(rows), byLot: Object.fromEntries(byLot) };
    },
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
    receipts: (eventKeys) =>
      eventKeys.filter((key) => books.one('SELECT 1 FROM receipt WHERE event = ?', key) !== undefined),
    lotTwins: (item, lot) =>
      books.all(
        'SELECT lot.id FROM lot JOIN item ON item.id = lot.item_id WHERE item.code = ? AND lot.name = ?',
        item,
        lot,
      ).length,
    labour: (order) =>
      familyOf(books, order).flatMap((part) =>
        books.all<{ operation: string; start: string; end: string }>(
          `SELECT work_order.name AS operation, started AS start, ended AS end FROM labour
             JOIN work_order ON work_order.id = labour.work_order_id WHERE production_id = ? ORDER BY labour.id`,
          part.id,
        ),
      ),
    cancelOrder: (order) => {
      for (const part of familyOf(books, order)) if (part.state !== 'done') cancel(books, part);
    },
    purchaseOrder: (name) => seePurchase(books, name),
    atSuppliers: (item) => seeAtSuppliers(books, item),
  };
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
  const state = begun ? 'progress' : part.state;
  return { name, state, planned, produced, lots: lots.map((lot) => lot.name), consumed };
}

function total(rows: { quantity: number }[]): number {
  return round(rows.reduce((sum, row) => sum + row.quantity, 0));
}
