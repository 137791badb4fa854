import {
  ambiguous,
  brief,
  type Desk,
  type Fields,
  listAt,
  malformed,
  momentAt,
  onlyKeys,
  optionalTextAt,
  type Procedure,
  Refusal,
  textAt,
} from '../desk.ts';
import { refuseNotModelled } from '../not-modelled.ts';
import { takeStock } from '../records/components.ts';
import { compare, factorBetween, type Item, itemById, type Lot, round, unitName } from '../records/items.ts';
import {
  addDeliveryLine,
  type Contact,
  type Delivery,
  type DeliveryMove,
  deliveredBy,
  deliveryAddress,
  deliveryFamily,
  dropDeliveryLines,
  findContacts,
  findSalesOrders,
  insertDelivery,
  insertSalesOrder,
  linesOfDelivery,
  movesOfDelivery,
  type NewLine,
  reserveDelivery,
  salesOrderById,
} from '../records/sales-orders.ts';
import { reserveStock } from '../records/stock.ts';
import { type LotAmounts, lotsOfConsumption, refuseShort } from '../rules/consumption.ts';
import { amountAt, itemOf, unitOf } from '../rules/lookups.ts';

/** A customer ordered in a shop. */
export const salesOrderPlaced: Procedure = (desk, given) => {
  const keys = ['reference', 'customer', 'deliver_to', 'requested', 'lines', 'note'];
  const payload = onlyKeys(given, keys, '/data');
  const reference = textAt(payload, 'reference', '/data/order');
  const placed = findSalesOrders(desk.books, reference).find(
    ({ warehouse_id }) => warehouse_id === desk.warehouse.id,
  );
  if (placed !== undefined) {
    const message = `${placed.name} is the sales order of ${reference} already`;
    throw new Refusal('sales-order-exists', message, '/data/order');
  }
  const customer = customerOf(desk, textAt(payload, 'customer', '/data/customer'));
  const entries = listAt(payload, 'lines', '/data/lines');
  if (entries.length === 0) throw malformed('/data/lines', 'an order has lines');
  const lines = entries.map((entry, index) => lineOf(desk, entry, `/data/lines/${index}`));
  if ('deliver_to' in payload) throw refuseNotModelled('sales terms', '/data/deliverTo');
  const deliverTo = deliveryAddress(desk.books, customer);
  const requested = 'requested' in payload ? momentAt(payload, 'requested', '/data/requestedAt') : null;
  const note = optionalTextAt(payload, 'note', '/data/note', 1000);
  const header = {
    reference,
    warehouse_id: desk.warehouse.id,
    customer_id: customer.id,
    deliver_to: deliverTo.id,
    ordered: desk.moment,
    requested,
    note: note === '' ? null : note,
  };
  const { id, name } = insertSalesOrder(desk.books, header, lines, desk.moment);
  return { model: 'sale.order', id, name };
};

function customerOf(desk: Desk, code: string): Contact {
  const contacts = findContacts(desk.books, code);
  const [found, another] = contacts;
  const none = `Odoo has no contact with reference, barcode or name ${code}`;
  if (found === undefined) throw new Refusal('unknown-partner', none, '/data/customer');
  if (another === undefined) return found;
  const labels = contacts.map(({ id, name }) => `#${id} ${name}`);
  throw ambiguous('contacts with reference, barcode or name', code, labels, '/data/customer');
}

function lineOf(desk: Desk, given: unknown, pointer: string): NewLine {
  const entry = onlyKeys(given, ['line', 'item', 'quantity', 'price'], pointer);
  const item = itemOf(desk, textAt(entry, 'item', `${pointer}/item`), `${pointer}/item`);
  if (item.for_sale === 0)
    throw new Refusal('item-not-for-sale', `${item.code} is not for sale in Odoo`, `${pointer}/item`);
  amountAt(entry, 'quantity', item, `${pointer}/quantity`);
  const { value, uom } = entry.quantity as { value: number; uom: string };
  if ('price' in entry) throw refuseNotModelled('sales terms', `${pointer}/unitPrice`);
  const line = {
    item_id: item.id,
    name: optionalTextAt(entry, 'line', `${pointer}/line`) || null,
    quantity: amountAt({ quantity: { value, uom } }, 'quantity', { ...item, uom }, `${pointer}/quantity`),
    uom: unitOf(uom, `${pointer}/quantity/unit`),
  };
  // Odoo's own price of a product is 1 until somebody sets it.
  return { ...line, price: factorBetween(uom, item.uom) };
}

