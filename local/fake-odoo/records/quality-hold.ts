import type { Verdict } from '../../../events/booking.ts';
import type { Books } from '../database.ts';
import {
  type Desk,
  type Fields,
  type HoldRules,
  listAt,
  malformed,
  onlyKeys,
  Refusal,
  textAt,
  type Warehouse,
} from '../desk.ts';
import { compare, findItem, type Item, type Lot, round } from './items.ts';
import type { Place } from './stock.ts';

/** Records what an event brought into a hold place; negative when it took goods out. */
export function noteHoldMove(
  books: Books,
  { event, moment }: { event: string; moment: string },
  item: Item,
  lot: number,
  change: number,
  place: number,
): void {
  const insert =
    'INSERT INTO gate_move (event, moment, item_id, lot_id, change, location_id) VALUES (?, ?, ?, ?, ?, ?)';
  books.run(insert, event, moment, item.id, lot, change, place);
}

/** Of one hold place, by lot, in the order of their names. An event may move goods in several warehouses. */
export function holdMovesOf(books: Books, event: string, place: number): { lot_id: number; moved: number }[] {
  return books.all(
    `SELECT lot_id, sum(CASE location_id WHEN ? THEN change ELSE 0 END) AS moved FROM gate_move JOIN lot ON lot.id = lot_id
      WHERE event = ? GROUP BY lot_id ORDER BY lot.name, lot.id`,
    place,
    event,
  );
}

/** Quantity of the lot at a place. */
export function lotAtPlace(books: Books, lot: number, place: number): number {
  const find = 'SELECT sum(quantity) AS total FROM quant WHERE lot_id = ? AND location_id = ?';
  return round(books.one<{ total: number | null }>(find, lot, place)?.total ?? 0);
}

interface Sums {
  brought: number | null;
  let: number | null;
  all: number | null;
}

/** The quantity that a release of this time may let out, as `covered` of the module works it out. */
export function coveredAt(books: Books, lot: number, hold: number, until: string): number {
  const sums = books.one<Sums>(
    `SELECT sum(CASE WHEN change > 0 AND moment <= ? THEN change END) AS brought,
            sum(CASE WHEN change < 0 THEN -change END) AS let, sum(change) AS "all" FROM gate_move
      WHERE lot_id = ? AND location_id = ?`,
    until,
    lot,
    hold,
  );
  const held = lotAtPlace(books, lot, hold);
  const byHand = held - (sums?.all ?? 0);
  const free = Math.min(
    held - Math.max(byHand, 0),
    (sums?.brought ?? 0) - (sums?.let ?? 0) - Math.max(-byHand, 0),
  );
  return round(Math.max(free, 0));
}

/** What a lot message did when it was booked, so that a repeat is answered the same. */
type Effect = 'decided' | 'bypassed' | `overrode_${Verdict}`;

export function noteEffect(books: Books, event: string, did: Effect): void {
  books.run('INSERT INTO word (event, did) VALUES (?, ?)', event, did);
}

export function effectsOf(books: Books, event: string): Effect[] {
  return books.all<{ did: Effect }>('SELECT did FROM word WHERE event = ?', event).map(({ did }) => did);
}

export interface StoredVerdict {
  lot_id: number;
  word: Verdict;
  at: string;
  event: string;
}

/** How much of a lot that failed or is held may be used all the same, by warehouse. */
export type Free = ReadonlyMap<number, number>;

export function verdictOf(books: Books, lot: Pick<Lot, 'id'>): StoredVerdict | undefined {
  return books.one<StoredVerdict>('SELECT * FROM verdict WHERE lot_id = ?', lot.id);
}

export function keepVerdict(books: Books, { lot_id, word, at, event }: StoredVerdict): void {
  const insert = 'INSERT OR REPLACE INTO verdict (lot_id, word, at, event) VALUES (?, ?, ?, ?)';
  books.run(insert, lot_id, word, at, event);
}

export function freeOf(books: Books, lot: Pick<Lot, 'id'>): Free {
  const rows = books.all<{ warehouse_id: number; amount: number }>(
    'SELECT warehouse_id, amount FROM verdict_free WHERE lot_id = ?',
    lot.id,
  );
  return new Map(rows.map(({ warehouse_id, amount }) => [warehouse_id, amount]));
}

export function setFree(books: Books, lot: Pick<Lot, 'id'>, free: Free): void {
  books.run('DELETE FROM verdict_free WHERE lot_id = ?', lot.id);
  for (const [warehouse, amount] of free)
    if (compare(amount, 0) > 0)
      books.run(
        'INSERT INTO verdict_free (lot_id, warehouse_id, amount) VALUES (?, ?, ?)',
        lot.id,
        warehouse,
        round(amount),
      );
}

