import type { Books } from '../database.ts';
import { insertDelivery } from './deliveries.ts';
import { itemById } from './items.ts';
import { convert } from './units.ts';

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
  const among = (column: 'code' | 'barcode') =>
    books.all<Contact>(`SELECT * FROM contact WHERE ${column} = ? ORDER BY id`, code);
  const byCode = among('code');
  return byCode.length > 0 ? byCode : among('barcode');
}

/** Where Odoo delivers when nobody says: the first address for deliveries, else the customer itself. */
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

export type NewOrder = Omit<SalesOrder, 'id' | 'name'>;
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
