import type { Item } from '../model/items.ts';
import type { Production } from '../model/productions.ts';
import { moveStock } from '../model/quants.ts';
import { linesOf, movesOf, openMoves, type RawMove } from '../model/raw-moves.ts';
import { round } from '../model/units.ts';
import type { Desk } from '../procedures.ts';
import { recorded } from './consumption.ts';

/** Quantities by lot id, null for what has no lot. */
export type ByLot = Map<number | null, number>;

/** What was issued and is only recorded so far, with its part of the order. */
export function recordedOf(
  desk: Desk,
  family: Production[],
  item: Item,
): { order: Production; move: RawMove } | undefined {
  for (const order of family) {
    const move = openMoves(desk.books, order).find(({ item_id }) => item_id === item.id);
    if (move !== undefined && recorded(desk, move) > 0) return { order, move };
  }
  return undefined;
}

export function byLot(lines: readonly { lot_id: number | null; quantity: number }[]): ByLot {
  const lots: ByLot = new Map();
  for (const { lot_id, quantity } of lines) lots.set(lot_id, round((lots.get(lot_id) ?? 0) + quantity));
  return lots;
}

/** Moves that were posted with the completion of a part, the latest part first. */
export function doneMoves(desk: Desk, family: Production[], item: Item): RawMove[] {
  return family
    .toReversed()
    .flatMap((order) => movesOf(desk.books, order))
    .filter(({ item_id, state }) => item_id === item.id && state === 'done');
}

/** What a posted move took and that did not come back since. */
export function leftOf(desk: Desk, move: RawMove): ByLot {
  const returned = desk.books.all<{ lot_id: number | null; quantity: number }>(
    'SELECT lot_id, quantity FROM returned WHERE move_id = ?',
    move.id,
  );
  const back = returned.map(({ lot_id, quantity }) => ({ lot_id, quantity: -quantity }));
  return byLot([...linesOf(desk.books, move), ...back]);
}

/** Back into stock by a move of its own: what the completion took stays what it was. */
export function moveBack(desk: Desk, move: RawMove, item: Item, lot: number | null, amount: number): void {
  moveStock(desk.books, desk.warehouse.id, item, lot, amount);
  const insert = 'INSERT INTO returned (move_id, lot_id, quantity, moment) VALUES (?, ?, ?, ?)';
  desk.books.run(insert, move.id, lot, amount, desk.moment);
}
