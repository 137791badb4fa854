import type { Books } from './books.ts';
import type { Item } from './items.ts';
import { compare, round } from './units.ts';

/** What lies at subcontractors: Odoo keeps one place for all of them. */
export interface SupplierStock {
  lot_id: number | null;
  quantity: number;
}

export function atSuppliers(books: Books, item: Item): SupplierStock[] {
  return books.all<SupplierStock>(
    'SELECT lot_id, quantity FROM supplier_stock WHERE item_id = ? ORDER BY lot_id IS NULL, id',
    item.id,
  );
}

export function moveAtSuppliers(books: Books, item: Item, lot: number | null, change: number): number {
  const before = atSuppliers(books, item).find(({ lot_id }) => lot_id === lot);
  const quantity = round((before?.quantity ?? 0) + change);
  if (before === undefined)
    books.run(
      'INSERT INTO supplier_stock (item_id, lot_id, quantity) VALUES (?, ?, ?)',
      item.id,
      lot,
      quantity,
    );
  else
    books.run(
      'UPDATE supplier_stock SET quantity = ? WHERE item_id = ? AND coalesce(lot_id, 0) = ?',
      quantity,
      item.id,
      lot ?? 0,
    );
  return quantity;
}

/** Takes what is there, oldest lot first; the rest, if any, without a lot. */
export function lotsToTake(books: Books, item: Item, quantity: number): Map<number | null, number> {
  const taken = new Map<number | null, number>();
  let missing = quantity;
  for (const { lot_id, quantity: there } of atSuppliers(books, item)) {
    const part = Math.min(missing, Math.max(there, 0));
    if (compare(part, 0) <= 0) continue;
    taken.set(lot_id, part);
    missing = round(missing - part);
  }
  if (compare(missing, 0) > 0) taken.set(null, round((taken.get(null) ?? 0) + missing));
  return taken;
}
