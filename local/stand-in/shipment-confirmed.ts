import { listAt, malformed, onlyKeys, optionalTextAt, textAt } from './fields.ts';
import {
  type Delivery,
  type DeliveryMove,
  deliveredBy,
  deliveryFamily,
  linesOfDelivery,
  movesOfDelivery,
} from './model/deliveries.ts';
import { insertDelivery } from './model/delivery-making.ts';
import { dropDeliveryLines, reserveDelivery } from './model/delivery-reservations.ts';
import { type Item, itemById, type Lot } from './model/items.ts';
import { reserveStock } from './model/quants.ts';
import { salesOrderById } from './model/sales-orders.ts';
import { takeStock } from './model/taking.ts';
import { compare, round } from './model/units.ts';
import type { Desk, Procedure } from './procedures.ts';
import { Refusal } from './refusal.ts';
import { needSales } from './rules/apps.ts';
import { shipAll, shipLines } from './rules/shipped-items.ts';
import { refuseShort } from './rules/stock.ts';

/** Goods left for a customer. */
export const procedure: Procedure = {
  operation: 'shipment.confirmed',
  book: (desk, given) => {
    const keys = ['delivery', 'sales_order', 'lines', 'final', 'carrier', 'tracking'];
    const payload = onlyKeys(given, keys, '/data');
    if (typeof payload.final !== 'boolean') throw malformed('/data/final', 'final must be true or false');
    const delivery = openDelivery(desk, textAt(payload, 'delivery', '/data/delivery'));
    if ('sales_order' in payload)
      checkSalesOrder(desk, delivery, textAt(payload, 'sales_order', '/data/salesOrder'));
    const moves = movesOfDelivery(desk.books, delivery);
    const shipped =
      'lines' in payload
        ? shipLines(desk, delivery, moves, listAt(payload, 'lines', '/data/lines'))
        : shipAll(desk, delivery, moves);
    refuseExpired(desk, shipped);
    const tracking = optionalTextAt(payload, 'tracking', '/data/trackingNumber') || null;
    const carrier = optionalTextAt(payload, 'carrier', '/data/carrier') || null;
    takeAway(desk, delivery, shipped);
    settleRest(desk, delivery, moves, shipped, payload.final);
    desk.books.run(
      `UPDATE delivery SET state = 'done', shipped = ?, carrier = ?, tracking = ? WHERE id = ?`,
      desk.moment,
      carrier,
      tracking,
      delivery.id,
    );
    return { model: 'stock.picking', id: delivery.id, name: delivery.name };
  },
};

/** The part that is still to be shipped. */
function openDelivery(desk: Desk, name: string): Delivery {
  const family = deliveryFamily(desk.books, name);
  if (family[0]?.warehouse_id !== desk.warehouse.id) {
    const message = `no delivery ${name} to a customer in warehouse ${desk.warehouse.code}`;
    throw new Refusal('unknown-delivery', message, '/data/delivery');
  }
  const open = family.find(({ state }) => state === 'open');
  if (open !== undefined) return open;
  if (family.some(({ state }) => state === 'done')) {
    const message = `delivery ${name} is done, and no rest of it is open`;
    throw new Refusal('nothing-to-deliver', message, '/data/delivery');
  }
  throw new Refusal('delivery-cancelled', `delivery ${name} is cancelled`, '/data/delivery');
}

function checkSalesOrder(desk: Desk, delivery: Delivery, wanted: string): void {
  needSales(desk, '/data/salesOrder');
  const order = salesOrderById(desk.books, delivery.sales_order_id);
  if (wanted === order.name || wanted === order.reference) return;
  const message = `delivery ${delivery.name} belongs to sales order ${order.name}, not to ${wanted}`;
  throw new Refusal('delivery-of-other-order', message, '/data/salesOrder');
}

function refuseExpired(desk: Desk, moves: DeliveryMove[]): void {
  for (const move of moves)
    for (const { lot_id } of linesOfDelivery(desk.books, move)) {
      const lot = desk.books.one<Lot>('SELECT * FROM lot WHERE id = ?', lot_id);
      if (lot === undefined || lot.expires === null || lot.expires > desk.moment) continue;
      const { code } = itemById(desk.books, move.item_id);
      const message = `lot ${lot.name} of ${code} expired at ${lot.expires} UTC`;
      throw new Refusal('lot-expired', message, '/data');
    }
}

function takeAway(desk: Desk, { warehouse_id }: Delivery, moves: DeliveryMove[]): void {
  const taken = new Map<string, { item: Item; lot: number | null; quantity: number }>();
  // All before any is taken: one must not break the promise made to the other.
  for (const { id } of moves) desk.books.run(`UPDATE delivery_move SET state = 'done' WHERE id = ?`, id);
  for (const move of moves) {
    const item = itemById(desk.books, move.item_id);
    for (const { lot_id: lot, quantity } of linesOfDelivery(desk.books, move)) {
      reserveStock(desk.books, warehouse_id, item, lot, -quantity);
      takeStock(desk.books, warehouse_id, item, lot, quantity);
      const before = taken.get(`${item.id}/${lot}`)?.quantity ?? 0;
      taken.set(`${item.id}/${lot}`, { item, lot, quantity: round(before + quantity) });
    }
  }
  refuseShort(desk, [...taken.values()], true);
}

/** What did not leave: a delivery of its own, or, when nothing follows, given up. */
function settleRest(
  desk: Desk,
  delivery: Delivery,
  moves: DeliveryMove[],
  shipped: DeliveryMove[],
  final: boolean,
): void {
  const { books } = desk;
  const untouched = moves.filter(({ id }) => !shipped.some((move) => move.id === id));
  const parts = shipped
    .map((move) => ({ ...move, planned: round(move.planned - deliveredBy(books, move)) }))
    .filter(({ planned }) => compare(planned, 0) > 0);
  if (final)
    for (const move of untouched) {
      dropDeliveryLines(books, delivery, move);
      books.run(`UPDATE delivery_move SET state = 'cancel' WHERE id = ?`, move.id);
    }
  if (final || untouched.length + parts.length === 0) return;
  const { warehouse_id, sales_order_id, scheduled } = delivery;
  const rest = insertDelivery(books, {
    warehouse_id,
    sales_order_id,
    scheduled,
    rest_of: delivery.id,
    moves: parts,
  });
  // These keep what they have reserved.
  for (const move of untouched)
    books.run('UPDATE delivery_move SET delivery_id = ? WHERE id = ?', rest.id, move.id);
  for (const move of untouched) reserveDelivery(books, rest, move);
}
