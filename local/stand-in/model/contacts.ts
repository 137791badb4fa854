import type { Books } from './books.ts';

/** A customer, or an address of one. */
export interface Contact {
  id: number;
  code: string;
  barcode: string | null;
  name: string;
  parent_id: number | null;
}

/** Those with this reference, else with this barcode; with `of`, only that customer and its addresses. */
export function findContacts(books: Books, code: string, of?: Contact): Contact[] {
  const family = of?.parent_id ?? of?.id;
  const among = (column: 'code' | 'barcode') =>
    books
      .all<Contact>(`SELECT * FROM contact WHERE ${column} = ? ORDER BY id`, code)
      .filter((found) => family === undefined || (found.parent_id ?? found.id) === family);
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
