import { type Desk, warn } from '../desk.ts';
import { brief, Refusal } from '../fields.ts';
import { linesOf, quantityOf, type RawMove } from '../records/components.ts';
import { type Item, itemById, type Lot, lotById, odooTime } from '../records/items.ts';
import { isGated, lotAtPlace } from '../records/quality-hold.ts';
import { quantsOf } from '../records/quants.ts';
import { compare, round, unitName } from '../records/units.ts';
import { isHeld } from './lot-verdicts.ts';

export interface Taken {
  item: Item;
  lot: number | null;
  quantity: number;
}

/**
 * Before anything is booked: every tracked component has its lot, and no lot had expired when it was used. A lot
 * that was good at the time of the event is good, however late it is booked.
 */
export function checkLines(desk: Desk, moves: RawMove[]): void {
  for (const move of moves) {
    const item = itemById(desk.books, move.item_id);
    if (item.tracking === 'none' || move.picked === 0) continue;
    for (const line of linesOf(desk.books, move)) {
      const lot = lotById(desk.books, line.lot_id);
      if (lot === undefined) throw withoutLot(desk, item, quantityOf(desk.books, move));
      checkExpiry(desk, item, lot);
    }
  }
}

/** Refuses or warns as the plant wants it. */
function checkExpiry(desk: Desk, item: Item, lot: Lot): void {
  if (lot.expires === null) return;
  const { expired, soon, days } = desk.expiry;
  const name = `lot ${lot.name} of ${item.code}`;
  if (lot.expires <= desk.moment) {
    const message = `${name} expired at ${lot.expires} UTC`;
    if (expired === 'refuse') throw new Refusal('lot-expired', message, '/data');
    warn(desk, message);
  } else if (days > 0 && lot.expires <= later(desk.moment, days)) {
    const message = `${name} expires at ${lot.expires} UTC, less than ${brief(days)} days after it was used`;
    if (soon === 'refuse') throw new Refusal('lot-expires-soon', message, '/data');
    warn(desk, message);
  }
}

const later = (moment: string, days: number): string =>
  odooTime(new Date(Date.parse(`${moment.replace(' ', 'T')}Z`) + days * 86_400_000));

function withoutLot(desk: Desk, item: Item, needed: number): Refusal {
  const there = round(
    quantsOf(desk.books, desk.warehouse.id, item).reduce((sum, quant) => sum + quant.quantity, 0),
  );
  if (desk.refuseNegative && compare(there, needed) < 0) return short(desk, item, undefined, needed, there);
  const message = `${item.code} is tracked; Odoo holds no free lot, so name those used`;
  return new Refusal('lot-required', message, '/data');
}

export function linesTaken(desk: Desk, moves: RawMove[]): Taken[] {
  return moves.flatMap((move) =>
    linesOf(desk.books, move).map((line) => ({
      item: itemById(desk.books, move.item_id),
      lot: line.lot_id,
      quantity: line.quantity,
    })),
  );
}

/** What is taken must be on hand. `booked`: it has left the stock already, so what is left must not be negative. */
export function refuseShort(desk: Desk, taken: Taken[], booked: boolean): void {
  if (!desk.refuseNegative && desk.gate === undefined) return;
  const looked = booked ? taken.toSorted(byItemAndLot(desk)) : taken;
  for (const { item, lot, quantity } of looked) {
    const quant = quantsOf(desk.books, desk.warehouse.id, item).find(({ lot_id }) => lot_id === lot);
    const there = round((quant?.quantity ?? 0) + (booked ? quantity : 0));
    if (compare(there, quantity) >= 0) continue;
    refuseHeld(desk, item, lotById(desk.books, lot));
    // Of a gated item there is no more than was released.
    if (desk.refuseNegative || isGated(desk, item))
      throw short(desk, item, lotById(desk.books, lot), quantity, there);
  }
}

function refuseHeld({ books, gate }: Desk, item: Item, lot: Lot | undefined): void {
  if (gate === undefined || lot === undefined) return;
  if (!isHeld({ books, gate }, [lot]) && compare(lotAtPlace(books, lot.id, gate.hold.id), 0) <= 0) return;
  throw new Refusal('lot-held', `lot ${lot.name} of ${item.code} is held by quality`, '/data');
}

/** The order in which Odoo groups stock: it decides which of several shortages is named. */
function byItemAndLot(desk: Desk): (left: Taken, right: Taken) => number {
  const key = ({ item, lot }: Taken) => `${item.code}\n${lotById(desk.books, lot)?.name ?? '\uffff'}`;
  return (left, right) => (key(left) < key(right) ? -1 : 1);
}

/** A serial that went into another product can't be used again. */
export function refuseConsumedSerials(desk: Desk, moves: RawMove[]): void {
  for (const { item, lot } of linesTaken(desk, moves)) {
    if (item.tracking !== 'serial' || lot === null) continue;
    const before = desk.books.one(
      `SELECT 1 FROM raw_line JOIN raw_move ON raw_move.id = raw_line.move_id
        WHERE raw_line.lot_id = ? AND raw_move.state = 'done'`,
      lot,
    );
    if (before === undefined) continue;
    const name = lotById(desk.books, lot)?.name;
    const message = `The serial number ${name} used for component ${item.name} has already been consumed`;
    throw new Refusal('odoo-refused', message, '/data');
  }
}

function short(desk: Desk, item: Item, lot: Lot | undefined, needed: number, there: number): Refusal {
  const name = lot === undefined ? item.code : `${item.code} lot ${lot.name}`;
  const place = `${desk.warehouse.code}/Stock`;
  const onHand = brief(Math.max(there, 0));
  return new Refusal(
    'insufficient-stock',
    `${brief(needed)} ${unitName(item.uom)} of ${name} needed from ${place}, ${onHand} on hand`,
    '/data',
  );
}

/** Recorded as consumed on open orders: off the shelf, and still in stock. Orders take from the stock location only. */
export function issuedOf(desk: Desk, item: Item, lot: number | null): number {
  const found = desk.books.one<{ issued: number | null }>(
    `SELECT sum(raw_line.quantity) AS issued FROM raw_line
       JOIN raw_move ON raw_move.id = raw_line.move_id JOIN production ON production.id = raw_move.production_id
      WHERE raw_move.item_id = ? AND production.warehouse_id = ? AND coalesce(raw_line.lot_id, 0) = ?
        AND raw_move.state = 'confirmed' AND raw_move.picked = 1 AND raw_move.manual = 1`,
    item.id,
    desk.warehouse.id,
    lot ?? 0,
  );
  return found?.issued ?? 0;
}
