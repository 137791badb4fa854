import type { MasterData, PurchaseOrder } from '../../../odoo/master-data.ts';
import type { Books } from '../database.ts';
import { giveUp } from '../postings/receipts.ts';
import { findItem, type Item } from './items.ts';
import { insertMove, insertTransfer, purchaseNamed } from './purchase-orders.ts';
import { convert, round } from './units.ts';

/** Suppliers, which goods they make as subcontractors, and what is ordered from them; creates what is missing. */
export function seedPurchases(books: Books, data: MasterData, now: string): void {
  for (const { code, name } of data.suppliers ?? [])
    books.run('INSERT INTO supplier (code, name) VALUES (?, ?) ON CONFLICT DO NOTHING', code, name);
  for (const { item, supplier } of data.subcontracts ?? [])
    books.run(
      'INSERT INTO subcontract (supplier_id, item_id) VALUES (?, ?) ON CONFLICT DO NOTHING',
      idOf(books, 'supplier', supplier),
      knownItem(books, item).id,
    );
  for (const order of data.purchaseOrders ?? []) seedOrder(books, order, now);
}

function seedOrder(books: Books, order: PurchaseOrder, now: string): void {
  if (purchaseNamed(books, order.name) !== undefined) return;
  const { state = 'placed' } = order;
  books.run(
    'INSERT INTO purchase (name, warehouse_id, supplier_id, state) VALUES (?, ?, ?, ?)',
    order.name,
    idOf(books, 'warehouse', order.warehouse),
    idOf(books, 'supplier', order.supplier),
    state,
  );
  const purchase = purchaseNamed(books, order.name);
  if (purchase === undefined) throw new Error(`${order.name} was not made`);
  // What is cancelled was placed before.
  const transfer = state === 'draft' ? undefined : insertTransfer(books, purchase);
  for (const line of order.lines) {
    const item = knownItem(books, line.item);
    const { uom = item.uom } = line;
    const id = books.run(
      'INSERT INTO purchase_line (purchase_id, item_id, ordered, uom) VALUES (?, ?, ?, ?)',
      purchase.id,
      item.id,
      round(line.quantity),
      uom,
    );
    if (transfer === undefined) continue;
    const demand = convert(line.quantity, uom, item.uom);
    insertMove(books, { inbound_id: transfer, line_id: id, item_id: item.id, demand, due: now });
  }
  if (state === 'cancelled') giveUp(books, purchase);
}

function knownItem(books: Books, code: string): Item {
  const item = findItem(books, code);
  if (item === undefined) throw new Error(`No item ${code}`);
  return item;
}

function idOf(books: Books, table: 'warehouse' | 'supplier', code: string): number {
  const found = books.one<{ id: number }>(`SELECT id FROM ${table} WHERE code = ?`, code);
  if (found === undefined) throw new Error(`No ${table} ${code}`);
  return found.id;
}
