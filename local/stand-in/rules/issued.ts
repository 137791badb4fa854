import type { Item } from '../model/items.ts';
import type { Desk } from '../procedures.ts';

/** Recorded as consumed on open orders: off the shelf, and still in stock. Orders take from the stock location only. */
export function issuedOf(desk: Desk, item: Item, lot: number | null): number {
  const found = desk.books.one<{ issued: number | null }>(
    `SELECT sum(raw_line.quantity) AS issued FROM raw_line
       JOIN raw_move ON raw_move.id = raw_line.move_id JOIN production ON production.id = raw_move.production_id
      WHERE raw_move.item_id = ? AND production.warehouse_id = ? AND coalesce(raw_line.lot_id, 0) = ?
        AND raw_move.state = 'confirmed' AND raw_move.picked = 1 AND raw_move.manual = 1`,
    item.id,
    desk.warehouse.id,
    lot ?? 0,
  );
  return found?.issued ?? 0;
}