/** Goods left for a customer. */
export const shipmentConfirmed: Procedure = (desk, given) => {
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
  // All of them first: taking one must not take the reservation of the next.
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

/** What did not leave becomes a backorder, or is cancelled by a final shipment. */
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

/** Books the named items; returns the moves that they were booked on. */
function shipLines(desk: Desk, delivery: Delivery, moves: DeliveryMove[], given: unknown[]): DeliveryMove[] {
  if (given.length === 0) throw malformed('/data/lines', 'a shipment has lines');
  const named = new Set<number>();
  return given.flatMap((each, index) => {
    const pointer = `/data/lines/${index}`;
    const entry = onlyKeys(each, ['item', 'quantity', 'lots', 'serials'], pointer);
    const code = textAt(entry, 'item', `${pointer}/item`);
    const item = itemOf(desk, code, `${pointer}/item`);
    const own = moves.filter(({ item_id }) => item_id === item.id);
    if (own.length === 0) {
      const message = `${code} is not to be delivered by ${delivery.name}`;
      throw new Refusal('item-not-on-delivery', message, `${pointer}/item`);
    }
    if (named.has(item.id)) throw malformed(`${pointer}/item`, `${code} is named twice`);
    named.add(item.id);
    if ('serials' in entry) throw ofSerials(item, entry, `${pointer}/serials`);
    const amount = amountAt(entry, 'quantity', item, `${pointer}/quantity`);
    const lots = lotsOfConsumption(desk, entry, item, amount, pointer);
    return ship(desk, delivery, own, amount, lots, pointer);
  });
}

/** All that the delivery asks for, in the lots reserved. */
function shipAll(desk: Desk, delivery: Delivery, moves: DeliveryMove[]): DeliveryMove[] {
  return [...new Set(moves.map(({ item_id }) => item_id))].flatMap((id) => {
    const own = moves.filter(({ item_id }) => item_id === id);
    const amount = round(own.reduce((sum, { planned }) => sum + planned, 0));
    return ship(desk, delivery, own, amount, new Map(), '/data');
  });
}

function ofSerials(item: Item, entry: Fields, pointer: string): Refusal {
  if ('lots' in entry) return malformed(pointer, 'lots and serials are not given together');
  if (item.tracking === 'serial') return refuseNotModelled('shipped serials', pointer);
  const message = `${item.code} is not tracked by serials in Odoo`;
  return new Refusal('item-not-tracked', message, pointer);
}

/** Sets the moves of one item, which may be several; more than was ordered is put on the last of them. */
function ship(
  desk: Desk,
  delivery: Delivery,
  moves: DeliveryMove[],
  amount: number,
  lots: LotAmounts,
  pointer: string,
): DeliveryMove[] {
  const [first] = moves;
  if (first === undefined) return [];
  const item = itemById(desk.books, first.item_id);
  if (item.tracking !== 'none' && lots.size === 0) return asReserved(desk, moves, item, amount, pointer);
  const left = new Map<number | null, number>(lots.size > 0 ? lots : [[null, amount]]);
  let missing = amount;
  return moves.filter((move, index) => {
    let part = index === moves.length - 1 ? missing : Math.min(move.planned, missing);
    missing = round(missing - part);
    if (compare(part, 0) === 0) return false;
    dropDeliveryLines(desk.books, delivery, move);
    for (const [lot, there] of left) {
      const taken = round(Math.min(there, part));
      if (taken <= 0) continue;
      addDeliveryLine(desk.books, delivery, move, lot, taken);
      left.set(lot, round(there - taken));
      part = round(part - taken);
    }
    return true;
  });
}

/** Without named lots the shipped quantity must be the reserved one: a lot is never guessed. */
function asReserved(
  desk: Desk,
  moves: DeliveryMove[],
  item: Item,
  amount: number,
  pointer: string,
): DeliveryMove[] {
  const withLot = moves.flatMap((move) => linesOfDelivery(desk.books, move)).filter(({ lot_id }) => lot_id);
  const reserved = round(withLot.reduce((sum, { quantity }) => sum + quantity, 0));
  if (compare(reserved, amount) !== 0) {
    const asked = `${brief(amount)} ${unitName(item.uom)} of ${item.code} left`;
    const message = `${asked}, ${brief(reserved)} are reserved by lot: name the lots`;
    throw new Refusal('lot-required', message, pointer);
  }
  return moves.filter((move) => linesOfDelivery(desk.books, move).length > 0);
}
