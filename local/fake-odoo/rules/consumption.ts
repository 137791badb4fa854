import type { Books } from '../database.ts';
import {
  type Desk,
  type Fields,
  listAt,
  malformed,
  numberAt,
  onlyKeys,
  Refusal,
  shown,
  textAt,
  warn,
} from '../desk.ts';
import { refuseNotModelled } from '../not-modelled.ts';
import {
  addMove,
  changeLine,
  dropLines,
  linesOf,
  markPicked,
  movesOf,
  openMoves,
  quantityOf,
  type RawMove,
  setQuantity,
} from '../records/components.ts';
import {
  compare,
  type Item,
  itemById,
  type Lot,
  lotById,
  odooTime,
  round,
  unitName,
} from '../records/items.ts';
import type { Production } from '../records/production-orders.ts';
import { lotAtPlace, needsRelease } from '../records/quality-hold.ts';
import { moveStock, quantsOf } from '../records/stock.ts';
import { noteDue, noteDueOf } from './held-goods.ts';
import { checkSum, type Sent, sentOf } from './kept.ts';
import { notTracked, usedLot } from './lookups.ts';
import { isHeld } from './lot-verdicts.ts';

/** Quantities by lot id, in the item's own unit; empty when no lots are named. */
export type LotAmounts = Map<number, number>;

/** The order's line for an item; one is added for material that is not on the bill of materials. */
export function componentMove(desk: Desk, order: Production, item: Item, pointer: string): RawMove {
  const known = openMoves(desk.books, order).find((move) => move.item_id === item.id);
  if (known !== undefined) return known;
  if (order.consumption === 'strict') throw refuseNotModelled('strict consumption', pointer);
  return addMove(desk.books, order, item, 0, 1);
}

/** What was recorded as consumed; before that, a move's quantity is only what is reserved. */
export function recorded(desk: Desk, move: RawMove): number {
  return move.picked === 1 && move.manual === 1 ? quantityOf(desk.books, move) : 0;
}

/** What was sent of each lot of an entry, by lot id; their quantities are in the unit of the entry's. */
export function namedLots(desk: Desk, entry: Fields, sent: Sent, pointer: string): Map<number, Sent> {
  const lots = new Map<number, Sent>();
  let total = 0;
  for (const [index, each] of listAt(entry, 'lots', `${pointer}/lots`).entries()) {
    const { lot, part } = namedLot(desk, each, sent, `${pointer}/lots/${index}`, lots);
    lots.set(lot.id, part);
    total += part.exact;
  }
  if (lots.size > 0) checkSum(total, sent, `${pointer}/lots`);
  return lots;
}

function namedLot(
  desk: Desk,
  given: unknown,
  { item, given: uom }: Sent,
  place: string,
  before: ReadonlyMap<number, Sent>,
): { lot: Lot; part: Sent } {
  const named = onlyKeys(given, ['number', 'quantity'], place);
  const value = numberAt(named, 'quantity', `${place}/quantity/value`);
  if (item.tracking === 'none') throw notTracked(item, place);
  const lot = usedLot(desk, item, textAt(named, 'number', `${place}/number`), `${place}/number`);
  if (before.has(lot.id)) throw malformed(`${place}/number`, `lot ${lot.name} is named twice`);
  const part = sentOf(item, value, uom, `${place}/quantity`);
  if (item.tracking === 'serial' && compare(part.amount, 1) !== 0) {
    const message = `serial ${lot.name} can only be used once, not ${shown(part.amount)} times`;
    throw new Refusal('serial-count-mismatch', message, `${place}/quantity/value`);
  }
  return { lot, part };
}

export const amountsOf = (lots: ReadonlyMap<number, Sent>): LotAmounts =>
  new Map([...lots].map(([lot, { amount }]) => [lot, amount]));

/** Sets the consumed quantity of a component; the bill of materials no longer decides. */
export function consume(
  desk: Desk,
  order: Production,
  move: RawMove,
  amount: number,
  lots: LotAmounts,
): void {
  if (lots.size === 0) {
    setQuantity(desk.books, order, move, amount);
  } else {
    dropLines(desk.books, order, move);
    for (const [lot, part] of lots) changeLine(desk.books, order, move, lot, part);
  }
  markPicked(desk.books, move, 1);
}

/** Quantities by lot id, null for what has no lot. */
export type ByLot = Map<number | null, number>;

/** What was issued and is only recorded so far, with its part of the order. */
export function recordedOf(
  desk: Desk,
  family: Production[],
  item: Item,
): { order: Production; move: RawMove } | undefined {
  for (const order of family) {
    const move = openMoves(desk.books, order).find(({ item_id }) => item_id === item.id);
    if (move !== undefined && recorded(desk, move) > 0) return { order, move };
  }
  return undefined;
}

