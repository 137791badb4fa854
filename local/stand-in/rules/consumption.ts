import { brief, type Fields, listAt, malformed, numberAt, onlyKeys, textAt } from '../fields.ts';
import { type Item, itemById } from '../model/items.ts';
import type { Production } from '../model/productions.ts';
import {
  addMove,
  changeLine,
  dropLines,
  markPicked,
  openMoves,
  quantityOf,
  type RawMove,
} from '../model/raw-moves.ts';
import { explode } from '../model/recipes.ts';
import { setQuantity } from '../model/taking.ts';
import { compare, unitName } from '../model/units.ts';
import type { Desk } from '../procedures.ts';
import { Refusal } from '../refusal.ts';
import { fetchFromRework } from './holding.ts';
import { converted, notTracked, unitOf, usedLot } from './lookups.ts';

/** Quantities by lot id, in the item's own unit; empty when no lots are named. */
export type LotAmounts = Map<number, number>;

/** The order's line for an item; one is added for material that is not on the bill of materials. */
export function componentMove(desk: Desk, order: Production, item: Item, pointer: string): RawMove {
  const known = openMoves(desk.books, order).find((move) => move.item_id === item.id);
  if (known !== undefined) return known;
  if (order.consumption === 'strict') {
    const message = `${item.code} is not on order ${order.name}, whose consumption is strict`;
    throw new Refusal('item-not-on-order', message, pointer);
  }
  return addMove(desk.books, order, item, 0, 1);
}

/** Odoo asks a person whether a strict order may deviate from its bill of materials, and books nothing. */
export function checkStrict(desk: Desk, order: Production, amount: number): void {
  if (order.consumption !== 'strict') return;
  for (const { component, quantity } of explode(
    desk.books,
    itemById(desk.books, order.item_id),
    order.planned,
  )) {
    const move = openMoves(desk.books, order).find(({ item_id }) => item_id === component.id);
    const taken = move?.picked === 1 ? quantityOf(desk.books, move) : 0;
    if (compare((quantity * amount) / order.planned, taken) === 0) continue;
    const message = `Odoo asks for a confirmation before it completes ${order.name}`;
    throw new Refusal('confirmation-needed', message, '/data');
  }
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
    const item = itemById(desk.books, move.item_id);
    for (const [lot, part] of lots) fetchFromRework(desk, item, lot, part);
    for (const [lot, part] of lots) changeLine(desk.books, order, move, lot, part);
  }
  markPicked(desk.books, move, 1);
}
