import type { Books } from '../database.ts';
import { roundUp } from './units.ts';

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

export interface Recipe {
  id: number;
  /** quantity made by one bill of materials */
  quantity: number;
  /** strict: consumption must be exactly what the bill of materials says */
  consumption: 'flexible' | 'warning' | 'strict';
}

export function recipeOf(books: Books, item: Item): Recipe | undefined {
  return books.one<Recipe>('SELECT * FROM bom WHERE item_id = ?', item.id);
}

/** What a quantity of an item needs of each component. Odoo rounds up: whoever needs a little more takes it whole. */
export function explode(books: Books, item: Item, quantity: number): { component: Item; quantity: number }[] {
  const recipe = recipeOf(books, item);
  if (recipe === undefined) return [];
  return books
    .all<Item & { per_recipe: number }>(
      `SELECT item.*, bom_line.quantity AS per_recipe FROM bom_line JOIN item ON item.id = bom_line.item_id
        WHERE bom_id = ? ORDER BY bom_line.id`,
      recipe.id,
    )
    .map(({ per_recipe, ...component }) => ({
      component,
      quantity: roundUp((quantity / recipe.quantity) * per_recipe),
    }));
}
