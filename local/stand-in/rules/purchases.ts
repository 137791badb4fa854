import { type Fields, malformed, optionalTextAt, textAt } from '../fields.ts';
import { type Item, itemById } from '../model/items.ts';
import {
  awaitedMoves,
  type Purchase,
  type PurchaseLine,
  purchaseLines,
  purchaseNamed,
  type TransferMove,
} from '../model/purchases.ts';
import type { Desk } from '../procedures.ts';
import { Refusal } from '../refusal.ts';
import { needPurchases } from './apps.ts';
import { itemOf } from './lookups.ts';

const place = '/data/purchaseOrder';

/** The order that the posting names: placed, and with the supplier that the posting says. */
export function purchaseOf(desk: Desk, payload: Fields): Purchase {
  const name = textAt(payload, 'purchase_order', place);
  needPurchases(desk, '/type');
  const order = purchaseNamed(desk.books, name);
  if (order?.warehouse_id !== desk.warehouse.id) {
    const message = `no purchase order ${name} in warehouse ${desk.warehouse.code}`;
    throw new Refusal('unknown-purchase-order', message, place);
  }
  const supplier = optionalTextAt(payload, 'supplier', '/data/supplier');
  if (supplier !== '') checkSupplier(desk, order, supplier);
  if (order.state === 'cancelled')
    throw new Refusal('purchase-order-cancelled', `purchase order ${name} is cancelled`, place);
  if (order.state === 'draft')
    throw new Refusal('purchase-order-not-confirmed', `purchase order ${name} is not placed yet`, place);
  return order;
}

function checkSupplier(desk: Desk, order: Purchase, given: string): void {
  const placed = desk.books.one<{ code: string; name: string }>(
    'SELECT code, name FROM supplier WHERE id = ?',
    order.supplier_id,
  );
  if (given === placed?.code) return;
  const other = desk.books.one<{ name: string }>('SELECT name FROM supplier WHERE code = ?', given);
  if (other === undefined) {
    const message = `Odoo has no contact with reference or barcode ${given}`;
    throw new Refusal('unknown-partner', message, '/data/supplier');
  }
  const message = `${order.name} was placed with ${placed?.name}, not with ${other.name}`;
  throw new Refusal('wrong-supplier', message, '/data/supplier');
}

/** The item of an entry, and the lines of the order that it means. */
export function namedLines(
  desk: Desk,
  order: Purchase,
  entry: Fields,
  pointer: string,
): { item: Item; lines: PurchaseLine[] } {
  const code = textAt(entry, 'item', `${pointer}/item`);
  const item = itemOf(desk, code, `${pointer}/item`);
  const lines = atPlace(entry, purchaseLines(desk.books, order), pointer).filter(
    ({ item_id }) => item_id === item.id,
  );
  if (lines.length > 0) return { item, lines };
  const where = 'line' in entry ? `line ${entry.line} of ${order.name}` : order.name;
  const at = `${pointer}/${'line' in entry ? 'line' : 'item'}`;
  throw new Refusal('item-not-on-order', `${where} does not order ${code}`, at);
}

function atPlace(entry: Fields, lines: PurchaseLine[], pointer: string): PurchaseLine[] {
  if (!('line' in entry)) return lines;
  const { line } = entry;
  if (typeof line !== 'number' || !Number.isInteger(line) || line < 1)
    throw malformed(`${pointer}/line`, 'line must be a whole number, 1 for the first');
  return lines.slice(line - 1, line);
}

export function movesOfLines(
  desk: Desk,
  order: Purchase,
  item: Item,
  lines: readonly PurchaseLine[],
): TransferMove[] {
  return awaitedMoves(desk.books, order).filter(
    (move) => move.item_id === item.id && lines.some(({ id }) => id === move.line_id),
  );
}

export const itemOfMove = (desk: Desk, move: TransferMove): Item => itemById(desk.books, move.item_id);
