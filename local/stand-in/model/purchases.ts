import type { Books } from './books.ts';
import { type Item, itemById } from './items.ts';
import { round } from './units.ts';

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

export interface TransferLine {
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

/** Oldest first: that is how goods are shared out among them. */
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
  const { code } = books.one<{ code: string }>(
    'SELECT code FROM warehouse WHERE id = ?',
    order.warehouse_id,
  ) ?? {
    code: '',
  };
  const { count } = books.one<{ count: number }>(
    'SELECT count(*) AS count FROM inbound JOIN purchase ON purchase.id = purchase_id WHERE warehouse_id = ?',
    order.warehouse_id,
  ) ?? { count: 0 };
  const name = `${code}/IN/${String(count + 1).padStart(5, '0')}`;
  return books.run('INSERT INTO inbound (name, purchase_id) VALUES (?, ?)', name, order.id);
}

/** Odoo expects the whole demand, without a lot, until somebody says otherwise. */
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

export function tell(books: Books, order: Purchase, kind: 'note' | 'activity', words: string): void {
  books.run('INSERT INTO purchase_note (purchase_id, kind, words) VALUES (?, ?, ?)', order.id, kind, words);
}

/** What the supplier of the order makes the item of; nothing when it is simply bought. */
export function subcontractOf(
  books: Books,
  order: Purchase,
  item: Item,
): { component: Item; quantity: number }[] {
  return books
    .all<{ component_id: number; quantity: number }>(
      'SELECT component_id, quantity FROM subcontract_line WHERE supplier_id = ? AND item_id = ? ORDER BY rowid',
      order.supplier_id,
      item.id,
    )
    .map(({ component_id, quantity }) => ({ component: itemById(books, component_id), quantity }));
}
