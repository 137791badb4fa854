import { type Fields, listOf, numberOf, type Quantity, quantityOf, text } from '../fields.ts';
import { type Item, itemById } from '../model/items.ts';
import type { Production } from '../model/productions.ts';
import { quantsOf } from '../model/quants.ts';
import {
  addMove,
  changeLine,
  dropLines,
  linesOf,
  markPicked,
  openMoves,
  quantityOf as quantityOfMove,
  type RawMove,
  setQuantity,
} from '../model/raw-moves.ts';
import { compare, round } from '../model/units.ts';
import type { Desk } from '../procedures.ts';
import { Refusal } from '../refusal.ts';
import { inItemUnit, usableLot } from './lookups.ts';

/** What a plant says it took of a component; `at` is the JSON Pointer of the statement in the event. */
export interface Consumption {
  item: string;
  quantity: Quantity;
  lots: { number: string; quantity: number; at: string }[];
  at: string;
}

export function readConsumption(fields: Fields, at: string): Consumption {
  return {
    item: text(fields, 'item', at),
    quantity: quantityOf(fields, 'quantity', at),
    lots: listOf(fields, 'lots', at, (lot, pointer) => ({
      number: text(lot, 'number', pointer),
      quantity: numberOf(lot, 'quantity', pointer),
      at: pointer,
    })),
    at,
  };
}

/** The order's line for an item, or a new one: plants do use material that is not on the bill of materials. */
export function moveFor(desk: Desk, order: Production, item: Item): RawMove {
  return (
    openMoves(desk.books, order).find((move) => move.item_id === item.id) ??
    addMove(desk.books, order, item, 0, 1)
  );
}

/** Writes the consumption on the order's line: in place of what was there, or on top of it. */
export function recordConsumption(
  desk: Desk,
  order: Production,
  item: Item,
  said: Consumption,
  how: 'replace' | 'add',
): void {
  const move = moveFor(desk, order, item);
  const already = how === 'add' && move.picked === 1 ? quantityOfMove(desk.books, move) : 0;
  const quantity = inItemUnit(said.quantity, item, `${said.at}/quantity`);
  if (said.lots.length === 0) {
    setQuantity(desk.books, order, move, round(already + quantity));
  } else {
    if (already === 0) dropLines(desk.books, order, move);
    for (const named of said.lots) {
      const lot = usableLot(desk, item, named.number, `${named.at}/number`);
      const share = inItemUnit(
        { value: named.quantity, uom: said.quantity.uom },
        item,
        `${named.at}/quantity`,
      );
      changeLine(desk.books, order, move, lot.id, share);
    }
  }
  markPicked(desk.books, move, 1);
}

/** Checked before anything is posted: lots that Odoo insists on, and stock unless the plant may go negative. */
export function checkPicked(desk: Desk, order: Production): void {
  for (const move of openMoves(desk.books, order)) {
    if (move.picked === 0) continue;
    const item = itemById(desk.books, move.item_id);
    const quants = quantsOf(desk.books, order.warehouse_id, item);
    for (const line of linesOf(desk.books, move)) {
      const onHand = quants.find((quant) => quant.lot_id === line.lot_id)?.quantity ?? 0;
      if (desk.negativeStock === 'refuse' && compare(line.quantity, onHand) > 0) {
        const total = round(quants.reduce((sum, quant) => sum + quant.quantity, 0));
        throw new Refusal(
          'insufficient-stock',
          `Order ${order.name} needs ${quantityOfMove(desk.books, move)} of item ${item.code}, ${total} on hand.`,
          '/data/quantity',
        );
      }
      if (item.tracking !== 'none' && line.lot_id === null)
        throw new Refusal(
          'lot-required',
          `Item ${item.code} needs a lot or serial number.`,
          '/data/consumed',
        );
    }
  }
}
