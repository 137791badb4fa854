import type { Books } from './books.ts';
import { type Delivery, type DeliveryMove, deliveryById, movesOfDelivery } from './deliveries.ts';
import { dropDeliveryLines, reserveDelivery } from './delivery-reservations.ts';

interface NewDelivery extends Pick<Delivery, 'warehouse_id' | 'sales_order_id' | 'rest_of' | 'scheduled'> {
  moves: Pick<DeliveryMove, 'sales_line_id' | 'item_id' | 'planned'>[];
}

/** Made and reserved; its name is the next of the warehouse. */
export function insertDelivery(books: Books, delivery: NewDelivery): Delivery {
  const { warehouse_id, sales_order_id, rest_of, scheduled, moves } = delivery;
  const { code = '', count = 0 } =
    books.one<{ code: string; count: number }>(
      `SELECT code, (SELECT count(*) FROM delivery WHERE warehouse_id = warehouse.id) AS count
         FROM warehouse WHERE id = ?`,
      warehouse_id,
    ) ?? {};
  const id = books.run(
    'INSERT INTO delivery (name, warehouse_id, sales_order_id, rest_of, scheduled) VALUES (?, ?, ?, ?, ?)',
    `${code}/OUT/${String(count + 1).padStart(5, '0')}`,
    warehouse_id,
    sales_order_id,
    rest_of,
    scheduled,
  );
  for (const { sales_line_id, item_id, planned } of moves)
    books.run(
      'INSERT INTO delivery_move (delivery_id, sales_line_id, item_id, planned) VALUES (?, ?, ?, ?)',
      id,
      sales_line_id,
      item_id,
      planned,
    );
  const made = deliveryById(books, id);
  for (const move of movesOfDelivery(books, made)) reserveDelivery(books, made, move);
  return made;
}

export function cancelDelivery(books: Books, delivery: Delivery): void {
  for (const move of movesOfDelivery(books, delivery)) dropDeliveryLines(books, delivery, move);
  books.run(`UPDATE delivery_move SET state = 'cancel' WHERE delivery_id = ?`, delivery.id);
  books.run(`UPDATE delivery SET state = 'cancel' WHERE id = ?`, delivery.id);
}
