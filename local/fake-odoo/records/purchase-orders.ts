import type { Books } from '../database.ts';
import { type Desk, type Fields, optionalTextAt, Refusal, textAt } from '../desk.ts';
import { refuseNotModelled } from '../not-modelled.ts';
import { itemOf } from '../rules/lookups.ts';
import { type Item, round } from './items.ts';

export interface Purchase {
  id: number;
  name: string;
  warehouse_id: number;
  supplier_id: number;
  state: 'draft' | 'placed' | 'cancelled';
  /** the supplier's own number of the order */
  reference: string;
  confirmed: 0 | 1;
}

export interface PurchaseLine {
  id: number;
  purchase_id: number;
  item_id: number;
  /** in the unit of the line, not the item's */
  ordered: number;
  uom: string;
}

/** Goods of one order line that a transfer brings, or has brought. */
export interface TransferMove {
  id: number;
  inbound_id: number;
  line_id: number;
  item_id: number;
  demand: number;
  /** when it is expected, `YYYY-MM-DD HH:MM:SS` in UTC */
  due: string;
  state: 'open' | 'done' | 'cancelled';
}

interface TransferLine {
  id: number;
  move_id: number;
  /** by name: an expected lot does not exist yet */
  lot: string | null;
  quantity: number;
  /** the announcement it comes from */
  shipment: string | null;
}

export function purchaseNamed(books: Books, name: string): Purchase | undefined {
  return books.one<Purchase>('SELECT * FROM purchase WHERE name = ?', name);
}

export function purchaseLines(books: Books, order: Purchase): PurchaseLine[] {
  return books.all<PurchaseLine>('SELECT * FROM purchase_line WHERE purchase_id = ? ORDER BY id', order.id);
}

/** Oldest first: goods fill the oldest transfer first. */
export function awaitedMoves(books: Books, order: Purchase): TransferMove[] {
  return books.all<TransferMove>(
    `SELECT inbound_move.* FROM inbound_move JOIN inbound ON inbound.id = inbound_move.inbound_id
      WHERE inbound.purchase_id = ? AND inbound.state = 'open' AND inbound_move.state = 'open'
      ORDER BY inbound.id, inbound_move.id`,
    order.id,
  );
}

export function linesOfMove(books: Books, move: Pick<TransferMove, 'id'>): TransferLine[] {
  return books.all<TransferLine>('SELECT * FROM inbound_line WHERE move_id = ? ORDER BY id', move.id);
}

export function addTransferLine(
  books: Books,
  move: Pick<TransferMove, 'id'>,
  lot: string | null,
  quantity: number,
  shipment: string | null = null,
): void {
  const insert = 'INSERT INTO inbound_line (move_id, lot, quantity, shipment) VALUES (?, ?, ?, ?)';
  books.run(insert, move.id, lot, quantity, shipment);
}

export function dropTransferLines(books: Books, move: Pick<TransferMove, 'id'>): void {
  books.run('DELETE FROM inbound_line WHERE move_id = ?', move.id);
}

export function insertTransfer(books: Books, order: Purchase): number {
  const name = nextReceipt(books, order.warehouse_id);
  return books.run('INSERT INTO inbound (name, purchase_id) VALUES (?, ?)', name, order.id);
}

/** The next name of a transfer into the warehouse: goods of a supplier, or goods that a customer sent back. */
export function nextReceipt(books: Books, warehouse: number): string {
  const { code = '', count = 0 } =
    books.one<{ code: string; count: number }>(
      `SELECT code, (SELECT count(*) FROM inbound JOIN purchase ON purchase.id = purchase_id
                      WHERE warehouse_id = warehouse.id)
                  + (SELECT count(*) FROM delivery_return JOIN delivery ON delivery.id = delivery_id
                      WHERE warehouse_id = warehouse.id) AS count
         FROM warehouse WHERE id = ?`,
      warehouse,
    ) ?? {};
  return `${code}/IN/${String(count + 1).padStart(5, '0')}`;
}

/** Expects the whole demand, without a lot, as Odoo does before an announcement. */
export function insertMove(
  books: Books,
  move: Pick<TransferMove, 'inbound_id' | 'line_id' | 'item_id' | 'demand' | 'due'>,
): void {
  const id = books.run(
    'INSERT INTO inbound_move (inbound_id, line_id, item_id, demand, due) VALUES (?, ?, ?, ?, ?)',
    move.inbound_id,
    move.line_id,
    move.item_id,
    round(move.demand),
    move.due,
  );
  addTransferLine(books, { id }, null, round(move.demand));
}

/** Whether the supplier makes the item from components that it is sent. */
const isSubcontracted = (books: Books, order: Purchase, item: Item): boolean =>
  books.one('SELECT 1 FROM subcontract WHERE supplier_id = ? AND item_id = ?', order.supplier_id, item.id) !==
  undefined;

const place = '/data/purchaseOrder';

/** The order that the posting names: placed, and with the supplier that the posting says. */
export function purchaseOf(desk: Desk, payload: Fields): Purchase {
  const name = textAt(payload, 'purchase_order', place);
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
    throw new Refusal(
      'purchase-order-not-confirmed',
      `purchase order ${name} is still a request for quotation: confirm it in Odoo, then retry`,
      place,
    );
  return order;
}

function checkSupplier(desk: Desk, order: Purchase, given: string): void {
  const placed = desk.books.one<{ code: string; name: string }>(
    'SELECT code, name FROM supplier WHERE id = ?',
    order.supplier_id,
  );
  if (given === placed?.code || given === placed?.name) return;
  const other = desk.books.one<{ name: string }>(
    'SELECT name FROM supplier WHERE code = ?1 OR name = ?1',
    given,
  );
  if (other === undefined) {
    const message = `Odoo has no contact with reference, barcode or name ${given}`;
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
  if (isSubcontracted(desk.books, order, item)) throw refuseNotModelled('subcontracting', `${pointer}/item`);
  if ('line' in entry) throw refuseNotModelled('order lines by position', `${pointer}/line`);
  const lines = purchaseLines(desk.books, order).filter(({ item_id }) => item_id === item.id);
  if (lines.length > 0) return { item, lines };
  throw new Refusal('item-not-on-order', `${order.name} does not order ${code}`, `${pointer}/item`);
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
