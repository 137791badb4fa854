import type { AnswerQuestion, Asked } from '../ask.ts';
import { contactById } from '../model/contacts.ts';
import { type Delivery, deliveredBy, movesOfDelivery } from '../model/deliveries.ts';
import { itemById } from '../model/items.ts';
import type { SalesLine, SalesOrder } from '../model/sales-orders.ts';
import { convert, round, unitName } from '../model/units.ts';
import { needSales } from '../rules/apps.ts';
import { changesAnswered, stripped, type Thing, thingsRead } from '../rules/changed-things.ts';

const deliveryStates = { open: 'assigned', done: 'done', cancel: 'cancel' } as const;

/** What customers ordered from the warehouse. The stand-in invoices nothing, and sells by orders, as a new Odoo does. */
const sold = (asked: Asked): Thing[] => {
  needSales(asked, '');
  const { books, warehouse } = asked;
  const orders = books.all<SalesOrder>(
    'SELECT * FROM sales_order WHERE warehouse_id = ? ORDER BY id',
    warehouse.id,
  );
  return orders.map((order) => {
    const deliveries = books.all<Delivery>(
      'SELECT * FROM delivery WHERE sales_order_id = ? ORDER BY id',
      order.id,
    );
    const status = deliveryStatus(deliveries);
    const open = status !== null && status !== 'full';
    const events = books.all<{ event: string }>(
      `SELECT event FROM receipt WHERE model = 'sale.order' AND document_id = ? ORDER BY event`,
      order.id,
    );
    return {
      id: order.id,
      open,
      document: stripped({
        ...{ name: order.name, reference: order.reference, state: 'sale', open, delivery: status },
        invoice: 'to invoice',
        customer: contactById(books, order.customer_id).code,
        deliver_to: contactById(books, order.deliver_to).code,
        ...{ ordered: order.ordered, requested: order.requested },
        ...(events.length > 0 && { events: events.map(({ event }) => event) }),
        lines: linesOf(asked, order, deliveries),
        deliveries: deliveries.map(({ name, state, scheduled, shipped, tracking }) => ({
          ...{ delivery: name, state: deliveryStates[state], scheduled, tracking: tracking || null },
          shipped: state === 'done' ? shipped : null,
        })),
      }),
    };
  });
};

const deliveryStatus = (deliveries: readonly Delivery[]): string | null => {
  const has = (state: Delivery['state']) => deliveries.some((each) => each.state === state);
  if (!has('open')) return has('done') ? 'full' : null;
  return has('done') ? 'partial' : 'pending';
};

const linesOf = ({ books }: Asked, order: SalesOrder, deliveries: readonly Delivery[]) => {
  const left = deliveries
    .flatMap((delivery) => movesOfDelivery(books, delivery))
    .filter(({ state }) => state === 'done');
  return books
    .all<SalesLine>('SELECT * FROM sales_line WHERE sales_order_id = ? ORDER BY id', order.id)
    .map(({ id, item_id, quantity, uom }, index) => {
      const item = itemById(books, item_id);
      const mine = left.filter(({ sales_line_id }) => sales_line_id === id);
      const went = mine.reduce((sum, move) => sum + deliveredBy(books, move), 0);
      const delivered = round(convert(went, item.uom, uom));
      const amounts = { quantity, delivered, invoiced: 0, uom, uom_name: unitName(uom) };
      return { line: index + 1, item: item.code, ...amounts };
    });
};

export const salesOrdersChanges: AnswerQuestion = (asked, about) =>
  changesAnswered(asked, 'sales-orders', about, sold(asked));

export const salesOrdersRead: AnswerQuestion = (asked, about) => thingsRead(about, sold(asked));
