import { type Fields, listAt, malformed, momentAt, onlyKeys, optionalTextAt, textAt } from './fields.ts';
import {
  addTransferLine,
  awaitedMoves,
  linesOfMove,
  type Purchase,
  subcontractOf,
  type TransferMove,
  tell,
} from './model/purchases.ts';
import { round } from './model/units.ts';
import type { Desk, Document, Procedure } from './procedures.ts';
import { arrivalKeys, type Part, partsOf, shareOut } from './rules/arrivals.ts';
import { amountAt } from './rules/lookups.ts';
import { itemOfMove, movesOfLines, namedLines, purchaseOf } from './rules/purchases.ts';

const announcedKeys = ['purchase_order', 'supplier', 'shipment', 'expected', 'carrier', 'tracking', 'lines'];

/** The supplier says what is on its way: expected, until what really comes takes its place. */
export const procedure: Procedure = {
  operation: 'shipment.announced',
  book: (desk, given) => {
    const payload = onlyKeys(given, announcedKeys, '/data');
    const shipment = textAt(payload, 'shipment', '/data/shipment');
    const order = purchaseOf(desk, payload);
    const expected = expectedOf(desk, order, payload, shipment);
    for (const [move, parts] of expected) expectParts(desk, order, move, parts, shipment);
    for (const move of awaitedMoves(desk.books, order))
      if (linesOfMove(desk.books, move).length === 0) addTransferLine(desk.books, move, null, move.demand);
    if ('expected' in payload) {
      const due = momentAt(payload, 'expected', '/data/expectedAt');
      for (const { id } of expected.keys())
        desk.books.run('UPDATE inbound_move SET due = ? WHERE id = ?', due, id);
    }
    tell(desk.books, order, 'note', wordsOf(payload, shipment));
    const [first] = expected.keys();
    return documentOf(desk, order, first);
  },
};

function expectedOf(
  desk: Desk,
  order: Purchase,
  payload: Fields,
  shipment: string,
): Map<TransferMove, Part[]> {
  const entries = listAt(payload, 'lines', '/data/lines');
  if (entries.length === 0) throw malformed('/data/lines', 'lines must not be empty');
  const awaited = new Map(awaitedMoves(desk.books, order).map((move) => [move.id, move]));
  const left = new Map<number, number>();
  for (const move of awaited.values()) {
    desk.books.run('DELETE FROM inbound_line WHERE move_id = ? AND shipment = ?', move.id, shipment);
    const announced = linesOfMove(desk.books, move).filter((line) => line.shipment !== null);
    const coming = announced.reduce((sum, { quantity }) => sum + quantity, 0);
    left.set(move.id, round(move.demand - coming));
  }
  const expected = new Map<TransferMove, Part[]>();
  for (const [index, each] of entries.entries()) {
    const pointer = `/data/lines/${index}`;
    const entry = onlyKeys(each, arrivalKeys, pointer);
    const { item, lines } = namedLines(desk, order, entry, pointer);
    const amount = amountAt(entry, 'quantity', item, `${pointer}/quantity`);
    const moves = movesOfLines(desk, order, item, lines).map(({ id }) => awaited.get(id) as TransferMove);
    for (const part of partsOf(entry, item, amount, pointer))
      for (const { move, quantity } of shareOut(part.quantity, moves, left))
        expected.set(move, [...(expected.get(move) ?? []), { ...part, quantity }]);
  }
  return expected;
}

function expectParts(
  desk: Desk,
  order: Purchase,
  move: TransferMove,
  parts: readonly Part[],
  shipment: string,
): void {
  if (subcontractOf(desk.books, order, itemOfMove(desk, move)).length > 0) return;
  desk.books.run('DELETE FROM inbound_line WHERE move_id = ? AND shipment IS NULL', move.id);
  for (const { number, quantity } of parts)
    addTransferLine(desk.books, move, number ?? null, quantity, shipment);
}

function wordsOf(payload: Fields, shipment: string): string {
  const carrier = optionalTextAt(payload, 'carrier', '/data/carrier');
  const tracking = optionalTextAt(payload, 'tracking', '/data/trackingNumber');
  const by = carrier === '' ? '' : `, carrier ${carrier}`;
  const number = tracking === '' ? '' : `, tracking number ${tracking}`;
  return `Shipment ${shipment} announced by the supplier${by}${number}`;
}

/** The transfer that waits for it; the order, when nothing does any more. */
function documentOf(desk: Desk, order: Purchase, move: TransferMove | undefined): Document {
  const transfer = desk.books.one<{ id: number; name: string }>(
    'SELECT id, name FROM inbound WHERE id = ?',
    move?.inbound_id ?? 0,
  );
  if (transfer !== undefined) return { model: 'stock.picking', ...transfer };
  const name = order.reference === '' ? order.name : `${order.name} (${order.reference})`;
  return { model: 'purchase.order', id: order.id, name };
}
