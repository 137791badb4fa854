import {
  type Desk,
  type Fields,
  listAt,
  momentAt,
  onlyKeys,
  optionalTextAt,
  Refusal,
  shown,
  textAt,
} from '../desk.ts';
import type { Part } from '../postings/receipts.ts';
import {
  compare,
  convert,
  createLot,
  findItem,
  findLot,
  type Item,
  isConvertible,
  isKnownUnit,
  type Lot,
  unitName,
  withExpiry,
} from '../records/items.ts';
import { familyOf, type Production } from '../records/production-orders.ts';

/** All parts of the order, in backorder sequence, whatever their state; orders of other warehouses don't exist. */
export function familyAt(desk: Desk, name: string): Production[] {
  const family = familyOf(desk.books, name);
  if (family.length > 0 && family.every((part) => part.warehouse_id === desk.warehouse.id)) {
    const released = family[0]?.first_name;
    if (family.length === 1 || name === released) return family;
    const words = `${name} is a part of order ${released}: send ${released}`;
    throw new Refusal('unknown-order', words, '/data/order');
  }
  const message = `no production order ${name} in warehouse ${desk.warehouse.code}`;
  throw new Refusal('unknown-order', message, '/data/order');
}

/** The part that is still to be made: a done part must never be written again. */
export function openOrder(family: Production[], name: string): Production {
  const open = family.find((part) => part.state === 'confirmed');
  if (open !== undefined) return open;
  const states = family.map((part) => part.state);
  if (states.includes('done'))
    throw new Refusal('order-done', `production order ${name} is done`, '/data/order');
  if (states.includes('draft'))
    throw new Refusal('order-not-confirmed', `production order ${name} is still a draft`, '/data/order');
  throw new Refusal('order-cancelled', `production order ${name} is cancelled`, '/data/order');
}

export function itemOf({ books }: Pick<Desk, 'books'>, code: string, pointer: string): Item {
  const item = findItem(books, code);
  if (item !== undefined) return item;
  const message = `Odoo has no product with internal reference, barcode or name ${code}`;
  throw new Refusal('unknown-item', message, pointer);
}

export function unitOf(uom: string, pointer: string): string {
  if (isKnownUnit(uom)) return uom;
  throw new Refusal('unknown-unit', `Odoo has no unit of measure with external id or name ${uom}`, pointer);
}

/** In the item's own unit, rounded as Odoo rounds. */
export function converted(
  value: number,
  given: string,
  item: Item,
  pointer: string,
  zeroAllowed = false,
): number {
  if (!isConvertible(given, item.uom)) {
    const message = `${unitName(given)} cannot be converted to ${unitName(item.uom)}`;
    throw new Refusal('unit-not-convertible', message, `${pointer}/unit`);
  }
  const amount = convert(value, given, item.uom);
  if (compare(amount, 0) === 0 && !zeroAllowed) {
    const message = `${shown(value)} ${unitName(given)} rounds to zero ${unitName(item.uom)}`;
    throw new Refusal('quantity-not-positive', message, `${pointer}/value`);
  }
  return amount;
}

/** A lot that is consumed or scrapped: it must exist for this item. */
export function usedLot({ books }: Pick<Desk, 'books'>, item: Item, number: string, pointer: string): Lot {
  const lot = findLot(books, item, number);
  if (lot !== undefined) return lot;
  const others = books.all<{ code: string }>(
    'SELECT item.code FROM lot JOIN item ON item.id = lot.item_id WHERE lot.name = ? ORDER BY lot.id',
    number,
  );
  if (others.length > 0) {
    const of = others.map(({ code }) => code).join('; ');
    const message = `lot ${number} exists in Odoo, but of ${of}, not of ${item.code}: correct item or lot`;
    throw new Refusal('lot-of-other-item', message, pointer);
  }
  throw new Refusal('unknown-lot', `Odoo knows no lot ${number} of ${item.code}`, pointer);
}

export function notTracked(item: Item, pointer: string): Refusal {
  return new Refusal('item-not-tracked', `${item.code} is not tracked by lots in Odoo`, pointer);
}

/** `asLot`, `asSerial`: what the message names of an item that is tracked so. */
export function unnamed(item: Item, pointer: string, asLot: string, asSerial: string): Refusal {
  const [by, missing] = item.tracking === 'serial' ? ['serial number', asSerial] : ['lot', asLot];
  const message = `Odoo tracks ${item.code} by ${by}, and the event names none: send it with its ${missing}`;
  return new Refusal('lot-required', message, pointer);
}

/** The one lot or serial of which there is this quantity, which may be zero; none of an item that is not tracked. */
export function lotAt(desk: Desk, payload: Fields, item: Item, quantity: number): Lot | undefined {
  const number = optionalTextAt(payload, 'lot', '/data/lot');
  if (item.tracking === 'none') {
    if (number !== '') throw notTracked(item, '/data/lot');
    return undefined;
  }
  if (number === '') throw unnamed(item, '/data/lot', 'lot', 'serial number as its lot');
  if (item.tracking === 'serial' && quantity !== 0 && compare(quantity, 1) !== 0) {
    const message = `one serial cannot be ${shown(quantity)} pieces`;
    throw new Refusal('serial-count-mismatch', message, '/data/quantity/value');
  }
  return usedLot(desk, item, number, '/data/lot');
}

/** The lot or serials of finished goods, created when they are unknown. */
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
  if (wanted.size === 0) throw unnamed(item, '/data', 'lot', 'serials');
  if (item.tracking === 'serial' && (wanted.size !== given.length || compare(amount, wanted.size) !== 0)) {
    const message = `${wanted.size} different serials for ${shown(amount)} ${unitName(item.uom)}`;
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

/** The known lot or a new one. A known lot keeps its expiration date if it has one. */
function producedLot(desk: Desk, item: Item, number: string, expires: string | undefined): Lot {
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

/** Received lots by number, created when they are unknown. */
export function receivedLots(desk: Desk, item: Item, parts: Part[], pointer: string): Map<string, Lot> {
  const lots = new Map<string, Lot>();
  if (item.tracking === 'none') return lots;
  for (const { number, expires } of parts) {
    if (number === undefined) throw unnamed(item, pointer, 'lots', 'serials');
    const lot = producedLot(desk, item, number, expires);
    if (lot.expires !== null && lot.expires <= desk.moment) {
      const message = `lot ${lot.name} of ${item.code} expired at ${lot.expires} UTC`;
      throw new Refusal('lot-expired', message, pointer);
    }
    lots.set(number, lot);
  }
  return lots;
}
