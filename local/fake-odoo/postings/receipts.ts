import type { Books } from '../database.ts';
import {
  type Desk,
  type Fields,
  listAt,
  malformed,
  momentAt,
  numberAt,
  onlyKeys,
  optionalTextAt,
  type Procedure,
  Refusal,
  textAt,
} from '../desk.ts';
import { refuseNotModelled } from '../not-modelled.ts';
import { compare, type Item, itemById, type Lot, round } from '../records/items.ts';
import {
  addTransferLine,
  awaitedMoves,
  dropTransferLines,
  insertMove,
  insertTransfer,
  movesOfLines,
  namedLines,
  type Purchase,
  purchaseOf,
  type TransferMove,
} from '../records/purchase-orders.ts';
import { needsRelease, noteHoldMove, refuseHoldPlace } from '../records/quality-hold.ts';
import { moveStock, type Place, placeOf } from '../records/stock.ts';
import { checkRounding, checkSum, type Sent, sentAt, sentOf } from '../rules/kept.ts';
import { notTracked, receivedLots } from '../rules/lookups.ts';
import { isHeld } from '../rules/lot-verdicts.ts';

const receivedKeys = ['purchase_order', 'supplier', 'delivery_note', 'lines', 'location', 'final'];

/** Goods of a purchase order came in. */
export const goodsReceived: Procedure = (desk, given) => {
  const payload = onlyKeys(given, receivedKeys, '/data');
  const { final } = payload;
  if (typeof final !== 'boolean') throw malformed('/data/final', 'final must be true or false');
  const note = optionalTextAt(payload, 'delivery_note', '/data/deliveryNote');
  const order = purchaseOf(desk, payload);
  if (awaitedMoves(desk.books, order).length === 0) {
    const message = `purchase order ${order.name} awaits nothing more`;
    throw new Refusal('nothing-to-receive', message, '/data/purchaseOrder');
  }
  const name = optionalTextAt(payload, 'location', '/data/location');
  const place = name === '' ? undefined : placeOf(desk, name, '/data/location');
  if (place !== undefined) refuseHoldPlace(desk, place, '/data/location');
  const shares = receivedOf(desk, order, payload);
  const places = new Map(
    [...shares.keys()].map((move) => [move.id, placeFor(desk, move, shares.get(move) ?? [], place)]),
  );
  const byMove = new Map([...shares].map(([move, parts]) => [move.id, parts]));
  const received = receive(desk.books, order, byMove, { final, note, places, moment: desk.moment });
  for (const [move, parts] of shares) noteHeld(desk, move, parts);
  return { model: 'stock.picking', ...received };
};

/** Goods that need a release go to the hold place, wherever the plant put them. */
function placeFor(
  desk: Desk,
  move: TransferMove,
  parts: Share[],
  place: Place | undefined,
): number | undefined {
  return comesHeld(desk, move, parts) ? desk.holdRules?.hold.id : place?.id;
}

function comesHeld(desk: Desk, move: TransferMove, parts: Share[]): boolean {
  const lots = parts.flatMap(({ lot }) => lot ?? []);
  return needsRelease(desk, itemById(desk.books, move.item_id)) || isHeld(desk, lots);
}

function noteHeld(desk: Desk, move: TransferMove, parts: Share[]): void {
  const item = itemById(desk.books, move.item_id);
  const place = desk.holdRules?.hold.id;
  if (place === undefined || !comesHeld(desk, move, parts)) return;
  for (const { lot, quantity } of parts)
    if (lot !== undefined) noteHoldMove(desk.books, desk, item, lot.id, quantity, place);
}