export function byLot(lines: readonly { lot_id: number | null; quantity: number }[]): ByLot {
  const lots: ByLot = new Map();
  for (const { lot_id, quantity } of lines) lots.set(lot_id, round((lots.get(lot_id) ?? 0) + quantity));
  return lots;
}

/** Moves that were posted with the completion of a part, the latest part first. */
export function doneMoves(desk: Desk, family: Production[], item: Item): RawMove[] {
  return family
    .toReversed()
    .flatMap((order) => movesOf(desk.books, order))
    .filter(({ item_id, state }) => item_id === item.id && state === 'done');
}

/** What a posted move took and that did not come back since. */
export function leftOf(desk: Desk, move: RawMove): ByLot {
  const returned = desk.books.all<{ lot_id: number | null; quantity: number }>(
    'SELECT lot_id, quantity FROM returned WHERE move_id = ?',
    move.id,
  );
  const back = returned.map(({ lot_id, quantity }) => ({ lot_id, quantity: -quantity }));
  return byLot([...linesOf(desk.books, move), ...back]);
}

/** Returns goods by a move of their own; the consumption stays as it is. */
export function moveBack(desk: Desk, move: RawMove, item: Item, lot: number | null, amount: number): void {
  moveStock(desk.books, desk.warehouse.id, item, lot, amount);
  const insert = 'INSERT INTO returned (move_id, lot_id, quantity, moment) VALUES (?, ?, ?, ?)';
  desk.books.run(insert, move.id, lot, amount, desk.moment);
}

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

/** Refuses or warns by the plant's rules. */
function checkExpiry(desk: Desk, item: Item, lot: Lot): void {
  if (lot.expires === null) return;
  const { expired, soon, days } = desk.expiry;
  const name = `lot ${lot.name} of ${item.code}`;
  if (lot.expires <= desk.moment) {
    const message = `${name} expired at ${lot.expires} UTC`;
    if (expired === 'refuse') throw new Refusal('lot-expired', message, '/data');
    warn(desk, message);
  } else if (days > 0 && lot.expires <= later(desk.moment, days)) {
    const message = `${name} expires at ${lot.expires} UTC, less than ${shown(days)} days after it was used`;
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
  noteDueOf(desk, item);
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
  if (!desk.refuseNegative && (!booked || desk.holdRules === undefined)) return;
  const looked = booked ? taken.toSorted(byItemAndLot(desk)) : taken;
  for (const { item, lot, quantity } of looked) {
    const quant = quantsOf(desk.books, desk.warehouse.id, item).find(({ lot_id }) => lot_id === lot);
    const there = round((quant?.quantity ?? 0) + (booked ? quantity : 0));
    if (compare(there, quantity) >= 0) continue;
    refuseHeld(desk, item, lotById(desk.books, lot), round(quantity - there));
    // More than was released of an item on hold cannot be taken, whatever the plant allows.
    if (desk.refuseNegative || needsRelease(desk, item))
      throw short(desk, item, lotById(desk.books, lot), quantity, there);
  }
}

/** What is missing of the lot is held; what a verdict has released of it meanwhile is noted. */
export function refuseHeld(desk: Desk, item: Item, lot: Lot | undefined, missing: number): void {
  const { books, holdRules } = desk;
  if (holdRules === undefined || lot === undefined) return;
  if (!isHeld(desk, [lot]) && compare(lotAtPlace(books, lot.id, holdRules.hold.id), 0) <= 0) return;
  noteDue(desk, item, lot, missing);
  throw new Refusal('lot-held', `lot ${lot.name} of ${item.code} is held by quality`, '/data');
}

/** Odoo's order: it decides which of several shortages the message names. */
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
  const onHand = shown(Math.max(there, 0));
  return new Refusal(
    'insufficient-stock',
    `${shown(needed)} ${unitName(item.uom)} of ${name} needed from ${place}, ${onHand} on hand`,
    '/data',
  );
}

/** Quantity issued to open orders: it is still in stock, and no longer on the shelf. */
export function issuedOf(books: Books, warehouse: number, item: Item, lot: number | null): number {
  const found = books.one<{ issued: number | null }>(
    `SELECT sum(raw_line.quantity) AS issued FROM raw_line
       JOIN raw_move ON raw_move.id = raw_line.move_id JOIN production ON production.id = raw_move.production_id
      WHERE raw_move.item_id = ? AND production.warehouse_id = ? AND coalesce(raw_line.lot_id, 0) = ?
        AND raw_move.state = 'confirmed' AND raw_move.picked = 1 AND raw_move.manual = 1`,
    item.id,
    warehouse,
    lot ?? 0,
  );
  return found?.issued ?? 0;
}
