import type { Books } from './books.ts';
import { type Item, itemById } from './items.ts';
import type { Production } from './productions.ts';
import { reserveStock } from './quants.ts';
import { compare, round } from './units.ts';

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

export interface RawLine {
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
