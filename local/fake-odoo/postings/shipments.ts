import {
  type Desk,
  type Fields,
  listAt,
  malformed,
  onlyKeys,
  optionalTextAt,
  type Procedure,
  Refusal,
  shown,
  textAt,
} from '../desk.ts';
import { refuseNotModelled } from '../not-modelled.ts';
import { takeStock } from '../records/components.ts';
import { compare, type Item, itemById, type Lot, lotById, round, unitName } from '../records/items.ts';
import {
  addDeliveryLine,
  type Delivery,
  type DeliveryMove,
  deliveredBy,
  deliveryFamily,
  dropDeliveryLines,
  insertDelivery,
  linesOfDelivery,
  movesOfDelivery,
  reserveDelivery,
  salesOrderById,
} from '../records/sales-orders.ts';
import { reserveStock } from '../records/stock.ts';
import { amountsOf, type LotAmounts, namedLots, refuseShort } from '../rules/consumption.ts';
import { noteDueOf } from '../rules/held-goods.ts';
import { checkParts, sameAmount, sentAt } from '../rules/kept.ts';
import { itemOf } from '../rules/lookups.ts';

/** Goods left for a customer. */
export const shipmentConfirmed: Procedure = (desk, given) => {
  const keys = ['delivery', 'sales_order', 'lines', 'final', 'carrier', 'tracking'];
  const payload = onlyKeys(given, keys, '/data');
  if (typeof payload.final !== 'boolean') throw malformed('/data/final', 'final must be true or false');
  const delivery = openDelivery(desk, textAt(payload, 'delivery', '/data/delivery'));
  if ('sales_order' in payload)
    checkSalesOrder(desk, delivery, textAt(payload, 'sales_order', '/data/salesOrder'));
  const moves = movesOfDelivery(desk.books, delivery);
  const wants =
    'lines' in payload
      ? namedItems(desk, delivery, moves, listAt(payload, 'lines', '/data/lines'))
      : allItems(desk, moves);
  const shipped = wants.flatMap((want) => ship(desk, delivery, want));
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
  for (const want of wants) checkShipped(desk, want, shipped);
  return { model: 'stock.picking', id: delivery.id, name: delivery.name };
};

/** The delivery of this name and its backorders. */
export function deliveriesAt(desk: Desk, name: string): Delivery[] {
  const family = deliveryFamily(desk.books, name);
  if (family[0]?.warehouse_id === desk.warehouse.id) return family;
  const message = `no delivery ${name} to a customer in warehouse ${desk.warehouse.code}`;
  throw new Refusal('unknown-delivery', message, '/data/delivery');
}

/** The part that is still to be shipped. */
function openDelivery(desk: Desk, name: string): Delivery {
  const family = deliveriesAt(desk, name);
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

/** What is to leave of an item. */
interface Want {
  item: Item;
  moves: DeliveryMove[];
  amount: number;
  /** empty: those reserved */
  lots: LotAmounts;
  pointer: string;
}

function namedItems(desk: Desk, { name }: Delivery, moves: DeliveryMove[], given: unknown[]): Want[] {
  if (given.length === 0) throw malformed('/data/lines', 'a shipment has lines');
  const wants: Want[] = [];
  for (const [index, each] of given.entries()) {
    const pointer = `/data/lines/${index}`;
    const entry = onlyKeys(each, ['item', 'quantity', 'lots', 'serials'], pointer);
    const code = textAt(entry, 'item', `${pointer}/item`);
    const item = itemOf(desk, code, `${pointer}/item`);
    const sent = sentAt(entry, 'quantity', item, `${pointer}/quantity`);
    const own = moves.filter(({ item_id }) => item_id === item.id);
    if (own.length === 0) {
      const message = `${code} is not to be delivered by ${name}`;
      throw new Refusal('item-not-on-delivery', message, `${pointer}/item`);
    }
    if ('serials' in entry) throw ofSerials(item, entry, `${pointer}/serials`);
    const lots = namedLots(desk, entry, sent, pointer);
    checkParts(desk, sent, lots);
    if (wants.some((want) => want.item.id === item.id))
      throw malformed(`${pointer}/item`, `${code} is named twice`);
    wants.push({ item, moves: own, amount: sent.amount, lots: amountsOf(lots), pointer });
  }
  return wants;
}

/** All that the delivery asks for, in the lots reserved. */
function allItems(desk: Desk, moves: DeliveryMove[]): Want[] {
  return [...new Set(moves.map(({ item_id }) => item_id))].map((id) => {
    const own = moves.filter(({ item_id }) => item_id === id);
    const amount = round(own.reduce((sum, { planned }) => sum + planned, 0));
    return { item: itemById(desk.books, id), moves: own, amount, lots: new Map(), pointer: '/data' };
  });
}

export function ofSerials(item: Item, entry: Fields, pointer: string): Refusal {
  if ('lots' in entry) return malformed(pointer, 'lots and serials are not given together');
  if (item.tracking === 'serial') return refuseNotModelled('shipped serials', pointer);
  const message = `${item.code} is not tracked by serials in Odoo`;
  return new Refusal('item-not-tracked', message, pointer);
}

/** Sets the moves of an item, which may be several; more than was ordered is put on the last of them. */
function ship(desk: Desk, delivery: Delivery, want: Want): DeliveryMove[] {
  const { item, moves, amount, lots } = want;
  if (item.tracking !== 'none' && lots.size === 0) return asReserved(desk, want);
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

/** Of lots that Odoo rounds each for itself, the last may not have left in full. */
function checkShipped({ books }: Desk, { item, amount, lots }: Want, shipped: DeliveryMove[]): void {
  const lines = shipped
    .filter(({ item_id }) => item_id === item.id)
    .flatMap((move) => linesOfDelivery(books, move));
  const wanted: [number | undefined, number][] = lots.size > 0 ? [...lots] : [[undefined, amount]];
  for (const [lot, sent] of wanted) {
    const own = lines.filter(({ lot_id }) => lot === undefined || lot_id === lot);
    const there = round(own.reduce((sum, { quantity }) => sum + quantity, 0));
    if (sameAmount(sent, there)) continue;
    const unit = unitName(item.uom);
    const name = lot === undefined ? item.code : `${item.code} lot ${lotById(books, lot)?.name}`;
    const message = `${shown(sent)} ${unit} of ${name} were sent, Odoo would book ${shown(there)} ${unit}: nothing was booked`;
    throw new Refusal('quantity-not-kept', message, '/data');
  }
}

/** Without named lots the shipped quantity must be the reserved one: a lot is never guessed. */
function asReserved(desk: Desk, { item, moves, amount, pointer }: Want): DeliveryMove[] {
  const withLot = moves.flatMap((move) => linesOfDelivery(desk.books, move)).filter(({ lot_id }) => lot_id);
  const reserved = round(withLot.reduce((sum, { quantity }) => sum + quantity, 0));
  if (compare(reserved, amount) !== 0) {
    noteDueOf(desk, item);
    const asked = `${shown(amount)} ${unitName(item.uom)} of ${item.code} left`;
    const message = `${asked}, ${shown(reserved)} are reserved by lot: name the lots`;
    throw new Refusal('lot-required', message, pointer);
  }
  return moves.filter((move) => linesOfDelivery(desk.books, move).length > 0);
}
