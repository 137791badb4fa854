import type { Verdict } from '../../../events/booking.ts';
import { type Desk, type Fields, onlyKeys, Refusal, shown, textAt, type Warehouse, warn } from '../desk.ts';
import { takeStock } from '../records/components.ts';
import {
  compare,
  createLot,
  findLot,
  type Item,
  itemById,
  type Lot,
  round,
  unitName,
} from '../records/items.ts';
import {
  type Free,
  freeOf,
  holdPlaceIn,
  keepVerdict,
  lotAtPlace,
  lyingOpen,
  needsRelease,
  noteEffect,
  noteHoldMove,
  requiredHoldRules,
  setFree,
  verdictOf,
} from '../records/quality-hold.ts';
import { type DeliveryMove, deliveryById, reserveDelivery } from '../records/sales-orders.ts';
import { moveStock } from '../records/stock.ts';
import { issuedOf } from './consumption.ts';
import { checkRounding, sentAt } from './kept.ts';
import { itemOf, usedLot } from './lookups.ts';

export const holding: readonly Verdict[] = ['fail', 'held'];

/** Keeps the verdict if it decides: the latest by its own time; of two at the same time, the one that holds. */
export function judge(desk: Desk, lot: Lot, verdict: Verdict): boolean {
  const { books, event, moment } = desk;
  const decides = isLatest(desk, lot, verdict);
  if (!decides) return false;
  const before = verdictOf(books, lot);
  // Nobody had restricted what lies in the open: `hold` says what is left of it.
  if (before === undefined || !holding.includes(before.word)) setFree(books, lot, lyingOpen(books, lot));
  keepVerdict(books, { lot_id: lot.id, word: verdict, at: moment, event });
  noteEffect(books, event, 'decided');
  return true;
}

/** Refuses a word that holds and comes after a later one: it would hold nothing. */
export function isLatest(desk: Desk, lot: Lot, verdict: Verdict): boolean {
  const before = verdictOf(desk.books, lot);
  if (before === undefined || desk.moment > before.at) return true;
  if (desk.moment === before.at && (holding.includes(verdict) || !holding.includes(before.word))) return true;
  if (holding.includes(verdict) && holding.includes(before.word) && !hasFree(desk, lot)) {
    warn(
      desk,
      `this message changes nothing: all of lot ${lot.name} is held by a later one (of ${before.at} UTC)`,
    );
    return false;
  }
  const standing = `(${before.word}, of ${before.at} UTC)`;
  if (holding.includes(verdict)) {
    const message =
      `nothing was held: a later verdict about lot ${lot.name} stands ${standing}. ` +
      'If the lot is to be held all the same, send a new event with the present time; else skip this one';
    throw new Refusal('verdict-stands', message, '/time');
  }
  const other = desk.moment < before.at ? 'a later one' : 'one of the same time';
  warn(desk, `this verdict does not count: ${other} about lot ${lot.name} stands ${standing}`);
  return false;
}

/** Whether some of a held lot may be used, but for what was issued to orders before. */
const hasFree = ({ books }: Desk, lot: Lot): boolean =>
  [...freeOf(books, lot)].some(
    ([warehouse, amount]) =>
      compare(amount, issuedOf(books, warehouse, itemById(books, lot.item_id), lot.id)) > 0,
  );

/** Warns about the part of the lot that a pass or release does not concern. */
export function warnOfRest(desk: Desk, item: Item, lot: Lot, place: number, gone: number): void {
  const rest = round(lotAtPlace(desk.books, lot.id, place) - gone);
  if (compare(rest, 0) <= 0) return;
  warn(
    desk,
    `${shown(rest)} ${unitName(item.uom)} of lot ${lot.name} stay held: only what events had held by ${desk.moment} UTC is released`,
  );
}

/** Why the lot must not be released: it has expired by now. The event's time does not count, because it may have waited. */
export const expiryOf = ({ now }: Desk, item: Item, { name, expires }: Lot): string | undefined =>
  expires !== null && expires <= now ? `lot ${name} of ${item.code} expired at ${expires} UTC` : undefined;

/** Whether quality holds one of the lots. More of such a lot is held, too. */
export const isHeld = (
  { books, holdRules }: Pick<Desk, 'books' | 'holdRules'>,
  lots: readonly Pick<Lot, 'id'>[],
): boolean =>
  holdRules !== undefined &&
  lots.some((lot) => {
    const verdict = verdictOf(books, lot);
    return verdict !== undefined && holding.includes(verdict.word);
  });

