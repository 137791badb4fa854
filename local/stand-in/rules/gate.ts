import { type Fields, listAt, malformed, onlyKeys, textAt } from '../fields.ts';
import type { Books } from '../model/books.ts';
import { findItem, type Item } from '../model/items.ts';
import type { Place } from '../model/locations.ts';
import type { Desk, Gate, Warehouse } from '../procedures.ts';
import { Refusal } from '../refusal.ts';

const gateKeys = ['hold', 'rework', 'everything', 'items', 'categories'];
const wrong = (message: string): Refusal => malformed('/gate', message);

/** The plant's gate in the records of these books; refuses one that they cannot keep. */
export function gateOf(books: Books, warehouse: Warehouse, policy: unknown): Gate | undefined {
  const given = (policy as Fields | undefined)?.gate;
  if (!given) return undefined;
  const gate = onlyKeys(given, gateKeys, '/gate');
  if (typeof gate.everything !== 'boolean') throw wrong('everything must be true or false');
  const hold = gatePlace(books, warehouse, textAt(gate, 'hold', '/gate/hold'));
  const rework =
    'rework' in gate ? gatePlace(books, warehouse, textAt(gate, 'rework', '/gate/rework')) : undefined;
  if (rework !== undefined && nested(rework.full_name, hold.full_name))
    throw wrong(`${rework.full_name} and ${hold.full_name} lie in each other`);
  return {
    hold,
    rework,
    everything: gate.everything,
    items: new Set(listAt(gate, 'items', '/gate/items').map((code) => gatedItem(books, code))),
    categories: listAt(gate, 'categories', '/gate/categories').map((name) => gatedCategory(books, name)),
  };
}

const nested = (one: string, other: string): boolean =>
  one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);

function gatePlace(books: Books, warehouse: Warehouse, name: string): Place {
  const place = books.one<Place>(
    'SELECT * FROM location WHERE warehouse_id = ? AND full_name = ?',
    warehouse.id,
    name,
  );
  if (place === undefined || place.usage !== 'internal')
    throw wrong(`warehouse ${warehouse.code} has no place for stock called ${name}`);
  const stock = `${warehouse.code}/Stock`;
  if (nested(name, stock)) throw wrong(`${name} must lie beside ${stock}, not in it nor around it`);
  return place;
}

function gatedItem(books: Books, code: unknown): number {
  const item = typeof code === 'string' ? findItem(books, code) : undefined;
  if (item === undefined)
    throw new Refusal(
      'unknown-item',
      `Odoo has no product with internal reference or barcode ${code}`,
      '/gate',
    );
  if (item.tracking === 'none')
    throw wrong(`${code} is not tracked by lots in Odoo: it cannot be held by lot`);
  return item.id;
}

function gatedCategory(books: Books, name: unknown): string {
  const known =
    typeof name === 'string' &&
    books.one(
      `SELECT 1 FROM item_category WHERE category = ?1 OR substr(category, 1, length(?1) + 3) = ?1 || ' / '`,
      name,
    );
  if (!known) throw wrong(`Odoo has no product category called ${name}, or several`);
  return String(name);
}

/** Whether the item is held until quality releases it. */
export function isGated(desk: Pick<Desk, 'books' | 'gate'>, item: Item): boolean {
  const { gate } = desk;
  if (gate === undefined) return false;
  const category =
    desk.books.one<{ category: string }>('SELECT category FROM item_category WHERE item_id = ?', item.id)
      ?.category ?? '';
  const gated =
    gate.everything ||
    gate.items.has(item.id) ||
    gate.categories.some((name) => category === name || category.startsWith(`${name} / `));
  if (gated && item.tracking === 'none') {
    const message = `${item.code} is held until quality releases it, and is not tracked by lots in Odoo`;
    throw new Refusal('gate-needs-lots', message, '/data');
  }
  return gated;
}

export function neededGate(desk: Desk): Gate {
  if (desk.gate !== undefined) return desk.gate;
  throw new Refusal('gate-not-set-up', "the plant's profile names no place where goods are held", '/data');
}

/** Goods at the gate are moved by quality's words only. */
export function refuseGatePlace({ gate }: Desk, place: Place, pointer: string): void {
  if (place.id !== gate?.hold.id && place.id !== gate?.rework?.id) return;
  const message = `goods come to ${place.full_name} and leave it by lot.held and lot.released`;
  throw new Refusal('lot-held', message, pointer);
}
