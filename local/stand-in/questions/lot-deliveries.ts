import type { AnswerQuestion } from '../ask.ts';
import { type Delivery, deliveredBy, movesOfDelivery } from '../model/deliveries.ts';
import { compare } from '../model/units.ts';
import { lotAtGate } from './lot-at-gate.ts';

/** The deliveries that are ready to go with goods of this lot; reserved for them was when the goods came. */
export const lotDeliveries: AnswerQuestion = (asked, about) => {
  const { item, lot } = lotAtGate(asked, about);
  const { books, warehouse } = asked;
  const open = books.all<Delivery & { reference: string; customer: string; holds: number }>(
    `SELECT delivery.*, sales_order.name AS reference, contact.code AS customer,
            EXISTS (SELECT 1 FROM delivery_line JOIN delivery_move ON delivery_move.id = delivery_line.move_id
                     WHERE delivery_move.delivery_id = delivery.id AND delivery_line.lot_id = ?) AS holds
       FROM delivery JOIN sales_order ON sales_order.id = sales_order_id JOIN contact ON contact.id = deliver_to
      WHERE delivery.warehouse_id = ? AND delivery.state = 'open'
        AND EXISTS (SELECT 1 FROM delivery_move WHERE delivery_id = delivery.id AND item_id = ?) ORDER BY delivery.id`,
    lot.id,
    warehouse.id,
    item.id,
  );
  const whole = (delivery: Delivery) =>
    movesOfDelivery(books, delivery).every((move) => compare(deliveredBy(books, move), move.planned) >= 0);
  return {
    ready: open
      .filter((delivery) => delivery.holds === 1 && whole(delivery))
      .map(({ id, name, reference, customer }) => ({ id, name, origin: reference, customer })),
  };
};