/** Whether goods of the lot go to the hold place: quality holds it, or has not released it yet. */
export const mustBeHeld = (desk: Desk, item: Item, lot: Lot): boolean => {
  const verdict = verdictOf(desk.books, lot)?.word;
  return isHeld(desk, [lot]) || (needsRelease(desk, item) && verdict !== 'pass' && verdict !== 'released');
};

/** Reads the payload of a lot message. */
export function payloadAboutLot(
  desk: Desk,
  given: unknown,
  keys: readonly string[],
): { payload: Fields; item: Item; number: string } {
  const payload = onlyKeys(given, keys, '/data');
  const item = itemOf(desk, textAt(payload, 'item', '/data/item'), '/data/item');
  const number = textAt(payload, 'lot', '/data/lot');
  if (item.tracking === 'none')
    throw new Refusal('item-not-tracked', `${item.code} is not tracked by lots in Odoo`, '/data/lot');
  desk.isWord = true;
  if (desk.ahead) warn(desk, `its time is ahead of the clock of Odoo: it counts from ${desk.moment} UTC`);
  return { payload, item, number };
}

/** How much of the lot is meant; undefined for all of it. */
export function amountOfLot(desk: Desk, payload: Fields, item: Item): number | undefined {
  if (!('quantity' in payload)) return undefined;
  const sent = sentAt(payload, 'quantity', item, '/data/quantity');
  checkRounding(desk, sent);
  return sent.amount;
}

/** A lot may be held before its first goods are booked. Another item may have a lot of the same number. */
export const lotToHold = ({ books }: Desk, item: Item, number: string): Lot =>
  findLot(books, item, number) ?? createLot(books, item, number);

/** A plant can release only lots that were in its warehouse. */
export function lotInWarehouse(desk: Desk, item: Item, number: string): Lot {
  const lot = usedLot(desk, item, number, '/data/lot');
  const here = 'SELECT 1 FROM quant WHERE lot_id = ? AND warehouse_id = ?';
  if (desk.books.one(here, lot.id, desk.warehouse.id) !== undefined) return lot;
  const message = `lot ${number} of ${item.code} was never in warehouse ${desk.warehouse.code}`;
  throw new Refusal('unknown-lot', message, '/data/lot');
}

export const lotDocument = (lot: Lot) => ({ model: 'stock.lot', id: lot.id, name: lot.name });

/**
 * Moves the amount out of the plant's own warehouse, or else all of the lot that there is, into the hold place of the
 * warehouse it lies in. Issued quantities stay where they are, and free.
 */
export function hold(desk: Desk, item: Item, lot: Lot, amount?: number): void {
  const { books } = desk;
  let left = amount ?? Number.POSITIVE_INFINITY;
  const issuedLeft = new Map<number, number>();
  for (const { warehouse, place } of warehousesToHold(desk, amount))
    for (const quant of openQuants(desk, warehouse, lot)) {
      const issued = quant.is_stock === 1 ? issuedOf(books, warehouse.id, item, lot.id) : 0;
      if (issued > 0) issuedLeft.set(warehouse.id, round(Math.min(issued, quant.quantity)));
      const taken = Math.min(round(quant.quantity - issued), left);
      if (compare(taken, 0) <= 0) continue;
      takeStock(books, warehouse.id, item, lot.id, taken, quant.location_id);
      moveStock(books, warehouse.id, item, lot.id, taken, place);
      noteHoldMove(books, desk, item, lot.id, taken, place);
      desk.held.set(lot.id, round((desk.held.get(lot.id) ?? 0) + taken));
      left = round(left - taken);
    }
  if (amount === undefined) {
    for (const [warehouse, there] of lyingOpen(books, lot)) {
      const issued = Math.min(issuedOf(books, warehouse, item, lot.id), there);
      if (!issuedLeft.has(warehouse) && issued > 0) issuedLeft.set(warehouse, round(issued));
    }
    setFree(books, lot, issuedLeft);
    warnOfUnheld(desk, item, lot, issuedLeft);
    return;
  }
  const free = freeOf(books, lot);
  const here = desk.warehouse.id;
  setFree(books, lot, new Map([...free, [here, (free.get(here) ?? 0) - (amount - left)]]));
  const inHold = lotAtPlace(books, lot.id, requiredHoldRules(desk).hold.id);
  if (desk.isWord && compare(left, amount) === 0 && compare(inHold, amount) < 0) {
    const message = `nothing was held: no ${item.code} lot ${lot.name} is free in ${desk.warehouse.code}`;
    throw new Refusal('insufficient-stock', message, '/data/quantity');
  }
  if (compare(left, 0) <= 0) return;
  // A refusal would hold none of it.
  const unit = unitName(item.uom);
  warn(
    desk,
    `${shown(amount)} ${unit} of ${item.code} lot ${lot.name} were to be held, ` +
      `only ${shown(amount - left)} ${unit} were free in ${desk.warehouse.code} and are held now`,
  );
}

