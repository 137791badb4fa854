import type { Books } from './books.ts';
import { breakDeliveryPromises } from './delivery-reservations.ts';
import { type Item, itemById } from './items.ts';
import { stockPlace } from './locations.ts';
import type { Production } from './productions.ts';
import { freeStock, moveStock, reserveStock } from './quants.ts';
import { changeLine, dropLines, linesOf, quantityOf, type RawLine, type RawMove } from './raw-moves.ts';
import { compare, round } from './units.ts';

/** Reserves what is free, oldest first, until the plan is covered. */
export function reserveMove(books: Books, order: Production, move: RawMove): void {
  const missing = round(move.planned - quantityOf(books, move));
  if (compare(missing, 0) <= 0) return;
  const item = itemById(books, move.item_id);
  const freshAt = item.expires === 1 ? order.starts : undefined;
  for (const part of freeStock(books, order.warehouse_id, item, missing, freshAt)) {
    changeLine(books, order, move, part.lot, part.quantity);
  }
}

/**
 * Sets what a move takes, as Odoo does it: keep the reserved lines as far as they go, take more of their lots, then
 * other free stock, and put the rest on a line without a lot. That last line is how stock silently goes negative.
 */
export function setQuantity(books: Books, order: Production, move: RawMove, quantity: number): void {
  const item = itemById(books, move.item_id);
  let missing = quantity;
  const take = (lot: number | null, part: number): void => {
    changeLine(books, order, move, lot, part);
    missing = round(missing - part);
  };
  for (const line of linesOf(books, move)) {
    const kept = Math.min(line.quantity, missing);
    changeLine(books, order, move, line.lot_id, round(kept - line.quantity));
    missing = round(missing - kept);
    const more = freeStock(books, order.warehouse_id, item, Number.POSITIVE_INFINITY).find(
      ({ lot }) => lot === line.lot_id,
    );
    if (more !== undefined && compare(missing, 0) > 0) take(line.lot_id, Math.min(more.quantity, missing));
  }
  for (const part of freeStock(books, order.warehouse_id, item, missing)) take(part.lot, part.quantity);
  changeLine(books, order, move, null, item.tracking === 'serial' ? Math.trunc(missing) : missing);
}

/** Takes the lines of a move out of stock, or gives up the reservation of a move that nobody picked. */
export function postMove(books: Books, order: Production, move: RawMove): void {
  if (move.picked === 0) {
    dropLines(books, order, move);
    books.run(`UPDATE raw_move SET state = 'cancel' WHERE id = ?`, move.id);
    return;
  }
  const item = itemById(books, move.item_id);
  for (const line of linesOf(books, move)) {
    reserveStock(books, order.warehouse_id, item, line.lot_id, -line.quantity);
    takeStock(books, order.warehouse_id, item, line.lot_id, line.quantity);
  }
  books.run(`UPDATE raw_move SET state = 'done' WHERE id = ?`, move.id);
}

/** Nothing stops it from going below zero; but what is gone can't stay promised to other orders. */
export function takeStock(
  books: Books,
  warehouse: number,
  item: Item,
  lot: number | null,
  quantity: number,
  place = stockPlace(books, warehouse),
): void {
  const left = moveStock(books, warehouse, item, lot, -quantity, place);
  const excess = round(left.reserved - left.quantity);
  // Orders reserve in the stock location only.
  if (compare(excess, 0) > 0) breakPromises(books, warehouse, item, lot, excess);
}

/** The latest orders lose their reservation first, and look for other stock at once. */
function breakPromises(
  books: Books,
  warehouse: number,
  item: Item,
  lot: number | null,
  quantity: number,
): void {
  const promises = books.all<RawLine & { production_id: number }>(
    `SELECT raw_line.*, raw_move.production_id FROM raw_line
       JOIN raw_move ON raw_move.id = raw_line.move_id JOIN production ON production.id = raw_move.production_id
      WHERE raw_move.item_id = ? AND production.warehouse_id = ? AND coalesce(raw_line.lot_id, 0) = ?
        AND raw_move.state = 'confirmed' AND raw_move.picked = 0
      ORDER BY production.starts DESC, raw_line.id DESC`,
    item.id,
    warehouse,
    lot ?? 0,
  );
  let excess = quantity;
  const robbed: [Production, RawMove][] = [];
  for (const promise of promises) {
    if (compare(excess, 0) <= 0) break;
    const order = books.one<Production>('SELECT * FROM production WHERE id = ?', promise.production_id);
    const move = books.one<RawMove>('SELECT * FROM raw_move WHERE id = ?', promise.move_id);
    if (order === undefined || move === undefined) continue;
    const released = Math.min(promise.quantity, excess);
    changeLine(books, order, move, lot, -released);
    excess = round(excess - released);
    robbed.push([order, move]);
  }
  if (compare(excess, 0) > 0) breakDeliveryPromises(books, warehouse, item, lot, excess);
  for (const [order, move] of robbed) reserveMove(books, order, move);
}
