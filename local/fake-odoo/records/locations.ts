import type { Location } from '../../../odoo/master-data.ts';
import { fullName } from '../../../odoo/seed-locations.ts';
import type { Books } from '../database.ts';
import type { Desk } from '../desk.ts';
import { brief, Refusal } from '../fields.ts';
import type { Item, Lot } from './items.ts';
import { quantsOf } from './quants.ts';
import { unitName } from './units.ts';

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
    const message = `warehouse ${warehouse} has no location with full name, name or barcode ${code}`;
    throw new Refusal('unknown-location', message, pointer);
  }
  if (found.length > 1) {
    const message = `warehouse ${warehouse} has several locations called ${code}: name it in full, like ${only.full_name}`;
    throw new Refusal('unknown-location', message, pointer);
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
  const wanted = `${brief(needed)} ${unitName(item.uom)} of ${name} needed from ${place.full_name}`;
  return new Refusal('insufficient-stock', `${wanted}, ${brief(Math.max(there, 0))} on hand`, '/data');
}
