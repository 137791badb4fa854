import type { AnswerQuestion, Asked } from '../desk.ts';
import { Refusal } from '../fields.ts';
import { type Delivery, deliveredBy, movesOfDelivery } from '../records/deliveries.ts';
import { itemById } from '../records/items.ts';
import { linesOfMove, type Purchase, purchaseLines, type TransferMove } from '../records/purchase-orders.ts';
import { contactById, type SalesLine, type SalesOrder } from '../records/sales-orders.ts';
import { convert, round, unitName } from '../records/units.ts';
import { changesAnswered, stripped, type Thing, thingsRead } from './changes.ts';

const deliveryStates = { open: 'assigned', done: 'done', cancel: 'cancel' } as const;

/** What customers ordered from the warehouse. The fake Odoo invoices nothing, and sells by orders, as a new Odoo does. */
const sold = (asked: Asked): Thing[] => {
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
        lines: salesLinesOf(asked, order, deliveries),
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

const salesLinesOf = ({ books }: Asked, order: SalesOrder, deliveries: readonly Delivery[]) => {
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

interface Ordered extends Purchase {
  supplier: string;
}

interface Transfer {
  name: string;
  state: 'open' | 'done' | 'cancelled';
  received: string | null;
  due: string | null;
}

const orderStates = { draft: 'draft', placed: 'purchase', cancelled: 'cancel' } as const;
const transferStates = { open: 'assigned', done: 'done', cancelled: 'cancel' } as const;

/** What was ordered for the warehouse, as Odoo tells of it; the fake does not know when, and buys in its currency. */
const ordersOf = (asked: Asked): Thing[] => {
  const { books, warehouse } = asked;
  const found = books.all<Ordered>(
    `SELECT purchase.*, supplier.code AS supplier FROM purchase JOIN supplier ON supplier.id = supplier_id
      WHERE warehouse_id = ? ORDER BY purchase.id`,
    warehouse.id,
  );
  return found.map((order) => {
    const moves = books.all<TransferMove>(
      `SELECT inbound_move.* FROM inbound_move JOIN inbound ON inbound.id = inbound_id WHERE purchase_id = ?`,
      order.id,
    );
    const transfers = books.all<Transfer>(
      `SELECT name, state, received, (SELECT min(due) FROM inbound_move WHERE inbound_id = inbound.id) AS due
         FROM inbound WHERE purchase_id = ? ORDER BY id`,
      order.id,
    );
    const status = receiptStatus(transfers);
    const open = order.state === 'placed' && (status === 'pending' || status === 'partial');
    return {
      id: order.id,
      open,
      document: stripped({
        order: order.name,
        state: orderStates[order.state],
        open,
        received: status,
        supplier: order.supplier,
        reference: order.reference || null,
        acknowledged: order.confirmed === 1,
        currency: 'USD',
        lines: purchaseLines(books, order).map(({ id, item_id, ordered: quantity, uom }, index) => {
          const item = itemById(books, item_id);
          const mine = moves.filter(({ line_id }) => line_id === id);
          const came = mine
            .filter(({ state }) => state === 'done')
            .flatMap((move) => linesOfMove(books, move))
            .reduce((sum, line) => sum + line.quantity, 0);
          const received = round(convert(came, item.uom, uom));
          const amounts = { quantity, received, uom, uom_name: unitName(uom) };
          return { line: index + 1, item: item.code, ...amounts, promised: mine.at(-1)?.due ?? null };
        }),
        receipts: transfers.map(({ name, state, received, due }) => ({
          ...{ receipt: name, state: transferStates[state], expected: due },
          received: state === 'done' ? received : null,
        })),
      }),
    };
  });
};

const receiptStatus = (transfers: readonly Transfer[]): string | null => {
  const has = (state: Transfer['state']) => transfers.some((each) => each.state === state);
  if (!has('open')) return has('done') ? 'full' : null;
  return has('done') ? 'partial' : 'pending';
};

export const purchaseOrdersChanges: AnswerQuestion = (asked, about) =>
  changesAnswered(asked, 'purchase-orders', about, ordersOf(asked));

export const purchaseOrdersRead: AnswerQuestion = (asked, about) => thingsRead(about, ordersOf(asked));

/** The fake is an Odoo without the Invoicing app. */
export const invoices: AnswerQuestion = () => {
  throw new Refusal('app-not-installed', "Odoo's Invoicing app is not installed", '');
};
