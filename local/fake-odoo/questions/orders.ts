import type { Books } from '../database.ts';
import { type AnswerQuestion, type Asked, Refusal } from '../desk.ts';
import { openMoves, quantityOf, type RawMove } from '../records/components.ts';
import { convert, itemById, round, unitName } from '../records/items.ts';
import type { Production } from '../records/production-orders.ts';
import { linesOfMove, type Purchase, purchaseLines, type TransferMove } from '../records/purchase-orders.ts';
import {
  contactById,
  type Delivery,
  keptOf,
  movesOfDelivery,
  type SalesLine,
  type SalesOrder,
} from '../records/sales-orders.ts';
import { workOrdersOf, workState } from '../records/work-orders.ts';
import { changesAnswered, type Entity, entitiesRead, stripped } from './changes.ts';

/** The orders of a warehouse that were ever released, each with its parts. */
const families = ({ books, warehouse }: Asked): Entity[] => {
  const parts = books.all<Production>(
    `SELECT * FROM production WHERE warehouse_id = ? AND state <> 'draft' ORDER BY family, sequence, id`,
    warehouse.id,
  );
  return [...Map.groupBy(parts, ({ family }) => family)].map(([id, family]) => {
    const [first] = family as [Production, ...Production[]];
    return {
      id,
      open: family.some(({ state }) => state === 'confirmed'),
      document: stripped({
        order: first.first_name,
        item: itemById(books, first.item_id).code,
        parts: family.map((part) => partOf(books, part)),
      }),
    };
  });
};

const partOf = (books: Books, part: Production): object => {
  const { uom } = itemById(books, part.item_id);
  const open = part.state === 'confirmed';
  const lots = books.all<{ name: string }>(
    `SELECT DISTINCT lot.name FROM production_lot JOIN lot ON lot.id = lot_id WHERE production_id = ? ORDER BY 1`,
    part.id,
  );
  return {
    part: part.name,
    state: (open && workState(books, part)) || part.state,
    quantity: part.planned,
    uom,
    uom_name: unitName(uom),
    produced: part.produced,
    lots: lots.length > 0 ? lots.map(({ name }) => name) : null,
    starts: part.starts,
    ends: part.finished,
    components: open ? someOrNone(openMoves(books, part).map((move) => componentOf(books, move))) : null,
    operations: open ? operationsOf(books, part) : null,
  };
};

const someOrNone = <T>(all: T[]): T[] | null => (all.length > 0 ? all : null);

const componentOf = (books: Books, move: RawMove): object => {
  const { code, uom } = itemById(books, move.item_id);
  const lots = books.all<object>(
    `SELECT lot.name AS lot, location.full_name AS location, sum(quantity) AS quantity
       FROM raw_line JOIN lot ON lot.id = lot_id JOIN raw_move ON raw_move.id = move_id
       JOIN production ON production.id = production_id
       JOIN location ON location.warehouse_id = production.warehouse_id AND is_stock = 1
      WHERE move_id = ? GROUP BY lot.id ORDER BY 1, 2`,
    move.id,
  );
  return {
    item: code,
    uom,
    uom_name: unitName(uom),
    quantity: move.planned,
    recorded: quantityOf(books, move),
    picked: move.picked === 1,
    lots: someOrNone(lots),
  };
};

const operationsOf = (books: Books, part: Production): object[] | null => {
  const centres = books.all<{ id: number; code: string }>('SELECT id, code FROM work_center');
  const minutes = books.all<{ name: string; minutes: number; quantity: number }>(
    `SELECT bom_operation.name, minutes, bom.quantity FROM bom JOIN bom_operation ON bom_id = bom.id WHERE item_id = ?`,
    part.item_id,
  );
  const operations = workOrdersOf(books, part);
  return someOrNone(
    operations.map(({ name, work_center_id: centre, state, started, finished, produced }, index) => {
      const planned = minutes.find((each) => each.name === name);
      // Odoo lets an operation wait for the one before it.
      const waits = state === 'ready' && operations.slice(0, index).some((before) => before.state !== 'done');
      return {
        operation: name,
        work_center: centres.find(({ id }) => id === centre)?.code,
        state: waits ? 'blocked' : state,
        minutes: planned ? (planned.minutes * part.planned) / planned.quantity : 0,
        starts: started,
        ends: finished,
        produced,
      };
    }),
  );
};

export const productionOrdersChanges: AnswerQuestion = (asked, about) =>
  changesAnswered(asked, 'production-orders', about, families(asked));

export const productionOrdersRead: AnswerQuestion = (asked, about) => entitiesRead(about, families(asked));

const deliveryStates = { open: 'assigned', done: 'done', cancel: 'cancel' } as const;

/** Sales orders of the warehouse. The fake Odoo invoices nothing. */
const sold = (asked: Asked): Entity[] => {
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
      const went = mine.reduce((sum, move) => sum + keptOf(books, move), 0);
      const delivered = round(convert(went, item.uom, uom));
      const amounts = { quantity, delivered, invoiced: 0, uom, uom_name: unitName(uom) };
      return { line: index + 1, item: item.code, ...amounts };
    });
};

export const salesOrdersChanges: AnswerQuestion = (asked, about) =>
  changesAnswered(asked, 'sales-orders', about, sold(asked));

export const salesOrdersRead: AnswerQuestion = (asked, about) => entitiesRead(about, sold(asked));

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

/** Purchase orders of the warehouse, without their dates, in the currency of a new Odoo. */
const ordersOf = (asked: Asked): Entity[] => {
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

export const purchaseOrdersRead: AnswerQuestion = (asked, about) => entitiesRead(about, ordersOf(asked));

/** The fake is an Odoo without the Invoicing app. */
export const invoices: AnswerQuestion = () => {
  throw new Refusal('app-not-installed', "Odoo's Invoicing app is not installed", '');
};
