import type { Books } from './model/books.ts';
import { findItem, itemById } from './model/items.ts';
import { linesOfMove, purchaseLines, purchaseNamed, type TransferMove } from './model/purchases.ts';
import { atSuppliers } from './model/supplier-stock.ts';
import { round } from './model/units.ts';

/** A purchase order as people see it; quantities in the items' own units. */
export interface PurchaseSeen {
  state: 'draft' | 'placed' | 'cancelled';
  supplierReference: string;
  confirmed: boolean;
  lines: { item: string; received: number; awaited: number; due: string | undefined }[];
  /** goods by item and, after a slash, lot */
  receipts: { state: 'open' | 'done' | 'cancelled'; goods: Record<string, number> }[];
  notes: string[];
  activities: string[];
}

export function seePurchase(books: Books, name: string): PurchaseSeen {
  const order = purchaseNamed(books, name);
  if (order === undefined) throw new Error(`no purchase order ${name}`);
  const moves = books.all<TransferMove>(
    `SELECT inbound_move.* FROM inbound_move JOIN inbound ON inbound.id = inbound_id
      WHERE purchase_id = ? ORDER BY inbound_move.id`,
    order.id,
  );
  const told = books.all<{ kind: string; words: string }>(
    'SELECT kind, words FROM purchase_note WHERE purchase_id = ? ORDER BY id',
    order.id,
  );
  const wordsOf = (kind: string) => told.filter((one) => one.kind === kind).map(({ words }) => words);
  const transfers = books.all<{ id: number; state: PurchaseSeen['receipts'][number]['state'] }>(
    'SELECT id, state FROM inbound WHERE purchase_id = ? ORDER BY id',
    order.id,
  );
  return {
    state: order.state,
    supplierReference: order.reference,
    confirmed: order.confirmed === 1,
    lines: purchaseLines(books, order).map(({ id, item_id }) => {
      const mine = moves.filter(({ line_id }) => line_id === id);
      const done = mine.filter(({ state }) => state === 'done');
      const open = mine.filter(({ state }) => state === 'open');
      return {
        item: itemById(books, item_id).code,
        received: total(done.flatMap((move) => linesOfMove(books, move).map(({ quantity }) => quantity))),
        awaited: total(open.map(({ demand }) => demand)),
        due: open[0]?.due,
      };
    }),
    receipts: transfers.map(({ id, state }) => ({
      state,
      goods: goodsOf(
        books,
        moves.filter(({ inbound_id }) => inbound_id === id),
      ),
    })),
    notes: wordsOf('note'),
    activities: wordsOf('activity'),
  };
}

function goodsOf(books: Books, moves: TransferMove[]): Record<string, number> {
  const goods: Record<string, number> = {};
  for (const move of moves)
    for (const { lot, quantity } of linesOfMove(books, move)) {
      const { code } = itemById(books, move.item_id);
      const key = lot === null ? code : `${code}/${lot}`;
      goods[key] = round((goods[key] ?? 0) + quantity);
    }
  return goods;
}

export function seeAtSuppliers(
  books: Books,
  code: string,
): { quantity: number; byLot: Record<string, number> } {
  const item = findItem(books, code);
  const stock = item === undefined ? [] : atSuppliers(books, item);
  const byLot: Record<string, number> = {};
  for (const { lot_id, quantity } of stock) {
    const lot = books.one<{ name: string }>('SELECT name FROM lot WHERE id = ?', lot_id ?? 0);
    if (lot !== undefined && quantity !== 0) byLot[lot.name] = quantity;
  }
  return { quantity: total(stock.map(({ quantity }) => quantity)), byLot };
}

function total(quantities: number[]): number {
  return round(quantities.reduce((sum, quantity) => sum + quantity, 0));
}
