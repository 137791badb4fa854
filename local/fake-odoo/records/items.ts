import type { Books } from '../database.ts';

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

/** Internal reference first, then barcode (a plant that scans sends barcodes), then name. Names are unique here. */
export function findItem(books: Books, code: string): Item | undefined {
  return (
    books.one<Item>('SELECT * FROM item WHERE code = ?', code) ??
    books.one<Item>('SELECT * FROM item WHERE barcode = ?', code) ??
    books.one<Item>('SELECT * FROM item WHERE name = ?', code)
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

/** Sets the expiration date of a lot that has none yet. */
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

/** What a quantity of an item needs of each component. Odoo rounds up. */
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

interface Unit {
  /** the name in Odoo, for messages */
  name: string;
  reference: string;
  /** how much of the reference unit one of it holds */
  factor: number;
}

const unit = (name: string, reference: string, factor: number): Unit => ({ name, reference, factor });

/** Odoo's shipped units by external id. */
const units: Readonly<Record<string, Unit>> = {
  'uom.product_uom_unit': unit('Units', 'unit', 1),
  'uom.product_uom_pack_6': unit('Pack of 6', 'unit', 6),
  'uom.product_uom_dozen': unit('Dozens', 'unit', 12),
  'uom.product_uom_hour': unit('Hours', 'hour', 1),
  'uom.product_uom_day': unit('Days', 'hour', 8),
  'uom.product_uom_minute': unit('Minutes', 'hour', 0.0166667),
  'uom.product_uom_millimeter': unit('mm', 'mm', 1),
  'uom.product_uom_cm': unit('cm', 'mm', 10),
  'uom.product_uom_meter': unit('m', 'mm', 1_000),
  'uom.product_uom_km': unit('km', 'mm', 1_000_000),
  'uom.product_uom_inch': unit('in', 'mm', 25.4),
  'uom.product_uom_foot': unit('ft', 'mm', 304.8),
  'uom.product_uom_yard': unit('yd', 'mm', 914.4),
  'uom.product_uom_mile': unit('mi', 'mm', 914.4 * 1760),
  'uom.product_uom_square_meter': unit('m²', 'm²', 1),
  'uom.product_uom_square_foot': unit('ft²', 'm²', 0.092903),
  'uom.product_uom_milliliter': unit('ml', 'ml', 1),
  'uom.product_uom_litre': unit('L', 'ml', 1_000),
  'uom.product_uom_cubic_meter': unit('m³', 'ml', 1_000_000),
  'uom.product_uom_floz': unit('fl oz (US)', 'ml', 29.5735),
  'uom.product_uom_qt': unit('qt (US)', 'ml', 29.5735 * 32),
  'uom.product_uom_gal': unit('gal (US)', 'ml', 29.5735 * 128),
  'uom.product_uom_cubic_inch': unit('in³', 'ml', 16.3871),
  'uom.product_uom_cubic_foot': unit('ft³', 'ml', 16.3871 * 1728),
  'uom.product_uom_gram': unit('g', 'g', 1),
  'uom.product_uom_kgm': unit('kg', 'g', 1_000),
  'uom.product_uom_ton': unit('Ton', 'g', 1_000_000),
  'uom.product_uom_oz': unit('oz', 'g', 28.3495),
  'uom.product_uom_lb': unit('lb', 'g', 28.3495 * 16),
  'uom.product_uom_kwh': unit('KWH', 'kWh', 1),
};

export function isKnownUnit(uom: string): boolean {
  return Object.hasOwn(units, uom);
}

function unitOf(uom: string): Unit {
  const found = units[uom];
  if (found === undefined) throw new Error(`No unit ${uom}`);
  return found;
}

export const unitName = (uom: string): string => unitOf(uom).name;

/** Since Odoo 19 units have no category: two units are convertible when they have the same reference unit. */
export function isConvertible(from: string, to: string): boolean {
  return unitOf(from).reference === unitOf(to).reference;
}

export const convertExactly = (value: number, from: string, to: string): number =>
  from === to ? value : (value * unitOf(from).factor) / unitOf(to).factor;

/** Rounded to the precision of stock. */
export const convert = (value: number, from: string, to: string): number =>
  round(convertExactly(value, from, to));

/** How many of the second unit make one of the first. */
export const factorBetween = (from: string, to: string): number => unitOf(from).factor / unitOf(to).factor;

/**
 * Rounds half away from zero to two digits, Odoo's "Product Unit" precision, which all units share since
 * Odoo 19. The tolerance is Odoo's too: without it 2.675 kg, really 2.67499…, would become 2.67.
 */
export function round(value: number): number {
  if (value === 0) return 0;
  const scaled = Math.abs(value) * 100;
  return (Math.sign(value) * Math.round(scaled + toleranceOf(scaled))) / 100;
}

/** Away from zero, to the same precision. */
export function roundUp(value: number): number {
  if (value === 0) return 0;
  const scaled = Math.abs(value) * 100;
  return (Math.sign(value) * Math.trunc(scaled + 1 - toleranceOf(scaled))) / 100;
}

function toleranceOf(scaled: number): number {
  return 2 ** (Math.log2(scaled) - 50);
}

/** -1, 0 or 1, after rounding both to the precision of stock. */
export function compare(left: number, right: number): number {
  return Math.sign(round(round(left) - round(right)));
}

/** Every unit with its reference unit: units with the same one are convertible. */
export function unitsKnown(): { uom: string; root: number; factor: number }[] {
  const references = [...new Set(Object.values(units).map(({ reference }) => reference))];
  return Object.entries(units).map(([uom, { reference, factor }]) => ({
    uom,
    root: references.indexOf(reference) + 1,
    factor,
  }));
}
