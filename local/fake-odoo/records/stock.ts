import type { Location } from '../../../odoo/master-data.ts';
import { fullName } from '../../../odoo/seed-locations.ts';
import type { Books } from '../database.ts';
import { ambiguous, type Desk, Refusal, shown } from '../desk.ts';
import { compare, type Item, type Lot, round, unitName } from './items.ts';

/** A place of a warehouse. Orders take from the stock location and deliver to it, never from the places below. */
export interface Place {
  id: number;
  warehouse_id: number;
  name: string;
  full_name: string;
  usage: 'internal' | 'view';
}

export function stockPlace(books: Books, warehouse: number): number {
  const found = books.one<Place>('SELECT * FROM location WHERE warehouse_id = ? AND is_stock = 1', warehouse);
  if (found === undefined) throw new Error(`No stock location of warehouse ${warehouse}`);
  return found.id;
}

/** Those of the warehouse with this full name, else name, else barcode. */
export function placesCalled(books: Books, warehouse: number, code: string): Place[] {
  for (const field of ['full_name', 'name', 'barcode']) {
    const find = `SELECT * FROM location WHERE warehouse_id = ? AND ${field} = ? ORDER BY full_name`;
    const found = books.all<Place>(find, warehouse, code);
    if (found.length > 0) return found;
  }
  return [];
}

export function placeNamed(books: Books, name: string): Place {
  const found = books.one<Place>('SELECT * FROM location WHERE full_name = ?', name);
  if (found === undefined) throw new Error(`No location ${name}`);
  return found;
}

export function seedLocation(books: Books, location: Location): void {
  const { name, warehouse, parent = `${warehouse}/Stock`, barcode, usage = 'internal' } = location;
  const full = fullName(location);
  if (books.one('SELECT 1 FROM location WHERE full_name = ?', full) !== undefined) return;
  books.run(
    'INSERT INTO location (warehouse_id, name, full_name, barcode, usage) VALUES (?, ?, ?, ?, ?)',
    placeNamed(books, parent).warehouse_id,
    name,
    full,
    barcode ?? null,
    usage,
  );
}

/** The one place of the warehouse that holds stock and has this full name, else name, else barcode. */
export function placeOf(desk: Desk, code: string, pointer: string): Place {
  const found = placesCalled(desk.books, desk.warehouse.id, code);
  const [only] = found;
  const { code: warehouse } = desk.warehouse;
  if (only === undefined) {
    const message = `Odoo has no location in warehouse ${warehouse} with full name, name or barcode ${code}`;
    throw new Refusal('unknown-location', message, pointer);
  }
  if (found.length > 1) {
    const kind = `locations in warehouse ${warehouse} with full name, name or barcode`;
    throw ambiguous(
      kind,
      code,
      found.map(({ full_name }) => full_name),
      pointer,
    );
  }
  if (only.usage !== 'internal') {
    const message = `${only.full_name} is not a place that holds stock`;
    throw new Refusal('unknown-location', message, pointer);
  }
  return only;
}

export function lyingAt(desk: Desk, item: Item, lot: number | null, place: Place): number {
  const quants = quantsOf(desk.books, place.warehouse_id, item, place.id);
  return quants.find(({ lot_id }) => lot_id === lot)?.quantity ?? 0;
}

export function shortAt(
  place: Place,
  item: Item,
  lot: Lot | undefined,
  needed: number,
  there: number,
): Refusal {
  const name = lot === undefined ? item.code : `${item.code} lot ${lot.name}`;
  const wanted = `${shown(needed)} ${unitName(item.uom)} of ${name} needed from ${place.full_name}`;
  return new Refusal('insufficient-stock', `${wanted}, ${shown(Math.max(there, 0))} on hand`, '/data');
}

/** Stock of an item in one place, by lot. Functions without a place use the stock location of the warehouse. */
interface Quant {
  id: number;
  warehouse_id: number;
  location_id: number;
  item_id: number;
  lot_id: number | null;
  quantity: number;
  reserved: number;
}

/** First in, first out; stock without a lot comes last, as in Odoo. */
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

/** Adds to stock or takes from it. It may go negative, as in Odoo. */
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

/** Stock that arrives where nothing lay counts as the youngest. */
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

interface FreeStock {
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
  // Odoo also stops when nothing is left beside all reservations, including those on stock that is gone.
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

/** Records every change of stock with its time, so that a late count can be carried forward. */
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

/** Dates the changes that an event made by the time of the event. */
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

/** The net change at a place since a moment, and whether the place was counted since. */
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
