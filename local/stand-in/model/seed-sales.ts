import type { Customer, SalesOrder } from '../../../odoo/master-data.ts';
import type { Books } from './books.ts';
import { deliveryAddress, findContacts } from './contacts.ts';
import { findItem } from './items.ts';
import { findSalesOrders, insertSalesOrder } from './sales-orders.ts';
import { round } from './units.ts';

/** Customers of one call may share a code, as nothing in Odoo forbids it. */
export function seedCustomer(books: Books, { code, name, barcode, addresses = [] }: Customer): void {
  const [known] = findContacts(books, code).filter((contact) => contact.name === name);
  const insert = 'INSERT INTO contact (code, barcode, name, parent_id) VALUES (?, ?, ?, ?)';
  const id = known?.id ?? books.run(insert, code, barcode ?? null, name, null);
  for (const address of addresses)
    if (findContacts(books, address.code).length === 0)
      books.run(insert, address.code, null, address.name, id);
}

export function seedSalesOrder(books: Books, order: SalesOrder, now: string): void {
  if (findSalesOrders(books, order.reference).length > 0) return;
  const [customer] = findContacts(books, order.customer);
  const warehouse = books.one<{ id: number }>('SELECT id FROM warehouse WHERE code = ?', order.warehouse);
  if (customer === undefined || warehouse === undefined)
    throw new Error(`Sales order ${order.reference}: no customer or no warehouse`);
  const lines = order.lines.map(({ item: code, quantity }) => {
    const item = findItem(books, code);
    if (item === undefined) throw new Error(`No item ${code}`);
    return { item_id: item.id, name: null, quantity: round(quantity), uom: item.uom, price: 1 };
  });
  const { reference } = order;
  const header = {
    reference,
    warehouse_id: warehouse.id,
    customer_id: customer.id,
    deliver_to: deliveryAddress(books, customer).id,
    ordered: now,
    requested: null,
    note: null,
  };
  insertSalesOrder(books, header, lines, now);
}
