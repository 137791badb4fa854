import type { Verdict } from '../../../lambdas/odoo/posting.ts';
import { type Desk, warn } from '../desk.ts';
import { brief, type Fields, onlyKeys, Refusal, textAt } from '../fields.ts';
import { takeStock } from '../records/components.ts';
import { type DeliveryMove, deliveryById, reserveDelivery } from '../records/deliveries.ts';
import { createLot, type Item, type Lot } from '../records/items.ts';
import { stockPlace } from '../records/locations.ts';
import {
  isGated,
  keepVerdict,
  lotAtPlace,
  neededGate,
  noteGateMove,
  noteWord,
  verdictOf,
} from '../records/quality-hold.ts';
import { moveStock } from '../records/quants.ts';
import { compare, round, unitName } from '../records/units.ts';
import { itemOf, usedLot } from './lookups.ts';
import { issuedOf } from './stock.ts';

export const holding: readonly Verdict[] = ['fail', 'held'];

/** Whether this word is now the deciding one: the latest by its own time, of two at one time the one that holds. */
export function judge(desk: Desk, lot: Lot, word: Verdict): boolean {
  const decides = isLatest(desk, lot, word);
  if (!decides) return false;
  keepVerdict(desk.books, { lot_id: lot.id, word, said: desk.said, event: desk.event });
  noteWord(desk.books, desk.event, 'decided');
  return true;
}

export function isLatest(desk: Desk, lot: Lot, word: Verdict): boolean {
  const before = verdictOf(desk.books, lot);
  if (before === undefined || desk.said > before.said) return true;
  if (desk.said === before.said && (holding.includes(word) || !holding.includes(before.word))) return true;
  warn(
    desk,
    `another word of quality decides about lot ${lot.name}: ${before.word}, said at ${before.said} UTC`,
  );
  return false;
}

/** Of a word that lets go: what of the lot it does not concern. */
export function warnOfRest(desk: Desk, item: Item, lot: Lot, place: number, gone: number): void {
  const rest = round(lotAtPlace(desk.books, lot.id, place) - gone);
  if (compare(rest, 0) <= 0) return;
  warn(
    desk,
    `${brief(rest)} ${unitName(item.uom)} of lot ${lot.name} stay held: they came after ${desk.said} UTC, or by hand`,
  );
}

/** That the lot has expired, in words. By now, not by the time of the word: it may have waited in its lane. */
export const expiryOf = ({ now }: Desk, item: Item, { name, expires }: Lot): string | undefined =>
  expires !== null && expires <= now ? `lot ${name} of ${item.code} expired at ${expires} UTC` : undefined;

/** More of a lot that quality holds is held as well, gated or not. */
export const isHeld = (
  { books, gate }: Pick<Desk, 'books' | 'gate'>,
  lots: readonly Pick<Lot, 'id'>[],
): boolean =>
  gate !== undefined &&
  lots.some((lot) => {
    const verdict = verdictOf(books, lot);
    return verdict !== undefined && holding.includes(verdict.word);
  });

/** Of a gated item what nobody has let out yet, and what quality holds. */
export const mustBeHeld = (desk: Desk, item: Item, lot: Lot): boolean => {
  const word = verdictOf(desk.books, lot)?.word;
  return isHeld(desk, [lot]) || (isGated(desk, item) && word !== 'pass' && word !== 'released');
};

/** The payload of a word, and the tracked item and lot number that it is about. */
export function wordAbout(
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

/** A lot may be held before its first goods are booked: they are held as they come. */
export function lotToHold(desk: Desk, item: Item, number: string): Lot {
  const known = desk.books.one('SELECT 1 FROM lot WHERE name = ?', number) !== undefined;
  return known ? usedLot(desk, item, number, '/data/lot') : createLot(desk.books, item, number);
}

/** The verdict is the lot's, wherever it lies: who never had it can't say that it may go. */
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

/** Brings the amount, or all there is, into the hold place beside what lies there; what was issued is off the shelf. */
export function hold(desk: Desk, item: Item, lot: Lot, amount?: number): void {
  const gate = neededGate(desk);
  const stock = stockPlace(desk.books, desk.warehouse.id);
  const quants = desk.books.all<LotQuant>(
    `SELECT location_id, quantity FROM quant WHERE warehouse_id = ? AND lot_id = ? AND quantity > 0
      AND location_id <> ? ORDER BY location_id, id`,
    desk.warehouse.id,
    lot.id,
    gate.hold.id,
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
  // Refused, none of it would be held.
  warn(
    desk,
    `${brief(amount)} ${unitName(item.uom)} of ${item.code} lot ${lot.name} were to be held beside what is held already, ` +
      `${brief(amount - left)} lay outside of the hold place`,
  );
}

function intoHold(desk: Desk, item: Item, lot: Pick<Lot, 'id'>, amount: number): void {
  const { hold: place } = neededGate(desk);
  moveStock(desk.books, desk.warehouse.id, item, lot.id, amount, place.id);
  noteGateMove(desk.books, desk, item, lot.id, amount);
}

/** Back to the stock. */
export function outOfHold(desk: Desk, item: Item, lot: Lot, amount: number): void {
  const { hold: place } = neededGate(desk);
  moveStock(desk.books, desk.warehouse.id, item, lot.id, -amount, place.id);
  noteGateMove(desk.books, desk, item, lot.id, -amount);
  moveStock(desk.books, desk.warehouse.id, item, lot.id, amount);
  reserveWaiting(desk, item);
}

/** As Odoo does when goods come in: deliveries that wait for the item get it, the oldest first. */
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
