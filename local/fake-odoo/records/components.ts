import type { Books } from '../database.ts';
import { compare, type Item, itemById, round } from './items.ts';
import type { Production } from './production-orders.ts';
import { breakDeliveryPromises } from './sales-orders.ts';
import { freeStock, moveStock, reserveStock, stockPlace } from './stock.ts';

/** A component of a production order: what is planned, and by its lines what is reserved or taken. */
export interface RawMove {
  id: number;
  production_id: number;
  item_id: number;
  planned: number;
  /** not on the bill of materials: stays with the part it was reported for */
  additional: 0 | 1;
  /** somebody said what was consumed, so the bill of materials no longer decides */
  manual: 0 | 1;
  picked: 0 | 1;
  state: 'confirmed' | 'done' | 'cancel';
}

interface RawLine {
  id: number;
  move_id: number;
  lot_id: number | null;
  quantity: number;
}

export function movesOf(books: Books, order: Production): RawMove[] {
  return books.all<RawMove>('SELECT * FROM raw_move WHERE production_id = ? ORDER BY id', order.id);
}

export function openMoves(books: Books, order: Production): RawMove[] {
  return movesOf(books, order).filter((move) => move.state === 'confirmed');
}

export function linesOf(books: Books, move: RawMove): RawLine[] {
  return books.all<RawLine>('SELECT * FROM raw_line WHERE move_id = ? ORDER BY id', move.id);
}

export function quantityOf(books: Books, move: RawMove): number {
  return round(linesOf(books, move).reduce((sum, line) => sum + line.quantity, 0));
}

export function addMove(
  books: Books,
  order: Production,
  item: Item,
  planned: number,
  additional: 0 | 1,
): RawMove {
  const insert = 'INSERT INTO raw_move (production_id, item_id, planned, additional) VALUES (?, ?, ?, ?)';
  const id = books.run(insert, order.id, item.id, planned, additional);
  return {
    id,
    production_id: order.id,
    item_id: item.id,
    planned,
    additional,
    manual: 0,
    picked: 0,
    state: 'confirmed',
  };
}

/** A line holds its quantity reserved until it is posted or dropped. */
export function changeLine(
  books: Books,
  order: Production,
  move: RawMove,
  lot: number | null,
  change: number,
): void {
  if (compare(change, 0) === 0) return;
  const find = 'SELECT * FROM raw_line WHERE move_id = ? AND coalesce(lot_id, 0) = ?';
  const line = books.one<RawLine>(find, move.id, lot ?? 0);
  const quantity = round((line?.quantity ?? 0) + change);
  if (line === undefined)
    books.run('INSERT INTO raw_line (move_id, lot_id, quantity) VALUES (?, ?, ?)', move.id, lot, quantity);
  else if (compare(quantity, 0) <= 0) books.run('DELETE FROM raw_line WHERE id = ?', line.id);
  else books.run('UPDATE raw_line SET quantity = ? WHERE id = ?', quantity, line.id);
  reserveStock(books, order.warehouse_id, itemById(books, move.item_id), lot, change);
}

export function dropLines(books: Books, order: Production, move: RawMove): void {
  for (const line of linesOf(books, move)) changeLine(books, order, move, line.lot_id, -line.quantity);
}

export function markPicked(books: Books, move: RawMove, manual: 0 | 1): void {
  books.run('UPDATE raw_move SET picked = 1, manual = ? WHERE id = ?', manual, move.id);
}

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

/** Takes from stock, below zero if need be, and takes away reservations that have no stock any more. */
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

/** The latest orders lose their reservations first and reserve again. */
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
