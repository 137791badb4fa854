import {
  type Desk,
  type Document,
  type Fields,
  listAt,
  malformed,
  momentAt,
  onlyKeys,
  optionalTextAt,
  type Procedure,
  textAt,
  warn,
} from '../desk.ts';
import { refuseNotModelled } from '../not-modelled.ts';
import { compare, convertExactly, type Item, round } from '../records/items.ts';
import {
  addTransferLine,
  awaitedMoves,
  linesOfMove,
  movesOfLines,
  namedLines,
  type Purchase,
  type PurchaseLine,
  purchaseOf,
  type TransferMove,
} from '../records/purchase-orders.ts';
import { checkRounding, sentAt } from '../rules/kept.ts';
import { arrivalKeys, type Part, partsOf, shareOut } from './receipts.ts';

const confirmedKeys = ['purchase_order', 'supplier', 'reference', 'lines', 'note'];

/** The supplier confirms quantities and dates; the order itself stays as it is. */
export const purchaseOrderConfirmed: Procedure = (desk, given) => {
  const payload = onlyKeys(given, confirmedKeys, '/data');
  const reference = optionalTextAt(payload, 'reference', '/data/supplierReference');
  optionalTextAt(payload, 'note', '/data/note', 500);
  const order = purchaseOf(desk, payload);
  for (const confirmed of confirmedOf(desk, order, payload)) {
    promise(desk, order, confirmed);
    refuseDifference(confirmed);
  }
  const known = reference === '' ? order.reference : reference;
  desk.books.run('UPDATE purchase SET reference = ?, confirmed = 1 WHERE id = ?', known, order.id);
  // Odoo shows the supplier's number beside its own.
  const name = known === '' ? order.name : `${order.name} (${known})`;
  return { model: 'purchase.order', id: order.id, name };
};

/** All that is confirmed of an item. */
interface Confirmed {
  item: Item;
  lines: readonly PurchaseLine[];
  amount: number;
  dates: string[];
}

function confirmedOf(desk: Desk, order: Purchase, payload: Fields): Iterable<Confirmed> {
  const byItem = new Map<number, Confirmed>();
  for (const [index, each] of listAt(payload, 'lines', '/data/lines').entries()) {
    const pointer = `/data/lines/${index}`;
    const entry = onlyKeys(each, ['line', 'item', 'quantity', 'promised'], pointer);
    const { item, lines } = namedLines(desk, order, entry, pointer);
    const sent = sentAt(entry, 'quantity', item, `${pointer}/quantity`);
    checkRounding(desk, sent);
    const { amount, dates } = byItem.get(item.id) ?? { amount: 0, dates: [] };
    const promised = 'promised' in entry ? [momentAt(entry, 'promised', `${pointer}/promisedAt`)] : [];
    byItem.set(item.id, { item, lines, amount: amount + sent.amount, dates: [...dates, ...promised] });
  }
  return byItem.values();
}

/** Odoo has one date for what is still to come of an item. */
function promise(desk: Desk, order: Purchase, { item, lines, dates }: Confirmed): void {
  const known = [...new Set(dates)].sort();
  const last = known.at(-1);
  if (last === undefined) return;
  for (const { id } of movesOfLines(desk, order, item, lines))
    desk.books.run('UPDATE inbound_move SET due = ? WHERE id = ?', last, id);
  if (known.length > 1)
    warn(desk, `${item.code} is promised for ${known.length} dates: Odoo keeps the last, ${last} UTC`);
}

/** Odoo asks a person to look at another quantity than was ordered. */
function refuseDifference({ item, lines, amount }: Confirmed): void {
  const ordered = lines.reduce((sum, line) => sum + convertExactly(line.ordered, line.uom, item.uom), 0);
  if (compare(amount, ordered) !== 0) throw refuseNotModelled('confirmed quantities', '/data/lines');
}

const announcedKeys = ['purchase_order', 'supplier', 'shipment', 'expected', 'carrier', 'tracking', 'lines'];

/** The supplier announces goods: they are expected until the receipt replaces them. */
export const shipmentAnnounced: Procedure = (desk, given) => {
  const payload = onlyKeys(given, announcedKeys, '/data');
  const shipment = textAt(payload, 'shipment', '/data/shipment');
  const order = purchaseOf(desk, payload);
  const expected = expectedOf(desk, order, payload, shipment);
  for (const [move, parts] of expected) expectParts(desk, move, parts, shipment);
  for (const move of awaitedMoves(desk.books, order))
    if (linesOfMove(desk.books, move).length === 0) addTransferLine(desk.books, move, null, move.demand);
  if ('expected' in payload) {
    const due = momentAt(payload, 'expected', '/data/expectedAt');
    for (const { id } of expected.keys())
      desk.books.run('UPDATE inbound_move SET due = ? WHERE id = ?', due, id);
  }
  optionalTextAt(payload, 'carrier', '/data/carrier');
  optionalTextAt(payload, 'tracking', '/data/trackingNumber');
  const [first] = expected.keys();
  return documentOf(desk, order, first);
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
    const sent = sentAt(entry, 'quantity', item, `${pointer}/quantity`);
    const moves = movesOfLines(desk, order, item, lines).map(({ id }) => awaited.get(id) as TransferMove);
    const parts = partsOf(desk, entry, sent, pointer);
    if (moves.length === 0)
      warn(desk, `${order.name} awaits no more ${item.code}: nothing is expected of it`);
    for (const part of parts)
      for (const { move, quantity } of shareOut(part.quantity, moves, left))
        expected.set(move, [...(expected.get(move) ?? []), { ...part, quantity }]);
  }
  return expected;
}

function expectParts(desk: Desk, move: TransferMove, parts: readonly Part[], shipment: string): void {
  desk.books.run('DELETE FROM inbound_line WHERE move_id = ? AND shipment IS NULL', move.id);
  for (const { number, quantity } of parts)
    addTransferLine(desk.books, move, number ?? null, quantity, shipment);
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
