import type { Books } from './books.ts';

export interface Item {
  id: number;
  code: string;
  name: string;
  barcode: string | null;
  uom: string;
  tracking: 'none' | 'lot' | 'serial';
  expires: 0 | 1;
  for_sale: 0 | 1;
}

/** Internal reference first, barcode second: a plant that scans sends barcodes. */
export function findItem(books: Books, code: string): Item | undefined {
  return (
    books.one<Item>('SELECT * FROM item WHERE code = ?', code) ??
    books.one<Item>('SELECT * FROM item WHERE barcode = ?', code)
  );
}

export function itemById(books: Books, id: number): Item {
  const item = books.one<Item>('SELECT * FROM item WHERE id = ?', id);
  if (item === undefined) throw new Error(`No item ${id}`);
  return item;
}

export interface Lot {
  id: number;
  item_id: number;
  name: string;
  /** `YYYY-MM-DD HH:MM:SS` in UTC, as Odoo stores it */
  expires: string | null;
}

export function findLot(books: Books, item: Item, name: string): Lot | undefined {
  return books.one<Lot>(
    'SELECT * FROM lot WHERE item_id = ? AND name = ? ORDER BY id LIMIT 1',
    item.id,
    name,
  );
}

export function lotById(books: Books, id: number | null): Lot | undefined {
  return id === null ? undefined : books.one<Lot>('SELECT * FROM lot WHERE id = ?', id);
}

export function createLot(books: Books, item: Item, name: string, expires?: string): Lot {
  const stamp = expires ?? null;
  const id = books.run('INSERT INTO lot (item_id, name, expires) VALUES (?, ?, ?)', item.id, name, stamp);
  return { id, item_id: item.id, name, expires: stamp };
}

/** Fills in when the lot expires, where nobody has said so yet. */
export function withExpiry(books: Books, lot: Lot, expires: string | undefined): Lot {
  if (lot.expires !== null || expires === undefined) return lot;
  books.run('UPDATE lot SET expires = ? WHERE id = ?', expires, lot.id);
  return { ...lot, expires };
}

/** Odoo keeps times in UTC without an offset. */
export function odooTime(time: Date): string {
  return time.toISOString().slice(0, 19).replace('T', ' ');
}
