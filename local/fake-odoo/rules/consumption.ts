import type { Desk } from '../desk.ts';
import { brief, type Fields, listAt, malformed, numberAt, onlyKeys, Refusal, textAt } from '../fields.ts';
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
import type { Item } from '../records/items.ts';
import type { Production } from '../records/production-orders.ts';
import { moveStock } from '../records/quants.ts';
import { compare, round, unitName } from '../records/units.ts';
import { converted, notTracked, unitOf, usedLot } from './lookups.ts';

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

/** The entry's `lots`, whose quantities are in the unit of the entry's quantity. */
export function lotsOfConsumption(
  desk: Desk,
  entry: Fields,
  item: Item,
  amount: number,
  pointer: string,
): LotAmounts {
  const lots: LotAmounts = new Map();
  const { uom } = entry.quantity as { uom: string };
  const given = unitOf(uom, pointer);
  let total = 0;
  for (const [index, each] of listAt(entry, 'lots', `${pointer}/lots`).entries()) {
    const place = `${pointer}/lots/${index}`;
    const named = onlyKeys(each, ['number', 'quantity'], place);
    const value = numberAt(named, 'quantity', `${place}/quantity/value`);
    if (item.tracking === 'none') throw notTracked(item, place);
    const lot = usedLot(desk, item, textAt(named, 'number', `${place}/number`), `${place}/number`);
    if (lots.has(lot.id)) throw malformed(`${place}/number`, `lot ${lot.name} is named twice`);
    const part = converted(value, given, item, `${place}/quantity`);
    if (item.tracking === 'serial' && compare(part, 1) !== 0) {
      const message = `serial ${lot.name} can only be used once, not ${brief(part)} times`;
      throw new Refusal('serial-count-mismatch', message, `${place}/quantity/value`);
    }
    lots.set(lot.id, part);
    total += part;
  }
  if (lots.size > 0 && Math.abs(total - amount) > 0.005 * lots.size + 1e-6) {
    const sum = `the lots add up to ${brief(total)} ${unitName(item.uom)}`;
    throw malformed(`${pointer}/lots`, `${sum}, the quantity says ${brief(amount)}`);
  }
  return lots;
}

/** Sets what is consumed of a component, absolutely; from now on the bill of materials has no say in it. */
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

/** Back into stock by a move of its own: what the completion took stays what it was. */
export function moveBack(desk: Desk, move: RawMove, item: Item, lot: number | null, amount: number): void {
  moveStock(desk.books, desk.warehouse.id, item, lot, amount);
  const insert = 'INSERT INTO returned (move_id, lot_id, quantity, moment) VALUES (?, ?, ?, ?)';
  desk.books.run(insert, move.id, lot, amount, desk.moment);
}
