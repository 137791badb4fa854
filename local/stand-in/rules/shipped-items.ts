import { brief, type Fields, listAt, malformed, onlyKeys, textAt } from '../fields.ts';
import { type Delivery, type DeliveryMove, linesOfDelivery } from '../model/deliveries.ts';
import { addDeliveryLine, dropDeliveryLines } from '../model/delivery-reservations.ts';
import { type Item, itemById } from '../model/items.ts';
import { compare, round, unitName } from '../model/units.ts';
import type { Desk } from '../procedures.ts';
import { Refusal } from '../refusal.ts';
import { type LotAmounts, lotsOfConsumption } from './consumption.ts';
import { amountAt, itemOf, usedLot } from './lookups.ts';

/** What left of the items named; the moves that it is booked on. The others stay as they are reserved. */
export function shipLines(
  desk: Desk,
  delivery: Delivery,
  moves: DeliveryMove[],
  given: unknown[],
): DeliveryMove[] {
  if (given.length === 0) throw malformed('/data/lines', 'a shipment has lines');
  const named = new Set<number>();
  return given.flatMap((each, index) => {
    const pointer = `/data/lines/${index}`;
    const entry = onlyKeys(each, ['item', 'quantity', 'lots', 'serials'], pointer);
    const code = textAt(entry, 'item', `${pointer}/item`);
    const item = itemOf(desk, code, `${pointer}/item`);
    const own = moves.filter(({ item_id }) => item_id === item.id);
    if (own.length === 0) {
      const message = `${code} is not to be delivered by ${delivery.name}`;
      throw new Refusal('item-not-on-delivery', message, `${pointer}/item`);
    }
    if (named.has(item.id)) throw malformed(`${pointer}/item`, `${code} is named twice`);
    named.add(item.id);
    const amount = amountAt(entry, 'quantity', item, `${pointer}/quantity`);
    const lots =
      'serials' in entry
        ? serialsOf(desk, item, entry, amount, pointer)
        : lotsOfConsumption(desk, entry, item, amount, pointer);
    return ship(desk, delivery, own, amount, lots, pointer);
  });
}

/** All that the delivery asks for, in the lots reserved. */
export function shipAll(desk: Desk, delivery: Delivery, moves: DeliveryMove[]): DeliveryMove[] {
  return [...new Set(moves.map(({ item_id }) => item_id))].flatMap((id) => {
    const own = moves.filter(({ item_id }) => item_id === id);
    const amount = round(own.reduce((sum, { planned }) => sum + planned, 0));
    return ship(desk, delivery, own, amount, new Map(), '/data');
  });
}

function serialsOf(desk: Desk, item: Item, entry: Fields, amount: number, pointer: string): LotAmounts {
  const place = `${pointer}/serials`;
  if ('lots' in entry) throw malformed(place, 'lots and serials are not given together');
  if (item.tracking !== 'serial')
    throw new Refusal('item-not-tracked', `${item.code} is not tracked by serials in Odoo`, place);
  const numbers = listAt(entry, 'serials', place);
  const lots: LotAmounts = new Map();
  for (const number of numbers) {
    if (typeof number !== 'string') throw malformed(place, 'a serial must be a text');
    lots.set(usedLot(desk, item, number, place).id, 1);
  }
  if (lots.size !== numbers.length || compare(amount, lots.size) !== 0) {
    const message = `${lots.size} different serials for ${brief(amount)} ${unitName(item.uom)}`;
    throw new Refusal('serial-count-mismatch', message, place);
  }
  return lots;
}

/** Sets the moves of one item, which may be several; more than was ordered is put on the last of them. */
function ship(
  desk: Desk,
  delivery: Delivery,
  moves: DeliveryMove[],
  amount: number,
  lots: LotAmounts,
  pointer: string,
): DeliveryMove[] {
  const [first] = moves;
  if (first === undefined) return [];
  const item = itemById(desk.books, first.item_id);
  if (item.tracking !== 'none' && lots.size === 0) return asReserved(desk, moves, item, amount, pointer);
  const left = new Map<number | null, number>(lots.size > 0 ? lots : [[null, amount]]);
  let missing = amount;
  return moves.filter((move, index) => {
    let part = index === moves.length - 1 ? missing : Math.min(move.planned, missing);
    missing = round(missing - part);
    if (compare(part, 0) === 0) return false;
    dropDeliveryLines(desk.books, delivery, move);
    for (const [lot, there] of left) {
      const taken = round(Math.min(there, part));
      if (taken <= 0) continue;
      addDeliveryLine(desk.books, delivery, move, lot, taken);
      left.set(lot, round(there - taken));
      part = round(part - taken);
    }
    return true;
  });
}

/** Which lot left is never guessed: without lots, all that is reserved must have left. */
function asReserved(
  desk: Desk,
  moves: DeliveryMove[],
  item: Item,
  amount: number,
  pointer: string,
): DeliveryMove[] {
  const withLot = moves.flatMap((move) => linesOfDelivery(desk.books, move)).filter(({ lot_id }) => lot_id);
  const reserved = round(withLot.reduce((sum, { quantity }) => sum + quantity, 0));
  if (compare(reserved, amount) !== 0) {
    const asked = `${brief(amount)} ${unitName(item.uom)} of ${item.code} left`;
    const message = `${asked}, ${brief(reserved)} are reserved by lot: name the lots`;
    throw new Refusal('lot-required', message, pointer);
  }
  return moves.filter((move) => linesOfDelivery(desk.books, move).length > 0);
}
