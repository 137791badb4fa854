import type { Verdict } from '../../../events/verdicts.ts';
import { brief, type Fields, onlyKeys, textAt } from '../fields.ts';
import { keepVerdict, lotAtPlace, noteWord, verdictOf } from '../model/gate.ts';
import { createLot, type Item, type Lot } from '../model/items.ts';
import { compare, round, unitName } from '../model/units.ts';
import type { Desk } from '../procedures.ts';
import { Refusal } from '../refusal.ts';
import { isGated } from './gate.ts';
import { itemOf, usedLot } from './lookups.ts';
import { warn } from './warning.ts';

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
