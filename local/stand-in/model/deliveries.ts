import type { Books } from './books.ts';
import { round } from './units.ts';

export interface Delivery {
  id: number;
  name: string;
  warehouse_id: number;
  sales_order_id: number;
  /** the delivery that this one is the rest of */
  rest_of: number | null;
  state: 'open' | 'done' | 'cancel';
  scheduled: string;
  shipped: string | null;
  carrier: string | null;
  tracking: string | null;
}

export interface DeliveryMove {
  id: number;
  delivery_id: number;
  sales_line_id: number;
  item_id: number;
  /** in the item's own unit, as all quantities here */
  planned: number;
  state: 'open' | 'done' | 'cancel';
}

export interface DeliveryLine {
  id: number;
  move_id: number;
  lot_id: number | null;
  quantity: number;
}

export function deliveryById(books: Books, id: number): Delivery {
  const found = books.one<Delivery>('SELECT * FROM delivery WHERE id = ?', id);
  if (found === undefined) throw new Error(`No delivery ${id}`);
  return found;
}

/** The delivery of this name and what was left of it, time and again. */
export function deliveryFamily(books: Books, name: string): Delivery[] {
  return books.all<Delivery>(
    `WITH RECURSIVE family(id) AS (
       SELECT id FROM delivery WHERE name = ?
       UNION SELECT delivery.id FROM delivery JOIN family ON delivery.rest_of = family.id)
     SELECT * FROM delivery WHERE id IN (SELECT id FROM family) ORDER BY id`,
    name,
  );
}

export function movesOfDelivery(books: Books, delivery: Delivery): DeliveryMove[] {
  return books.all<DeliveryMove>(
    'SELECT * FROM delivery_move WHERE delivery_id = ? ORDER BY id',
    delivery.id,
  );
}

export function linesOfDelivery(books: Books, move: DeliveryMove): DeliveryLine[] {
  return books.all<DeliveryLine>('SELECT * FROM delivery_line WHERE move_id = ? ORDER BY id', move.id);
}

/** What is reserved, or, of a move that is done, what left. */
export function deliveredBy(books: Books, move: DeliveryMove): number {
  return round(linesOfDelivery(books, move).reduce((sum, line) => sum + line.quantity, 0));
}
