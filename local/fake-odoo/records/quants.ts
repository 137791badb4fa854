import type { Books } from '../database.ts';
import type { Item } from './items.ts';
import { stockPlace } from './locations.ts';
import { compare, round } from './units.ts';

/** Stock of an item in one place, by lot. What names no place means the stock location of the warehouse. */
export interface Quant {
  id: number;
  warehouse_id: number;
  location_id: number;
  item_id: number;
  lot_id: number | null;
  quantity: number;
  reserved: number;
}

/** First in, first out; stock without a lot comes last, as Odoo gathers it. */
export function quantsOf(
  books: Books,
  warehouse: number,
  item: Item,
  place = stockPlace(books, warehouse),
): Quant[] {
  return books.all<Quant>(
    'SELECT * FROM quant WHERE location_id = ? AND item_id = ? ORDER BY lot_id IS NULL, id',
    place,
    item.id,
  );
}

function quantAt(books: Books, warehouse: number, item: Item, lot: number | null, place: number): Quant {
  const find = 'SELECT * FROM quant WHERE location_id = ? AND item_id = ? AND coalesce(lot_id, 0) = ?';
  const found = books.one<Quant>(find, place, item.id, lot ?? 0);
  if (found !== undefined) return found;
  const insert =
    'INSERT INTO quant (warehouse_id, location_id, item_id, lot_id, quantity) VALUES (?, ?, ?, ?, 0)';
  const id = books.run(insert, warehouse, place, item.id, lot);
  const where = { warehouse_id: warehouse, location_id: place };
  return { id, ...where, item_id: item.id, lot_id: lot, quantity: 0, reserved: 0 };
}

/** Adds to or takes from stock; nothing stops it from going negative, just like Odoo. */
export function moveStock(
  books: Books,
  warehouse: number,
  item: Item,
  lot: number | null,
  change: number,
  place = stockPlace(books, warehouse),
): Quant {
  const quant = quantAt(books, warehouse, item, lot, place);
  const quantity = round(quant.quantity + change);
  books.run('UPDATE quant SET quantity = ? WHERE id = ?', quantity, quant.id);
  noteChange(books, item, lot, place, change);
  if (change > 0 && compare(quant.quantity, 0) <= 0) queueLast(books, quant);
  return { ...quant, quantity };
}

/** Stock that comes in where there was none is the youngest, also where there had been some before. */
function queueLast(books: Books, quant: Quant): void {
  books.run('UPDATE quant SET id = (SELECT max(id) + 1 FROM quant) WHERE id = ?', quant.id);
}

export function reserveStock(
  books: Books,
  warehouse: number,
  item: Item,
  lot: number | null,
  change: number,
): void {
  const quant = quantAt(books, warehouse, item, lot, stockPlace(books, warehouse));
  const reserved = Math.max(0, round(quant.reserved + change));
  books.run('UPDATE quant SET reserved = ? WHERE id = ?', reserved, quant.id);
}

export interface FreeStock {
  lot: number | null;
  quantity: number;
}

/**
 * What could be taken now, oldest first, up to the quantity wanted. `freshAt`: lots that expire before are left
 * out, as Odoo does when it reserves, but not when it takes. Serials come whole: a fraction gets none.
 */
export function freeStock(
  books: Books,
  warehouse: number,
  item: Item,
  wanted: number,
  freshAt?: string,
): FreeStock[] {
  const quants = quantsOf(books, warehouse, item).filter(
    ({ lot_id }) => freshAt === undefined || !expiresBefore(books, lot_id, freshAt),
  );
  const free = quants
    .map((quant) => ({ lot: quant.lot_id, quantity: round(quant.quantity - quant.reserved) }))
    .filter(({ quantity }) => compare(quantity, 0) > 0);
  let missing = Math.min(wanted, total(free.map(({ quantity }) => quantity)));
  if (item.tracking === 'serial' && !Number.isInteger(missing)) return [];
  // Odoo counts down what is there, too, and promises made on stock that is gone count: it may stop short.
  let left = total(quants.map(({ quantity, reserved }) => Math.max(0, quantity) - reserved));
  const found: FreeStock[] = [];
  for (const part of free) {
    if (compare(missing, 0) === 0 || (found.length > 0 && compare(left, 0) === 0)) break;
    const quantity = Math.min(part.quantity, missing);
    found.push({ lot: part.lot, quantity });
    missing = round(missing - quantity);
    left = round(left - quantity);
  }
  return found;
}

function total(quantities: number[]): number {
  return round(quantities.reduce((sum, quantity) => sum + quantity, 0));
}

function expiresBefore(books: Books, lot: number | null, moment: string): boolean {
  if (lot === null) return false;
  return books.one('SELECT 1 FROM lot WHERE id = ? AND expires < ?', lot, moment) !== undefined;
}

/** Every change of stock with its time: what a count that comes late is carried forward by. */
export function noteChange(
  books: Books,
  item: Item,
  lot: number | null,
  place: number,
  change: number,
  counted: 0 | 1 = 0,
): void {
  const insert =
    'INSERT INTO stock_change (location_id, item_id, lot_id, change, counted) VALUES (?, ?, ?, ?, ?)';
  books.run(insert, place, item.id, lot, change, counted);
}

/** What an event changed happened when it happened, whatever procedure booked it. */
export function dateChanges(books: Books, moment: string, { counted }: { counted?: true } = {}): void {
  const stamp =
    'UPDATE stock_change SET moment = ?, counted = CASE WHEN ? THEN 1 ELSE counted END WHERE moment IS NULL';
  books.run(stamp, moment, counted ? 1 : 0);
}

interface Since {
  /** undefined: nothing happened there */
  total: number | null;
  counts: number | null;
}

/** What came to a place less what left it after the moment, and whether it was counted after it. */
export function changesSince(
  books: Books,
  item: Item,
  lot: number | null,
  place: number,
  moment: string,
): { change: number; counted: boolean } {
  const since = books.one<Since>(
    `SELECT sum(change) AS total, sum(counted) AS counts FROM stock_change
      WHERE item_id = ? AND location_id = ? AND coalesce(lot_id, 0) = ? AND moment > ?`,
    item.id,
    place,
    lot ?? 0,
    moment,
  );
  return { change: round(since?.total ?? 0), counted: (since?.counts ?? 0) > 0 };
}
