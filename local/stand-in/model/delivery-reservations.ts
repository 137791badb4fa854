import type { Books } from './books.ts';
import {
  type Delivery,
  type DeliveryLine,
  type DeliveryMove,
  deliveredBy,
  deliveryById,
  linesOfDelivery,
  movesOfDelivery,
} from './deliveries.ts';
import { type Item, itemById } from './items.ts';
import { freeStock, reserveStock } from './quants.ts';
import { compare, round } from './units.ts';

/** A line holds its quantity reserved until it leaves. */
export function addDeliveryLine(
  books: Books,
  { warehouse_id }: Delivery,
  move: DeliveryMove,
  lot: number | null,
  quantity: number,
): void {
  books.run('INSERT INTO delivery_line (move_id, lot_id, quantity) VALUES (?, ?, ?)', move.id, lot, quantity);
  reserveStock(books, warehouse_id, itemById(books, move.item_id), lot, quantity);
}

export function dropDeliveryLines(books: Books, { warehouse_id }: Delivery, move: DeliveryMove): void {
  for (const { id, lot_id, quantity } of linesOfDelivery(books, move)) {
    books.run('DELETE FROM delivery_line WHERE id = ?', id);
    reserveStock(books, warehouse_id, itemById(books, move.item_id), lot_id, -quantity);
  }
}

/** Reserves what is free until the plan is covered; lots that will have expired by then are left out. */
export function reserveDelivery(books: Books, delivery: Delivery, move: DeliveryMove): void {
  const missing = round(move.planned - deliveredBy(books, move));
  if (compare(missing, 0) <= 0) return;
  const item = itemById(books, move.item_id);
  const freshAt = item.expires === 1 ? delivery.scheduled : undefined;
  for (const { lot, quantity } of freeStock(books, delivery.warehouse_id, item, missing, freshAt))
    addDeliveryLine(books, delivery, move, lot, quantity);
}

/** What is gone cannot stay promised: the latest deliveries lose it first, and look for other stock at once. */
export function breakDeliveryPromises(
  books: Books,
  warehouse: number,
  item: Item,
  lot: number | null,
  quantity: number,
): void {
  const promises = books.all<DeliveryLine & { delivery_id: number }>(
    `SELECT delivery_line.*, delivery_move.delivery_id FROM delivery_line
       JOIN delivery_move ON delivery_move.id = delivery_line.move_id
       JOIN delivery ON delivery.id = delivery_move.delivery_id
      WHERE delivery_move.item_id = ? AND delivery.warehouse_id = ? AND coalesce(delivery_line.lot_id, 0) = ?
        AND delivery_move.state = 'open'
      ORDER BY delivery.scheduled DESC, delivery_line.id DESC`,
    item.id,
    warehouse,
    lot ?? 0,
  );
  let excess = quantity;
  const robbed: [Delivery, DeliveryMove][] = [];
  for (const promise of promises) {
    if (compare(excess, 0) <= 0) break;
    const delivery = deliveryById(books, promise.delivery_id);
    const move = movesOfDelivery(books, delivery).find(({ id }) => id === promise.move_id);
    if (move === undefined) continue;
    const released = Math.min(promise.quantity, excess);
    const kept = round(promise.quantity - released);
    if (compare(kept, 0) > 0)
      books.run('UPDATE delivery_line SET quantity = ? WHERE id = ?', kept, promise.id);
    else books.run('DELETE FROM delivery_line WHERE id = ?', promise.id);
    reserveStock(books, warehouse, item, lot, -released);
    excess = round(excess - released);
    robbed.push([delivery, move]);
  }
  for (const [delivery, move] of robbed) reserveDelivery(books, delivery, move);
}
