import { onlyKeys, textAt } from './fields.ts';
import { linesOf, openMoves, type RawMove } from './model/raw-moves.ts';
import { round } from './model/units.ts';
import type { Desk, Procedure } from './procedures.ts';
import { componentMove, consume, type LotAmounts, lotsOfConsumption, recorded } from './rules/consumption.ts';
import { amountAt, familyAt, itemOf, openOrder } from './rules/lookups.ts';
import { checkLines, linesTaken, refuseShort } from './rules/stock.ts';

/** A component was issued: recorded on the order now, taken out of stock when the order is completed. */
export const procedure: Procedure = {
  operation: 'material.consumed',
  book: (desk, given) => {
    const payload = onlyKeys(given, ['order', 'item', 'quantity', 'lots'], '/data');
    const name = textAt(payload, 'order', '/data/order');
    const order = openOrder(familyAt(desk, name), name);
    const item = itemOf(desk, textAt(payload, 'item', '/data/item'), '/data/item');
    const move = componentMove(desk, order, item, '/data/item');
    const amount = amountAt(payload, 'quantity', item, '/data/quantity');
    const lots = lotsOfConsumption(desk, payload, item, amount, '/data');
    const before = recorded(desk, move);
    if (lots.size > 0 && before > 0) addLotsBefore(desk, move, lots);
    consume(desk, order, move, round(before + amount), lots);
    const written = openMoves(desk.books, order).filter(({ id }) => id === move.id);
    checkLines(desk, written);
    refuseShort(desk, linesTaken(desk, written), false);
    return { model: 'mrp.production', id: order.id, name: order.name };
  },
};

function addLotsBefore(desk: Desk, move: RawMove, lots: LotAmounts): void {
  for (const { lot_id, quantity } of linesOf(desk.books, move)) {
    if (lot_id !== null) lots.set(lot_id, round((lots.get(lot_id) ?? 0) + quantity));
  }
}
