import type { Books } from '../database.ts';
import {
  addMove,
  markPicked,
  movesOf,
  openMoves,
  postMove,
  quantityOf,
  reserveMove,
  setQuantity,
} from './components.ts';
import { compare, type Item, itemById, type Lot, type Recipe, round } from './items.ts';
import { moveStock } from './stock.ts';
import { copyWorkOrders, finishWorkOrders } from './work-orders.ts';

/** One record of a backorder family. `first_name` is the name the plant knows; Odoo renames the record. */
export interface Production {
  id: number;
  name: string;
  family: number;
  first_name: string;
  sequence: number;
  warehouse_id: number;
  item_id: number;
  planned: number;
  produced: number;
  state: 'draft' | 'confirmed' | 'done' | 'cancel';
  consumption: Recipe['consumption'];
  /** planned start, UTC: a lot that expires before is not reserved */
  starts: string;
  /** when it was completed, UTC */
  finished: string | null;
}

/** The whole family of an order, by the name first given to it or by the name of any part. */
export function familyOf(books: Books, name: string): Production[] {
  return books.all<Production>(
    `SELECT * FROM production WHERE family IN
       (SELECT family FROM production WHERE name = ?1 OR first_name = ?1) ORDER BY sequence, id`,
    name,
  );
}

export function productionById(books: Books, id: number): Production {
  const order = books.one<Production>('SELECT * FROM production WHERE id = ?', id);
  if (order === undefined) throw new Error(`No production order ${id}`);
  return order;
}

export function confirm(books: Books, order: Production): void {
  books.run(`UPDATE production SET state = 'confirmed' WHERE id = ?`, order.id);
  for (const move of openMoves(books, order)) reserveMove(books, order, move);
}

export function cancel(books: Books, order: Production): void {
  for (const move of openMoves(books, order)) postMove(books, order, { ...move, picked: 0 });
  books.run(`UPDATE production SET state = 'cancel' WHERE id = ?`, order.id);
}

/** Consumes by the bill of materials what nobody reported. */
export function backflush(books: Books, order: Production, quantity: number): void {
  for (const move of openMoves(books, order)) {
    if ((move.manual === 1 && move.picked === 1) || compare(move.planned, 0) === 0) continue;
    setQuantity(books, order, move, round((quantity * move.planned) / order.planned));
    if (compare(quantityOf(books, move), 0) > 0) markPicked(books, move, move.manual);
  }
}

/** Whether a rest of the order stays open after this report. */
export const isPart = (order: Production, quantity: number, final: boolean): boolean =>
  compare(quantity, order.planned) < 0 && !final;

/** Books the finished goods and the picked components; the rest becomes a backorder unless it is given up. */
export function complete(
  books: Books,
  order: Production,
  quantity: number,
  lots: Lot[],
  final: boolean,
  moment: string,
  /** where the goods go; else to the stock */
  place?: number,
): void {
  const item = itemById(books, order.item_id);
  finishWorkOrders(books, order, quantity, moment);
  // Odoo reserves for the rest twice: before this part takes its stock, and again after.
  const backorder = isPart(order, quantity, final) ? splitOff(books, order, quantity) : undefined;
  if (backorder !== undefined) confirm(books, backorder);
  for (const move of openMoves(books, order)) postMove(books, order, move);
  receiveFinished(books, order, item, quantity, lots, place);
  const done = `UPDATE production SET state = 'done', produced = ?, finished = ? WHERE id = ?`;
  books.run(done, quantity, moment, order.id);
  if (backorder !== undefined) confirm(books, backorder);
}

function receiveFinished(
  books: Books,
  order: Production,
  item: Item,
  quantity: number,
  lots: Lot[],
  place: number | undefined,
): void {
  for (const lot of lots) {
    books.run('INSERT INTO production_lot (production_id, lot_id) VALUES (?, ?)', order.id, lot.id);
  }
  if (item.tracking === 'serial') {
    for (const lot of lots) moveStock(books, order.warehouse_id, item, lot.id, 1, place);
  } else {
    moveStock(books, order.warehouse_id, item, lots[0]?.id ?? null, quantity, place);
  }
}

/** The open record keeps its id and becomes the done part; the rest is a new record of the same family. */
function splitOff(books: Books, order: Production, quantity: number): Production {
  const sequence = order.sequence === 0 ? 1 : order.sequence;
  const last = books.one<{ last: number }>(
    'SELECT max(sequence) AS last FROM production WHERE family = ?',
    order.family,
  );
  const next = Math.max(last?.last ?? 0, sequence) + 1;
  const rename = 'UPDATE production SET name = ?, sequence = ?, planned = ? WHERE id = ?';
  books.run(rename, partName(order.first_name, sequence), sequence, quantity, order.id);
  const rest = insertProduction(books, {
    ...order,
    name: partName(order.first_name, next),
    sequence: next,
    planned: round(order.planned - quantity),
    state: 'confirmed',
    finished: null,
  });
  for (const move of movesOf(books, order)) {
    if (move.additional === 1) continue;
    const perUnit = move.planned / order.planned;
    books.run('UPDATE raw_move SET planned = ? WHERE id = ?', round(quantity * perUnit), move.id);
    const item = itemById(books, move.item_id);
    addMove(books, rest, item, round(rest.planned * perUnit), 0);
  }
  copyWorkOrders(books, order, rest);
  return rest;
}

function partName(firstName: string, sequence: number): string {
  return `${firstName}-${String(sequence).padStart(3, '0')}`;
}

export function insertProduction(books: Books, order: Omit<Production, 'id'>): Production {
  const id = books.run(
    `INSERT INTO production (name, family, first_name, sequence, warehouse_id, item_id, planned, state, consumption, starts)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    order.name,
    order.family,
    order.first_name,
    order.sequence,
    order.warehouse_id,
    order.item_id,
    order.planned,
    order.state,
    order.consumption,
    order.starts,
  );
  return { ...order, id };
}