function receivedOf(desk: Desk, order: Purchase, payload: Fields): Map<TransferMove, Share[]> {
  const entries = listAt(payload, 'lines', '/data/lines');
  if (entries.length === 0) throw malformed('/data/lines', 'lines must not be empty');
  const awaited = new Map(awaitedMoves(desk.books, order).map((move) => [move.id, move]));
  const left = new Map([...awaited].map(([id, { demand }]) => [id, demand]));
  const shares = new Map<TransferMove, Share[]>();
  for (const [index, each] of entries.entries()) {
    const pointer = `/data/lines/${index}`;
    const entry = onlyKeys(each, [...arrivalKeys, 'consumed'], pointer);
    if ('consumed' in entry) throw refuseNotModelled('subcontracting', `${pointer}/consumed`);
    const { item, lines } = namedLines(desk, order, entry, pointer);
    const sent = sentAt(entry, 'quantity', item, `${pointer}/quantity`);
    const moves = movesOfLines(desk, order, item, lines).map(({ id }) => awaited.get(id) as TransferMove);
    if (moves.length === 0)
      throw new Refusal('nothing-to-receive', `${order.name} awaits no more ${item.code}`, pointer);
    const parts = partsOf(desk, entry, sent, pointer);
    const lots = receivedLots(desk, item, parts, pointer);
    for (const part of parts)
      for (const { move, quantity } of shareOut(part.quantity, moves, left)) {
        const lot = lots.get(part.number ?? '');
        shares.set(move, [...(shares.get(move) ?? []), { lot, quantity }]);
      }
  }
  return shares;
}

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
    const rest = moves.flatMap((move) =>
      bookMove(books, order, move, shares.get(move.id), places.get(move.id)),
    );
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
function bookMove(
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
    // A move without a receipt moves to the backorder with its announced lots.
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

export const arrivalKeys = ['line', 'item', 'quantity', 'lots', 'serials'];

/** One lot of an arrival, or all of it where none are named. */
export interface Part {
  number: string | undefined;
  quantity: number;
  expires: string | undefined;
}

/** The lots of an arrival, whose quantities are in the unit of its quantity. */
export function partsOf(desk: Desk, entry: Fields, sent: Sent, pointer: string): Part[] {
  if (sent.item.tracking === 'serial') throw refuseNotModelled('received serials', pointer);
  const lots = listAt(entry, 'lots', `${pointer}/lots`);
  const serials = listAt(entry, 'serials', `${pointer}/serials`);
  refuseUntracked(sent.item, lots, serials, pointer);
  if (lots.length > 0) return namedParts(desk, lots, sent, `${pointer}/lots`);
  checkRounding(desk, sent);
  return [{ number: undefined, quantity: sent.amount, expires: undefined }];
}

function refuseUntracked(item: Item, lots: unknown[], serials: unknown[], pointer: string): void {
  const where = `${pointer}/${serials.length > 0 ? 'serials' : 'lots'}`;
  if (item.tracking === 'none' && lots.length + serials.length > 0) throw notTracked(item, where);
  if (serials.length > 0)
    throw new Refusal('item-not-tracked', `${item.code} is tracked by lots, not by serials`, where);
}

function namedParts(desk: Desk, lots: unknown[], sent: Sent, pointer: string): Part[] {
  const parts: Part[] = [];
  let total = 0;
  for (const [index, each] of lots.entries()) {
    const place = `${pointer}/${index}`;
    const named = onlyKeys(each, ['number', 'quantity', 'expires'], place);
    const number = textAt(named, 'number', `${place}/number`);
    if (parts.some((part) => part.number === number))
      throw malformed(`${place}/number`, `${number} is named twice`);
    const expires = 'expires' in named ? momentAt(named, 'expires', `${place}/expiresAt`) : undefined;
    const value = numberAt(named, 'quantity', `${place}/quantity/value`);
    const share = sentOf(sent.item, value, sent.given, `${place}/quantity`);
    checkRounding(desk, share);
    parts.push({ number, quantity: share.amount, expires });
    total += share.exact;
  }
  checkSum(total, sent, pointer);
  return parts;
}

/** Each move gets what it waits for, the last one what is too much; `left` is what they still wait for. */
export function shareOut(
  quantity: number,
  moves: readonly TransferMove[],
  left: Map<number, number>,
): { move: TransferMove; quantity: number }[] {
  const shares: { move: TransferMove; quantity: number }[] = [];
  let rest = quantity;
  for (const move of moves) {
    const waiting = Math.max(left.get(move.id) ?? 0, 0);
    const share = round(move === moves.at(-1) ? rest : Math.min(rest, waiting));
    if (share <= 0) continue;
    shares.push({ move, quantity: share });
    left.set(move.id, round((left.get(move.id) ?? 0) - share));
    rest = round(rest - share);
  }
  return shares;
}
