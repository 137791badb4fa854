import type { Books } from './books.ts';
import { itemById, type Lot } from './items.ts';
import {
  addTransferLine,
  awaitedMoves,
  dropTransferLines,
  insertMove,
  insertTransfer,
  type Purchase,
  type TransferMove,
} from './purchases.ts';
import { moveStock } from './quants.ts';
import { compare, round } from './units.ts';

export interface Share {
  lot: Lot | undefined;
  quantity: number;
}

interface Arrival {
  /** nothing more will come */
  final: boolean;
  note: string;
  /** where the goods of a move were put; else the warehouse's stock location */
  places: ReadonlyMap<number, number | undefined>;
  moment: string;
}

/** Validates the transfers of these moves with what came; the rest goes to a backorder, or is given up. */
export function receive(
  books: Books,
  order: Purchase,
  shares: ReadonlyMap<number, Share[]>,
  { final, note, places, moment }: Arrival,
): { id: number; name: string } {
  const awaited = awaitedMoves(books, order);
  const touched = [
    ...new Set(awaited.filter(({ id }) => shares.has(id)).map(({ inbound_id }) => inbound_id)),
  ];
  for (const transfer of touched) {
    const moves = awaited.filter(({ inbound_id }) => inbound_id === transfer);
    const rest = moves.flatMap((move) => book(books, order, move, shares.get(move.id), places.get(move.id)));
    if (!final) leaveBackorder(books, order, rest);
    books.run(
      `UPDATE inbound SET state = 'done', delivery_note = ?, received = ? WHERE id = ?`,
      note,
      moment,
      transfer,
    );
  }
  if (final) giveUp(books, order);
  books.run('UPDATE purchase SET confirmed = 1 WHERE id = ?', order.id);
  const first = books.one<{ id: number; name: string }>(
    'SELECT id, name FROM inbound WHERE id = ?',
    touched[0] ?? 0,
  );
  if (first === undefined) throw new Error(`nothing of ${order.name} was received`);
  return first;
}

interface Rest {
  move: TransferMove;
  /** of a move that was received in part: what is missing */
  missing: number | undefined;
}

/** Books what came with a move; returns what is left of it. */
function book(
  books: Books,
  order: Purchase,
  move: TransferMove,
  shares: Share[] | undefined,
  place: number | undefined,
): Rest[] {
  if (shares === undefined) return [{ move, missing: undefined }];
  dropTransferLines(books, move);
  const item = itemById(books, move.item_id);
  for (const { lot, quantity } of shares) {
    addTransferLine(books, move, lot?.name ?? null, quantity);
    moveStock(books, order.warehouse_id, item, lot?.id ?? null, quantity, place);
  }
  books.run(`UPDATE inbound_move SET state = 'done' WHERE id = ?`, move.id);
  const came = round(shares.reduce((sum, { quantity }) => sum + quantity, 0));
  return compare(came, move.demand) < 0 ? [{ move, missing: round(move.demand - came) }] : [];
}

function leaveBackorder(books: Books, order: Purchase, rest: Rest[]): void {
  if (rest.length === 0) return;
  const transfer = insertTransfer(books, order);
  for (const { move, missing } of rest) {
    // A move that nothing came of goes over as it is, with what is expected of it.
    if (missing === undefined)
      books.run('UPDATE inbound_move SET inbound_id = ? WHERE id = ?', transfer, move.id);
    else insertMove(books, { ...move, inbound_id: transfer, demand: missing });
  }
}

/** Cancels what is still awaited of the order. */
export function giveUp(books: Books, order: Purchase): void {
  const open = books.all<TransferMove>(
    `SELECT inbound_move.* FROM inbound_move JOIN inbound ON inbound.id = inbound_id
      WHERE purchase_id = ? AND inbound_move.state = 'open'`,
    order.id,
  );
  for (const move of open) {
    dropTransferLines(books, move);
    books.run(`UPDATE inbound_move SET state = 'cancelled' WHERE id = ?`, move.id);
  }
  books.run(`UPDATE inbound SET state = 'cancelled' WHERE purchase_id = ? AND state = 'open'`, order.id);
}
