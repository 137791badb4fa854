import type { Verdict } from '../../../events/booking.ts';
import { type Desk, type Fields, onlyKeys, Refusal, shown, textAt, warn } from '../desk.ts';
import { takeStock } from '../records/components.ts';
import { compare, createLot, findLot, type Item, type Lot, round, unitName } from '../records/items.ts';
import {
  keepVerdict,
  lotAtPlace,
  needsRelease,
  noteEffect,
  noteHoldMove,
  requiredHoldRules,
  verdictOf,
} from '../records/quality-hold.ts';
import { type DeliveryMove, deliveryById, reserveDelivery } from '../records/sales-orders.ts';
import { moveStock, stockPlace } from '../records/stock.ts';
import { issuedOf } from './consumption.ts';
import { checkRounding, sentAt } from './kept.ts';
import { itemOf, usedLot } from './lookups.ts';

export const holding: readonly Verdict[] = ['fail', 'held'];

/** Keeps the verdict if it decides: the latest by its own time; of two at the same time, the one that holds. */
export function judge(desk: Desk, lot: Lot, verdict: Verdict): boolean {
  const decides = isLatest(desk, lot, verdict);
  if (!decides) return false;
  keepVerdict(desk.books, { lot_id: lot.id, word: verdict, said: desk.said, event: desk.event });
  noteEffect(desk.books, desk.event, 'decided');
  return true;
}

export function isLatest(desk: Desk, lot: Lot, verdict: Verdict): boolean {
  const before = verdictOf(desk.books, lot);
  if (before === undefined || desk.said > before.said) return true;
  if (desk.said === before.said && (holding.includes(verdict) || !holding.includes(before.word))) return true;
  const other = desk.said < before.said ? 'a later one' : 'one of the same time';
  const stands = `${other} about lot ${lot.name} stands (${before.word}, of ${before.said} UTC)`;
  warn(desk, `this verdict does not count: ${stands}`);
  return false;
}

/** Warns about the part of the lot that a pass or release does not concern. */
export function warnOfRest(desk: Desk, item: Item, lot: Lot, place: number, gone: number): void {
  const rest = round(lotAtPlace(desk.books, lot.id, place) - gone);
  if (compare(rest, 0) <= 0) return;
  warn(
    desk,
    `${shown(rest)} ${unitName(item.uom)} of lot ${lot.name} stay held: only what events had held by ${desk.said} UTC is released`,
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

interface LotQuant {
  location_id: number;
  quantity: number;
}

/** Moves the amount, or all of the lot, into the hold place. Issued quantities stay where they are. */
export function hold(desk: Desk, item: Item, lot: Lot, amount?: number): void {
  const rules = requiredHoldRules(desk);
  const stock = stockPlace(desk.books, desk.warehouse.id);
  const quants = desk.books.all<LotQuant>(
    `SELECT location_id, quantity FROM quant WHERE warehouse_id = ? AND lot_id = ? AND quantity > 0
      AND location_id <> ? ORDER BY location_id, id`,
    desk.warehouse.id,
    lot.id,
    rules.hold.id,
  );
  let left = amount ?? Number.POSITIVE_INFINITY;
  for (const quant of quants) {
    const issued = quant.location_id === stock ? issuedOf(desk, item, lot.id) : 0;
    const taken = Math.min(round(quant.quantity - issued), left);
    if (compare(taken, 0) <= 0) continue;
    takeStock(desk.books, desk.warehouse.id, item, lot.id, taken, quant.location_id);
    intoHold(desk, item, lot, taken);
    left -= taken;
  }
  if (amount === undefined || compare(left, 0) <= 0) return;
  // A refusal would hold none of it.
  warn(
    desk,
    `${shown(amount)} ${unitName(item.uom)} of ${item.code} lot ${lot.name} were to be held, ` +
      `only ${shown(amount - left)} ${unitName(item.uom)} were free and are held now`,
  );
}

function intoHold(desk: Desk, item: Item, lot: Pick<Lot, 'id'>, amount: number): void {
  const { hold: place } = requiredHoldRules(desk);
  moveStock(desk.books, desk.warehouse.id, item, lot.id, amount, place.id);
  noteHoldMove(desk.books, desk, item, lot.id, amount);
}

/** Back to the stock. */
export function outOfHold(desk: Desk, item: Item, lot: Lot, amount: number): void {
  const { hold: place } = requiredHoldRules(desk);
  moveStock(desk.books, desk.warehouse.id, item, lot.id, -amount, place.id);
  noteHoldMove(desk.books, desk, item, lot.id, -amount);
  moveStock(desk.books, desk.warehouse.id, item, lot.id, amount);
  reserveWaiting(desk, item);
}

/** Reserves for waiting deliveries, the oldest first, as Odoo does when goods come in. */
function reserveWaiting({ books, warehouse }: Pick<Desk, 'books' | 'warehouse'>, item: Item): void {
  const waiting = books.all<DeliveryMove>(
    `SELECT delivery_move.* FROM delivery_move JOIN delivery ON delivery.id = delivery_move.delivery_id
      WHERE delivery_move.item_id = ? AND delivery_move.state = 'open' AND delivery.warehouse_id = ?
      ORDER BY delivery.scheduled, delivery_move.id`,
    item.id,
    warehouse.id,
  );
  for (const move of waiting) reserveDelivery(books, deliveryById(books, move.delivery_id), move);
}