/** Holds goods that were out of the stock when their lot was held, and now come back. Without a hold place they are free for nobody. */
export function holdWhatCameBack(desk: Desk, item: Item, lot: Lot, amount: number): void {
  const { books, warehouse } = desk;
  if (desk.holdRules !== undefined) {
    if (mustBeHeld(desk, item, lot)) hold(desk, item, lot, amount);
    return;
  }
  const standing = verdictOf(books, lot);
  if (standing === undefined || !holding.includes(standing.word)) return;
  const free = freeOf(books, lot);
  setFree(books, lot, new Map([...free, [warehouse.id, (free.get(warehouse.id) ?? 0) - amount]]));
  warn(
    desk,
    `${shown(amount)} ${unitName(item.uom)} of ${item.code} lot ${lot.name} come back, which quality holds: ` +
      `${warehouse.code} has no place to hold them. No event takes them, but people can deliver them`,
  );
}

/** The plant's own first, and the others where all of a lot is held. */
function warehousesToHold(desk: Desk, amount: number | undefined): { warehouse: Warehouse; place: number }[] {
  const own = { warehouse: desk.warehouse, place: requiredHoldRules(desk).hold.id };
  if (amount !== undefined) return [own];
  const find = 'SELECT id, code FROM warehouse WHERE id <> ? ORDER BY id';
  const others = desk.books.all<Warehouse>(find, desk.warehouse.id).flatMap((warehouse) => {
    const place = holdPlaceIn(desk.books, warehouse.id);
    return place === undefined ? [] : [{ warehouse, place }];
  });
  return [own, ...others];
}

interface OpenQuant {
  location_id: number;
  quantity: number;
  is_stock: 0 | 1;
}

/** Where the lot lies in the warehouse, outside of places for held goods; in the stock location first. */
const openQuants = ({ books }: Desk, { id, code }: Warehouse, lot: Lot): OpenQuant[] =>
  books.all<OpenQuant>(
    `SELECT location_id, quantity, is_stock FROM quant JOIN location ON location.id = location_id
      WHERE quant.warehouse_id = ? AND lot_id = ? AND quantity > 0 AND quality IS NULL
      ORDER BY full_name || '/' NOT LIKE ? || '/%', location_id, quant.id`,
    id,
    lot.id,
    `${code}/Stock`,
  );

/** What no event may take, and can still be promised to a delivery, because there is no hold place beside it. */
function warnOfUnheld(desk: Desk, item: Item, lot: Lot, free: Free): void {
  let rest = 0;
  const where: string[] = [];
  for (const [warehouse, there] of lyingOpen(desk.books, lot)) {
    const exposed = round(there - (free.get(warehouse) ?? 0));
    if (compare(exposed, 0) <= 0) continue;
    rest = round(rest + exposed);
    const { code } = desk.books.one<Warehouse>('SELECT * FROM warehouse WHERE id = ?', warehouse) ?? {};
    where.push(String(code));
  }
  if (where.length === 0) return;
  warn(
    desk,
    `${shown(rest)} ${unitName(item.uom)} of ${item.code} lot ${lot.name} lie where there is no hold place, in ` +
      `${where.join(', ')}: no event takes them, but people can deliver them in Odoo. Give the plant of that ` +
      'warehouse a hold place (quality.hold), then hold the lot again',
  );
  if (desk.isWord) noteEffect(desk.books, desk.event, 'bypassed');
}

/** Back to the stock. */
export function outOfHold(desk: Desk, item: Item, lot: Lot, amount: number): void {
  const { hold: place } = requiredHoldRules(desk);
  moveStock(desk.books, desk.warehouse.id, item, lot.id, -amount, place.id);
  noteHoldMove(desk.books, desk, item, lot.id, -amount, place.id);
  moveStock(desk.books, desk.warehouse.id, item, lot.id, amount);
  reserveWaiting(desk, item);
}

/** Reserves for waiting deliveries, the oldest first, as Odoo does when goods come in. */
export function reserveWaiting({ books, warehouse }: Pick<Desk, 'books' | 'warehouse'>, item: Item): void {
  const waiting = books.all<DeliveryMove>(
    `SELECT delivery_move.* FROM delivery_move JOIN delivery ON delivery.id = delivery_move.delivery_id
      WHERE delivery_move.item_id = ? AND delivery_move.state = 'open' AND delivery.warehouse_id = ?
      ORDER BY delivery.scheduled, delivery_move.id`,
    item.id,
    warehouse.id,
  );
  for (const move of waiting) reserveDelivery(books, deliveryById(books, move.delivery_id), move);
}
