import type { Desk } from '../desk.ts';
import { brief, type Fields, listAt, momentAt, onlyKeys, Refusal, textAt } from '../fields.ts';
import type { Part } from '../postings/receipts.ts';
import { createLot, findLot, type Item, type Lot, withExpiry } from '../records/items.ts';
import { compare, unitName } from '../records/units.ts';
import { notTracked } from './lookups.ts';

/** The lot or the serials of finished goods, made on first sight. */
export function lotsOfReport(desk: Desk, item: Item, payload: Fields, amount: number): Lot[] {
  const serials = listAt(payload, 'serials', '/data/serials');
  const given = serials.length > 0 ? serials : 'lot' in payload ? [payload.lot] : [];
  const pointer = serials.length > 0 ? '/data/serials' : '/data/lot';
  const wanted = new Map<string, string | undefined>();
  for (const each of given) {
    const made = onlyKeys(each, ['number', 'expires'], pointer);
    const number = textAt(made, 'number', pointer);
    wanted.set(number, 'expires' in made ? momentAt(made, 'expires', pointer) : undefined);
  }
  if (item.tracking === 'none') {
    if (wanted.size > 0) throw notTracked(item, pointer);
    return [];
  }
  if (item.tracking === 'lot' && serials.length > 0)
    throw new Refusal('item-not-tracked', `${item.code} is tracked by lots, not by serials`, pointer);
  if (wanted.size === 0)
    throw new Refusal('lot-required', `${item.code} is tracked by ${item.tracking}`, '/data');
  if (item.tracking === 'serial' && (wanted.size !== given.length || compare(amount, wanted.size) !== 0)) {
    const message = `${wanted.size} different serials for ${brief(amount)} ${unitName(item.uom)}`;
    throw new Refusal('serial-count-mismatch', message, '/data/serials');
  }
  const lots = [...wanted].map(([number, expires]) => producedLot(desk, item, number, expires));
  if (item.tracking === 'serial' && alreadyProduced(desk, lots))
    throw new Refusal(
      'serial-already-produced',
      `a serial of ${item.code} was produced before`,
      '/data/serials',
    );
  return lots;
}

/** Taken when it exists, made when not; of the dates of a lot that exists only a blank is filled. */
export function producedLot(desk: Desk, item: Item, number: string, expires: string | undefined): Lot {
  const known = findLot(desk.books, item, number);
  const stamp = item.expires === 1 ? expires : undefined;
  return known ? withExpiry(desk.books, known, stamp) : createLot(desk.books, item, number, stamp);
}

/** A serial that was scrapped since may be produced again. Odoo counts over all serials of the report together. */
function alreadyProduced(desk: Desk, lots: Lot[]): boolean {
  const count = (table: 'production_lot' | 'scrap') =>
    lots.flatMap((lot) => desk.books.all(`SELECT 1 FROM ${table} WHERE lot_id = ?`, lot.id)).length;
  const produced = count('production_lot');
  return produced > 0 && produced !== count('scrap');
}

/** Lots that come in, by number, made on first sight; the dates of a lot that exists stay as they are. */
export function receivedLots(desk: Desk, item: Item, parts: Part[], pointer: string): Map<string, Lot> {
  const lots = new Map<string, Lot>();
  if (item.tracking === 'none') return lots;
  for (const { number, expires } of parts) {
    if (number === undefined)
      throw new Refusal('lot-required', `${item.code} is tracked by ${item.tracking}`, pointer);
    const lot = producedLot(desk, item, number, expires);
    if (lot.expires !== null && lot.expires <= desk.moment) {
      const message = `lot ${lot.name} of ${item.code} expired at ${lot.expires} UTC`;
      throw new Refusal('lot-expired', message, pointer);
    }
    lots.set(number, lot);
  }
  return lots;
}
