import { type Fields, listAt, malformed, onlyKeys, textAt } from './fields.ts';
import { noteGateMove } from './model/gate.ts';
import { itemById, lotById } from './model/items.ts';
import { backflush, complete, type Production, productionById } from './model/productions.ts';
import { movesOf, openMoves, type RawMove } from './model/raw-moves.ts';
import { compare, round } from './model/units.ts';
import type { Desk, Procedure } from './procedures.ts';
import { checkStrict, componentMove, consume, lotsOfConsumption, recorded } from './rules/consumption.ts';
import { isGated } from './rules/gate.ts';
import { hold } from './rules/holding.ts';
import { writeLabour } from './rules/labour.ts';
import { amountAt, familyAt, itemOf, openOrder } from './rules/lookups.ts';
import { lotsOfReport } from './rules/produced-lots.ts';
import { checkLines, linesTaken, refuseConsumedSerials, refuseShort, type Taken } from './rules/stock.ts';
import { isHeld, mustBeHeld } from './rules/verdicts.ts';

const reportKeys = ['order', 'quantity', 'lot', 'serials', 'consumed', 'labour', 'final'];

/** A quantity of the order's product was made. */
export const procedure: Procedure = {
  operation: 'production.reported',
  book: (desk, given) => {
    const payload = onlyKeys(given, reportKeys, '/data');
    const name = textAt(payload, 'order', '/data/order');
    const { final } = payload;
    if (typeof final !== 'boolean') throw malformed('/data/final', 'final must be true or false');
    const family = familyAt(desk, name);
    const order = openOrder(family, name);
    const item = itemById(desk.books, order.item_id);
    const amount = amountAt(payload, 'quantity', item, '/data/quantity');
    const lots = lotsOfReport(desk, item, payload, amount);
    writeLabour(desk, family, order, payload);
    // What was issued earlier was judged by the time of that event.
    const issued = openMoves(desk.books, order).filter((move) => recorded(desk, move) > 0);
    const left = linesTaken(desk, issued);
    const named = writeConsumption(desk, order, payload);
    backflush(desk.books, order, amount);
    const judged = openMoves(desk.books, order).filter(
      ({ id }) => named.has(id) || !issued.some((move) => move.id === id),
    );
    checkLines(desk, judged);
    refuseConsumedSerials(
      desk,
      openMoves(desk.books, order).filter((move) => move.picked === 1),
    );
    checkStrict(desk, order, amount);
    const held = isGated(desk, item) || isHeld(desk, lots) ? desk.gate?.hold.id : undefined;
    complete(desk.books, order, amount, lots, final, desk.moment, held);
    if (held !== undefined)
      for (const lot of lots)
        noteGateMove(desk.books, desk, item, lot.id, item.tracking === 'serial' ? 1 : amount);
    const done = movesOf(desk.books, order).filter((move: RawMove) => move.state === 'done');
    refuseShort(desk, linesTaken(desk, done), true);
    holdWhatWasLeft(desk, left, linesTaken(desk, done));
    return { model: 'mrp.production', id: order.id, name: productionById(desk.books, order.id).name };
  },
};

/** What was issued of a lot before quality held it, and then not consumed, is back on the shelf. */
function holdWhatWasLeft(desk: Desk, issued: readonly Taken[], consumed: readonly Taken[]): void {
  if (desk.gate === undefined) return;
  for (const { item, lot: id, quantity } of issued) {
    const lot = lotById(desk.books, id);
    const used = consumed.filter((each) => each.item.id === item.id && each.lot === id);
    const left = round(quantity - used.reduce((sum, each) => sum + each.quantity, 0));
    if (lot && compare(left, 0) > 0 && mustBeHeld(desk, item, lot)) hold(desk, item, lot, left);
  }
}

/** Actual consumption of the components named; the others follow the bill of materials. Returns the moves written. */
function writeConsumption(desk: Desk, order: Production, payload: Fields): Set<number> {
  const moves = new Set<number>();
  for (const [index, each] of listAt(payload, 'consumed', '/data/consumed').entries()) {
    const pointer = `/data/consumed/${index}`;
    const entry = onlyKeys(each, ['item', 'quantity', 'lots'], pointer);
    const code = textAt(entry, 'item', `${pointer}/item`);
    const item = itemOf(desk, code, `${pointer}/item`);
    const move = componentMove(desk, order, item, `${pointer}/item`);
    if (moves.has(move.id)) throw malformed(`${pointer}/item`, `${code} is named twice`);
    const amount = amountAt(entry, 'quantity', item, `${pointer}/quantity`, true);
    consume(desk, order, move, amount, lotsOfConsumption(desk, entry, item, amount, pointer));
    moves.add(move.id);
  }
  return moves;
}
