import type { Location } from '../../../odoo/master-data.ts';
import { fullName } from '../../../odoo/seed-locations.ts';
import type { Books } from './books.ts';

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
