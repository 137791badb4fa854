import type { Books } from '../database.ts';
import { compare, convert, type Item, itemById, round } from './items.ts';
import { freeStock, reserveStock } from './stock.ts';

/** A customer, or an address of one. */
export interface Contact {
  id: number;
  code: string;
  barcode: string | null;
  name: string;
  parent_id: number | null;
}

/** Those with this reference, else with this barcode. */
export function findContacts(books: Books, code: string): Contact[] {
  const among = (column: 'code' | 'barcode' | 'name') =>
    books.all<Contact>(`SELECT * FROM contact WHERE ${column} = ? ORDER BY id`, code);
  const columns = ['code', 'barcode', 'name'] as const;
  return columns.map(among).find((found) => found.length > 0) ?? [];
}

/** Odoo's default: the first delivery address, else the customer itself. */
export function deliveryAddress(books: Books, customer: Contact): Contact {
  const first = 'SELECT * FROM contact WHERE parent_id = ? ORDER BY id LIMIT 1';
  return books.one<Contact>(first, customer.id) ?? customer;
}

export function contactById(books: Books, id: number): Contact {
  const found = books.one<Contact>('SELECT * FROM contact WHERE id = ?', id);
  if (found === undefined) throw new Error(`No contact ${id}`);
  return found;
}

export interface SalesOrder {
  id: number;
  name: string;
  /** the shop's number */
  reference: string;
  warehouse_id: number;
  customer_id: number;
  deliver_to: number;
  ordered: string;
  requested: string | null;
  note: string | null;
}

export interface SalesLine {
  id: number;
  sales_order_id: number;
  item_id: number;
  name: string | null;
  quantity: number;
  uom: string;
  price: number;
}

type NewOrder = Omit<SalesOrder, 'id' | 'name'>;
export type NewLine = Omit<SalesLine, 'id' | 'sales_order_id'>;

/** A confirmed order, and the delivery that it asks for. `now`: when Odoo plans it for, if nobody wants it earlier. */
export function insertSalesOrder(books: Books, order: NewOrder, lines: NewLine[], now: string): SalesOrder {
  const count =
    books.one<{ last: number }>('SELECT coalesce(max(id), 0) AS last FROM sales_order')?.last ?? 0;
  const name = `S${String(count + 1).padStart(5, '0')}`;
  const id = books.run(
    `INSERT INTO sales_order (name, reference, warehouse_id, customer_id, deliver_to, ordered, requested, note)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    name,
    order.reference,
    order.warehouse_id,
    order.customer_id,
    order.deliver_to,
    order.ordered,
    order.requested,
    order.note,
  );
  const moves = lines.map((line) => {
    const insert =
      'INSERT INTO sales_line (sales_order_id, item_id, name, quantity, uom, price) VALUES (?, ?, ?, ?, ?, ?)';
    const { item_id, quantity, uom, price } = line;
    const sales_line_id = books.run(insert, id, item_id, line.name, quantity, uom, price);
    return { sales_line_id, item_id, planned: convert(quantity, uom, itemById(books, item_id).uom) };
  });
  insertDelivery(books, {
    warehouse_id: order.warehouse_id,
    sales_order_id: id,
    rest_of: null,
    scheduled: order.requested ?? now,
    moves,
  });
  return { ...order, id, name };
}

export function findSalesOrders(books: Books, reference: string): SalesOrder[] {
  return books.all<SalesOrder>('SELECT * FROM sales_order WHERE reference = ? ORDER BY id', reference);
}

export function salesOrderById(books: Books, id: number): SalesOrder {
  const found = books.one<SalesOrder>('SELECT * FROM sales_order WHERE id = ?', id);
  if (found === undefined) throw new Error(`No sales order ${id}`);
  return found;
}

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

interface DeliveryLine {
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

/** The delivery of this name and all its backorders. */
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

/** The reserved quantity; of a done move, the quantity that left. */
export function deliveredBy(books: Books, move: DeliveryMove): number {
  return round(linesOfDelivery(books, move).reduce((sum, line) => sum + line.quantity, 0));
}

/** What left with a done move and did not come back. */
export function keptOf(books: Books, move: DeliveryMove): number {
  const find = 'SELECT sum(quantity) AS back FROM delivery_return_line WHERE move_id = ?';
  return round(deliveredBy(books, move) - (books.one<{ back: number | null }>(find, move.id)?.back ?? 0));
}

/** A line holds its quantity reserved until it leaves. */
export function addDeliveryLine(
  books: Books,
  { warehouse_id }: Delivery,
  move: DeliveryMove,
  lot: number | null,
  quantity: number,
): void {
  books.run('INSERT INTO delivery_line (move_id, lot_id, quantity) VALUES (?, ?, ?)', move.id, lot, quantity);
  reserveStock(books, warehouse_id, itemById(books, move.item_id), lot, quantity);
}

export function dropDeliveryLines(books: Books, { warehouse_id }: Delivery, move: DeliveryMove): void {
  for (const { id, lot_id, quantity } of linesOfDelivery(books, move)) {
    books.run('DELETE FROM delivery_line WHERE id = ?', id);
    reserveStock(books, warehouse_id, itemById(books, move.item_id), lot_id, -quantity);
  }
}

/** Reserves what is free until the plan is covered; lots that will have expired by then are left out. */
export function reserveDelivery(books: Books, delivery: Delivery, move: DeliveryMove): void {
  const missing = round(move.planned - deliveredBy(books, move));
  if (compare(missing, 0) <= 0) return;
  const item = itemById(books, move.item_id);
  const freshAt = item.expires === 1 ? delivery.scheduled : undefined;
  for (const { lot, quantity } of freeStock(books, delivery.warehouse_id, item, missing, freshAt))
    addDeliveryLine(books, delivery, move, lot, quantity);
}

/** Takes reservations away when the stock is gone: the latest deliveries lose theirs first and reserve again. */
export function breakDeliveryPromises(
  books: Books,
  warehouse: number,
  item: Item,
  lot: number | null,
  quantity: number,
): void {
  const promises = books.all<DeliveryLine & { delivery_id: number }>(
    `SELECT delivery_line.*, delivery_move.delivery_id FROM delivery_line
       JOIN delivery_move ON delivery_move.id = delivery_line.move_id
       JOIN delivery ON delivery.id = delivery_move.delivery_id
      WHERE delivery_move.item_id = ? AND delivery.warehouse_id = ? AND coalesce(delivery_line.lot_id, 0) = ?
        AND delivery_move.state = 'open'
      ORDER BY delivery.scheduled DESC, delivery_line.id DESC`,
    item.id,
    warehouse,
    lot ?? 0,
  );
  let excess = quantity;
  const robbed: [Delivery, DeliveryMove][] = [];
  for (const promise of promises) {
    if (compare(excess, 0) <= 0) break;
    const delivery = deliveryById(books, promise.delivery_id);
    const move = movesOfDelivery(books, delivery).find(({ id }) => id === promise.move_id);
    if (move === undefined) continue;
    const released = Math.min(promise.quantity, excess);
    const kept = round(promise.quantity - released);
    if (compare(kept, 0) > 0)
      books.run('UPDATE delivery_line SET quantity = ? WHERE id = ?', kept, promise.id);
    else books.run('DELETE FROM delivery_line WHERE id = ?', promise.id);
    reserveStock(books, warehouse, item, lot, -released);
    excess = round(excess - released);
    robbed.push([delivery, move]);
  }
  for (const [delivery, move] of robbed) reserveDelivery(books, delivery, move);
}

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