/** Marks the places for held goods. Every call marks those of its plants, so that each plant knows those of the others. */
export function markHoldPlaces(books: Books, { hold, rework }: HoldRules): void {
  const mark = 'UPDATE location SET quality = ? WHERE id = ?';
  books.run(mark, 'hold', hold.id);
  if (rework !== undefined) books.run(mark, 'rework', rework.id);
}

/** Where a warehouse holds goods, if it has such a place. */
export function holdPlaceIn(books: Books, warehouse: number): number | undefined {
  const find = "SELECT id FROM location WHERE warehouse_id = ? AND quality = 'hold' ORDER BY id";
  return books.one<{ id: number }>(find, warehouse)?.id;
}

/** Quantity of the lot by warehouse, outside of places for held goods. */
export function lyingOpen(books: Books, lot: Pick<Lot, 'id'>): Free {
  const rows = books.all<{ warehouse_id: number; total: number }>(
    `SELECT quant.warehouse_id, sum(quantity) AS total FROM quant JOIN location ON location.id = location_id
      WHERE lot_id = ? AND quality IS NULL GROUP BY quant.warehouse_id`,
    lot.id,
  );
  return new Map(rows.map(({ warehouse_id, total }) => [warehouse_id, round(total)]));
}

const holdRuleKeys = ['hold', 'rework', 'everything', 'items', 'categories'];
const wrong = (message: string): Refusal => malformed('/gate', message);

/** The plant's quality hold by the records of this Odoo; refuses a wrong configuration. */
export function holdRulesOf(books: Books, warehouse: Warehouse, policy: unknown): HoldRules | undefined {
  const given = (policy as Fields | undefined)?.gate;
  if (!given) return undefined;
  const rules = onlyKeys(given, holdRuleKeys, '/gate');
  if (typeof rules.everything !== 'boolean') throw wrong('everything must be true or false');
  const hold = holdPlace(books, warehouse, textAt(rules, 'hold', '/gate/hold'));
  const rework =
    'rework' in rules ? holdPlace(books, warehouse, textAt(rules, 'rework', '/gate/rework')) : undefined;
  if (rework !== undefined && nested(rework.full_name, hold.full_name))
    throw wrong(`${rework.full_name} must not be, contain or lie inside ${hold.full_name}`);
  return {
    hold,
    rework,
    everything: rules.everything,
    items: new Set(listAt(rules, 'items', '/gate/items').map((code) => itemToHold(books, code))),
    categories: listAt(rules, 'categories', '/gate/categories').map((name) => categoryToHold(books, name)),
  };
}

const nested = (one: string, other: string): boolean =>
  one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);

function holdPlace(books: Books, warehouse: Warehouse, name: string): Place {
  const place = books.one<Place>(
    'SELECT * FROM location WHERE warehouse_id = ? AND full_name = ?',
    warehouse.id,
    name,
  );
  if (place === undefined || place.usage !== 'internal')
    throw wrong(`warehouse ${warehouse.code} has no place for stock called ${name}`);
  const stock = `${warehouse.code}/Stock`;
  if (nested(name, stock)) throw wrong(`${name} must not be, contain or lie inside ${stock}`);
  return place;
}

function itemToHold(books: Books, code: unknown): number {
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

function categoryToHold(books: Books, name: unknown): string {
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
export function needsRelease(desk: Pick<Desk, 'books' | 'holdRules'>, item: Item): boolean {
  const { holdRules } = desk;
  if (holdRules === undefined) return false;
  const category =
    desk.books.one<{ category: string }>('SELECT category FROM item_category WHERE item_id = ?', item.id)
      ?.category ?? '';
  const needed =
    holdRules.everything ||
    holdRules.items.has(item.id) ||
    holdRules.categories.some((name) => category === name || category.startsWith(`${name} / `));
  if (needed && item.tracking === 'none') {
    const message =
      `${item.code} is held until quality releases it, and is not tracked by lots in Odoo: ` +
      "track it there, or take it out of quality.gated in the plant's profile";
    throw new Refusal('gate-needs-lots', message, '/data');
  }
  return needed;
}

export function requiredHoldRules(desk: Desk): HoldRules {
  if (desk.holdRules !== undefined) return desk.holdRules;
  throw new Refusal('gate-not-set-up', "the plant's profile names no place where goods are held", '/data');
}

/** A plain movement or count says nothing of quality. */
export function refuseHoldPlace({ holdRules }: Desk, place: Place, pointer: string): void {
  if (place.id !== holdRules?.hold.id && place.id !== holdRules?.rework?.id) return;
  const kind = place.id === holdRules.hold.id ? 'hold' : 'rework';
  const message = `${place.full_name} is a ${kind} place: this event brings nothing there and takes nothing out of it. lot.held brings goods there, lot.released takes them out`;
  throw new Refusal('lot-held', message, pointer);
}
