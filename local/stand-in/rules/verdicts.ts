import type { Verdict } from '../../../lambdas/odoo/posting.ts';
import { type Fields, onlyKeys, textAt } from '../fields.ts';
import { keepVerdict, verdictOf } from '../model/gate.ts';
import type { Item, Lot } from '../model/items.ts';
import type { Desk } from '../procedures.ts';
import { Refusal } from '../refusal.ts';
import { isGated } from './gate.ts';
import { itemOf, usedLot } from './lookups.ts';

export const holding: readonly Verdict[] = ['fail', 'held'];

/** Whether this word is now the deciding one: the latest by its own time, of two at one time the one that holds. */
export function judge(desk: Desk, lot: Lot, word: Verdict): boolean {
  const decides = isLatest(desk, lot, word);
  if (decides) keepVerdict(desk.books, { lot_id: lot.id, word, said: desk.said, event: desk.event });
  return decides;
}

export function isLatest(desk: Desk, lot: Lot, word: Verdict): boolean {
  const before = verdictOf(desk.books, lot);
  if (before === undefined || desk.said > before.said) return true;
  return desk.said === before.said && (holding.includes(word) || !holding.includes(before.word));
}

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

/** The lot that a word is about. */
export function lotNamed(
  desk: Desk,
  given: unknown,
  keys: readonly string[],
): { payload: Fields; item: Item; lot: Lot } {
  const payload = onlyKeys(given, keys, '/data');
  const item = itemOf(desk, textAt(payload, 'item', '/data/item'), '/data/item');
  const number = textAt(payload, 'lot', '/data/lot');
  if (item.tracking === 'none')
    throw new Refusal('item-not-tracked', `${item.code} is not tracked by lots in Odoo`, '/data/lot');
  const lot = usedLot(desk, item, number, '/data/lot');
  const here = 'SELECT 1 FROM quant WHERE lot_id = ? AND warehouse_id = ?';
  if (desk.books.one(here, lot.id, desk.warehouse.id) === undefined) {
    const message = `lot ${number} of ${item.code} was never in warehouse ${desk.warehouse.code}`;
    throw new Refusal('unknown-lot', message, '/data/lot');
  }
  return { payload, item, lot };
}

export const lotDocument = (lot: Lot) => ({ model: 'stock.lot', id: lot.id, name: lot.name });
