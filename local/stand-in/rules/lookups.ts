import type { Quantity } from '../fields.ts';
import {
  createLot,
  findForeignLot,
  findItem,
  findLot,
  type Item,
  isExpired,
  type Lot,
} from '../model/items.ts';
import { familyOf, type Production } from '../model/productions.ts';
import { compare, convert, isConvertible, isKnownUnit, round } from '../model/units.ts';
import type { Desk } from '../procedures.ts';
import { Refusal } from '../refusal.ts';

/** The part of the order's family that is still open: a done part is never written again. */
export function openOrder(desk: Desk, name: string): Production {
  const family = anyOrder(desk, name);
  const open = family.find((part) => part.state === 'confirmed');
  if (open !== undefined) return open;
  const state = family.at(-1)?.state;
  if (state === 'draft')
    throw new Refusal('order-not-confirmed', `Order ${name} is not confirmed yet.`, '/data/order');
  if (state === 'cancel') throw new Refusal('order-cancelled', `Order ${name} is cancelled.`, '/data/order');
  throw new Refusal('order-done', `Order ${name} is done already.`, '/data/order');
}

/** The whole family, whatever its state. */
export function anyOrder(desk: Desk, name: string): Production[] {
  const family = familyOf(desk.books, name);
  if (family.length === 0) throw new Refusal('unknown-order', `There is no order ${name}.`, '/data/order');
  return family;
}

export function itemOf(desk: Desk, code: string, pointer: string): Item {
  const item = findItem(desk.books, code);
  if (item === undefined) throw new Refusal('unknown-item', `There is no item ${code}.`, pointer);
  return item;
}

/** The quantity in the item's own unit, rounded like stock. */
export function inItemUnit(quantity: Quantity, item: Item, pointer: string): number {
  if (!isKnownUnit(quantity.uom))
    throw new Refusal('unknown-unit', `There is no unit ${quantity.uom}.`, `${pointer}/unit`);
  if (!isConvertible(quantity.uom, item.uom)) {
    const why = `Unit ${quantity.uom} of item ${item.code} can't be converted to ${item.uom}.`;
    throw new Refusal('unit-not-convertible', why, `${pointer}/unit`);
  }
  const value = round(convert(quantity.value, quantity.uom, item.uom));
  if (compare(value, 0) <= 0)
    throw new Refusal(
      'quantity-not-positive',
      `Quantity ${quantity.value} of ${item.code} is not positive.`,
      pointer,
    );
  return value;
}

/** A lot that must exist and be usable. */
export function usableLot(desk: Desk, item: Item, name: string, pointer: string): Lot {
  const lot = findLot(desk.books, item, name);
  if (lot === undefined) {
    const foreign = findForeignLot(desk.books, item, name);
    if (foreign !== undefined)
      throw new Refusal('lot-of-other-item', `Lot ${name} is not a lot of item ${item.code}.`, pointer);
    throw new Refusal('unknown-lot', `There is no lot ${name} of item ${item.code}.`, pointer);
  }
  if (isExpired(lot, desk.now))
    throw new Refusal(
      'lot-expired',
      `Lot ${name} of item ${item.code} expired at ${lot.expires} UTC.`,
      pointer,
    );
  return lot;
}

/** A lot that is made now, or was begun by an earlier report. */
export function producedLot(desk: Desk, item: Item, name: string, expires: string | undefined): Lot {
  return findLot(desk.books, item, name) ?? createLot(desk.books, item, name, expires);
}
