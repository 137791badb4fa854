import type { Books } from '../database.ts';
import { convert, itemById, round, unitName } from '../records/items.ts';
import { linesOfMove, purchaseLines, purchaseNamed, type TransferMove } from '../records/purchase-orders.ts';
import {
  cancelDelivery,
  contactById,
  type Delivery,
  deliveredBy,
  deliveryFamily,
  findSalesOrders,
  keptOf,
  linesOfDelivery,
  movesOfDelivery,
  type SalesLine,
  type SalesOrder,
} from '../records/sales-orders.ts';

export interface SalesOrderSeen {
  name: string;
  state: string;
  customer: string;
  deliverTo: string;
  orderedAt: string;
  requestedAt: string | undefined;
  lines: { item: string; quantity: number; unit: string; price: number; delivered: number }[];
  deliveries: string[];
}

export interface DeliverySeen {
  name: string;
  state: string;
  items: Record<string, number>;
  lots: Record<string, number>;
  tracking: string | undefined;
  shippedAt: string | undefined;
}

/** Reads the fake Odoo's sales. */
export interface SalesInspection {
  salesOrders(reference: string): SalesOrderSeen[];
  deliveries(name: string): DeliverySeen[];
  /** what is reserved for it, by lot */
  promised(name: string): Record<string, number>;
  cancelDelivery(name: string): void;
}

export const inspectSales = (books: Books): SalesInspection => ({
  salesOrders: (reference) => findSalesOrders(books, reference).map((order) => orderSeen(books, order)),
  deliveries: (name) => deliveryFamily(books, name).map((delivery) => deliverySeen(books, delivery)),
  promised: (name) => {
    const lines = books.all<{ lot: string; quantity: number }>(
      `SELECT lot.name AS lot, sum(delivery_line.quantity) AS quantity
         FROM delivery_line JOIN lot ON lot.id = delivery_line.lot_id
         JOIN delivery_move ON delivery_move.id = delivery_line.move_id
         JOIN delivery ON delivery.id = delivery_move.delivery_id
        WHERE delivery.name = ? AND delivery_move.state = 'open' GROUP BY lot.name`,
      name,
    );
    return Object.fromEntries(lines.map(({ lot, quantity }) => [lot, quantity]));
  },
  cancelDelivery: (name) => {
    for (const delivery of deliveryFamily(books, name))
      if (delivery.state === 'open') cancelDelivery(books, delivery);
  },
});

function orderSeen(books: Books, order: SalesOrder): SalesOrderSeen {
  const deliveries = books.all<Delivery>(
    'SELECT * FROM delivery WHERE sales_order_id = ? ORDER BY id',
    order.id,
  );
  const moves = deliveries.flatMap((delivery) => movesOfDelivery(books, delivery));
  const lines = books.all<SalesLine>(
    'SELECT * FROM sales_line WHERE sales_order_id = ? ORDER BY id',
    order.id,
  );
  return {
    name: order.name,
    state: 'sale',
    customer: contactById(books, order.customer_id).code,
    deliverTo: contactById(books, order.deliver_to).code,
    orderedAt: order.ordered,
    requestedAt: order.requested ?? undefined,
    lines: lines.map(({ id, item_id, quantity, uom, price }) => {
      const item = itemById(books, item_id);
      const left = moves
        .filter((move) => move.sales_line_id === id && move.state === 'done')
        .reduce((sum, move) => sum + keptOf(books, move), 0);
      const delivered = convert(left, item.uom, uom);
      return { item: item.code, quantity, unit: unitName(uom), price, delivered };
    }),
    deliveries: deliveries.map(({ name }) => name),
  };
}

function deliverySeen(books: Books, delivery: Delivery): DeliverySeen {
  const items: Record<string, number> = {};
  const lots: Record<string, number> = {};
  const moves = movesOfDelivery(books, delivery).filter(({ state }) => state === delivery.state);
  for (const move of moves) {
    const { code } = itemById(books, move.item_id);
    const quantity = move.state === 'done' ? deliveredBy(books, move) : move.planned;
    items[code] = round((items[code] ?? 0) + quantity);
    if (move.state !== 'done') continue;
    for (const line of linesOfDelivery(books, move)) {
      if (line.lot_id === null) continue;
      const lot = books.one<{ name: string }>('SELECT name FROM lot WHERE id = ?', line.lot_id)?.name ?? '';
      lots[lot] = round((lots[lot] ?? 0) + line.quantity);
    }
  }
  // Odoo calls a delivery ready when a part of it is reserved.
  const ready = moves.some((move) => deliveredBy(books, move) > 0);
  const state = delivery.state === 'open' ? (ready ? 'assigned' : 'confirmed') : delivery.state;
  return {
    name: delivery.name,
    state,
    items,
    lots,
    tracking: delivery.tracking ?? undefined,
    shippedAt: delivery.shipped ?? undefined,
  };
}

/** A purchase order as people see it; quantities in the items' own units. */
export interface PurchaseSeen {
  state: 'draft' | 'placed' | 'cancelled';
  supplierReference: string;
  confirmed: boolean;
  lines: { item: string; received: number; awaited: number; due: string | undefined }[];
  /** goods by item and, after a slash, lot */
  receipts: { state: 'open' | 'done' | 'cancelled'; goods: Record<string, number> }[];
}

export function seePurchase(books: Books, name: string): PurchaseSeen {
  const order = purchaseNamed(books, name);
  if (order === undefined) throw new Error(`no purchase order ${name}`);
  const moves = books.all<TransferMove>(
    `SELECT inbound_move.* FROM inbound_move JOIN inbound ON inbound.id = inbound_id
      WHERE purchase_id = ? ORDER BY inbound_move.id`,
    order.id,
  );
  const transfers = books.all<{ id: number; state: PurchaseSeen['receipts'][number]['state'] }>(
    'SELECT id, state FROM inbound WHERE purchase_id = ? ORDER BY id',
    order.id,
  );
  return {
    state: order.state,
    supplierReference: order.reference,
    confirmed: order.confirmed === 1,
    lines: purchaseLines(books, order).map(({ id, item_id }) => {
      const mine = moves.filter(({ line_id }) => line_id === id);
      const done = mine.filter(({ state }) => state === 'done');
      const open = mine.filter(({ state }) => state === 'open');
      return {
        item: itemById(books, item_id).code,
        received: sumOf(done.flatMap((move) => linesOfMove(books, move).map(({ quantity }) => quantity))),
        awaited: sumOf(open.map(({ demand }) => demand)),
        due: open[0]?.due,
      };
    }),
    receipts: transfers.map(({ id, state }) => ({
      state,
      goods: goodsOf(
        books,
        moves.filter(({ inbound_id }) => inbound_id === id),
      ),
    })),
  };
}

function goodsOf(books: Books, moves: TransferMove[]): Record<string, number> {
  const goods: Record<string, number> = {};
  for (const move of moves)
    for (const { lot, quantity } of linesOfMove(books, move)) {
      const { code } = itemById(books, move.item_id);
      const key = lot === null ? code : `${code}/${lot}`;
      goods[key] = round((goods[key] ?? 0) + quantity);
    }
  return goods;
}

function sumOf(quantities: number[]): number {
  return round(quantities.reduce((sum, quantity) => sum + quantity, 0));
}
