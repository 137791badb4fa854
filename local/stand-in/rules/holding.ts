import { brief } from '../fields.ts';
import { type DeliveryMove, deliveryById } from '../model/deliveries.ts';
import { reserveDelivery } from '../model/delivery-reservations.ts';
import { lotAtPlace, noteGateMove } from '../model/gate.ts';
import type { Item, Lot } from '../model/items.ts';
import { stockPlace } from '../model/locations.ts';
import { moveStock } from '../model/quants.ts';
import { takeStock } from '../model/taking.ts';
import { compare, round, unitName } from '../model/units.ts';
import type { Desk } from '../procedures.ts';
import { neededGate } from './gate.ts';
import { issuedOf } from './issued.ts';
import { warn } from './warning.ts';

interface LotQuant {
  location_id: number;
  quantity: number;
}

/** Brings the amount, or all there is, into the hold place beside what lies there; what was issued is off the shelf. */
export function hold(desk: Desk, item: Item, lot: Lot, amount?: number): void {
  const gate = neededGate(desk);
  const stock = stockPlace(desk.books, desk.warehouse.id);
  const quants = desk.books.all<LotQuant>(
    `SELECT location_id, quantity FROM quant WHERE warehouse_id = ? AND lot_id = ? AND quantity > 0
      AND location_id <> ? ORDER BY location_id, id`,
    desk.warehouse.id,
    lot.id,
    gate.hold.id,
  );
  let left = amount ?? Number.POSITIVE_INFINITY;
  for (const quant of quants) {
    const issued = quant.location_id === stock ? issuedOf(desk, item, lot.id) : 0;
    const taken = Math.min(round(quant.quantity - issued), left);
    if (compare(taken, 0) <= 0) continue;
    takeStock(desk.books, desk.warehouse.id, item, lot.id, taken, quant.location_id);
    intoHold(desk, item, lot, taken);
    left -= taken;
  }
  if (amount === undefined || compare(left, 0) <= 0) return;
  // Refused, none of it would be held.
  warn(
    desk,
    `${brief(amount)} ${unitName(item.uom)} of ${item.code} lot ${lot.name} were to be held beside what is held already, ` +
      `${brief(amount - left)} lay outside of the hold place`,
  );
}

export function intoHold(desk: Desk, item: Item, lot: Pick<Lot, 'id'>, amount: number): void {
  const { hold: place } = neededGate(desk);
  moveStock(desk.books, desk.warehouse.id, item, lot.id, amount, place.id);
  noteGateMove(desk.books, desk, item, lot.id, amount);
}

export function outOfHold(desk: Desk, item: Item, lot: Lot, amount: number, to: number | undefined): void {
  const { hold: place } = neededGate(desk);
  moveStock(desk.books, desk.warehouse.id, item, lot.id, -amount, place.id);
  noteGateMove(desk.books, desk, item, lot.id, -amount);
  if (to === undefined) return;
  moveStock(desk.books, desk.warehouse.id, item, lot.id, amount, to);
  if (to === stockPlace(desk.books, desk.warehouse.id)) reserveWaiting(desk, item);
}

/** As Odoo does when goods come in: deliveries that wait for the item get it, the oldest first. */
export function reserveWaiting({ books, warehouse }: Pick<Desk, 'books' | 'warehouse'>, item: Item): void {
  const waiting = books.all<DeliveryMove>(
    `SELECT delivery_move.* FROM delivery_move JOIN delivery ON delivery.id = delivery_move.delivery_id
      WHERE delivery_move.item_id = ? AND delivery_move.state = 'open' AND delivery.warehouse_id = ?
      ORDER BY delivery.scheduled, delivery_move.id`,
    item.id,
    warehouse.id,
  );
  for (const move of waiting) reserveDelivery(books, deliveryById(books, move.delivery_id), move);
}

/** Consumption that names a lot takes it from the place for rework where the stock has too little of it. */
export function fetchFromRework(desk: Desk, item: Item, lot: number, amount: number): void {
  const rework = desk.gate?.rework;
  if (rework === undefined) return;
  const stock = stockPlace(desk.books, desk.warehouse.id);
  const missing = round(amount - Math.max(lotAtPlace(desk.books, lot, stock), 0));
  const there = Math.min(lotAtPlace(desk.books, lot, rework.id), missing);
  if (compare(there, 0) <= 0) return;
  moveStock(desk.books, desk.warehouse.id, item, lot, -there, rework.id);
  moveStock(desk.books, desk.warehouse.id, item, lot, there);
}
