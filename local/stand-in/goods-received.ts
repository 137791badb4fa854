import { type Fields, listAt, malformed, onlyKeys, optionalTextAt } from './fields.ts';
import { noteGateMove } from './model/gate.ts';
import { itemById } from './model/items.ts';
import type { Place } from './model/locations.ts';
import { awaitedMoves, type Purchase, type TransferMove } from './model/purchases.ts';
import { receive, type Share } from './model/receiving.ts';
import type { Desk, Procedure } from './procedures.ts';
import { Refusal } from './refusal.ts';
import { arrivalKeys, partsOf, shareOut } from './rules/arrivals.ts';
import { isGated, refuseGatePlace } from './rules/gate.ts';
import { amountAt } from './rules/lookups.ts';
import { placeOf } from './rules/places.ts';
import { movesOfLines, namedLines, purchaseOf } from './rules/purchases.ts';
import { receivedLots } from './rules/received-lots.ts';
import { type Said, takeComponents } from './rules/subcontracting.ts';
import { isHeld } from './rules/verdicts.ts';

const receivedKeys = ['purchase_order', 'supplier', 'delivery_note', 'lines', 'location', 'final'];

/** Goods of a purchase order came in. */
export const procedure: Procedure = {
  operation: 'goods.received',
  book: (desk, given) => {
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
    if (place !== undefined) refuseGatePlace(desk, place, '/data/location');
    const { shares, said } = receivedOf(desk, order, payload);
    const places = new Map(
      [...shares.keys()].map((move) => [move.id, placeFor(desk, move, shares.get(move) ?? [], place)]),
    );
    const byMove = new Map([...shares].map(([move, parts]) => [move.id, parts]));
    takeComponents(desk, order, shares, said);
    const received = receive(desk.books, order, byMove, { final, note, places, moment: desk.moment });
    for (const [move, parts] of shares) noteHeld(desk, move, parts);
    return { model: 'stock.picking', ...received };
  },
};

/** Gated goods are held, wherever the plant put them. */
function placeFor(
  desk: Desk,
  move: TransferMove,
  parts: Share[],
  place: Place | undefined,
): number | undefined {
  return comesHeld(desk, move, parts) ? desk.gate?.hold.id : place?.id;
}

function comesHeld(desk: Desk, move: TransferMove, parts: Share[]): boolean {
  const lots = parts.flatMap(({ lot }) => lot ?? []);
  return isGated(desk, itemById(desk.books, move.item_id)) || isHeld(desk, lots);
}

function noteHeld(desk: Desk, move: TransferMove, parts: Share[]): void {
  const item = itemById(desk.books, move.item_id);
  if (!comesHeld(desk, move, parts)) return;
  for (const { lot, quantity } of parts)
    if (lot !== undefined) noteGateMove(desk.books, desk, item, lot.id, quantity);
}

function receivedOf(
  desk: Desk,
  order: Purchase,
  payload: Fields,
): { shares: Map<TransferMove, Share[]>; said: Said[] } {
  const entries = listAt(payload, 'lines', '/data/lines');
  if (entries.length === 0) throw malformed('/data/lines', 'lines must not be empty');
  const awaited = new Map(awaitedMoves(desk.books, order).map((move) => [move.id, move]));
  const left = new Map([...awaited].map(([id, { demand }]) => [id, demand]));
  const shares = new Map<TransferMove, Share[]>();
  const said: Said[] = [];
  for (const [index, each] of entries.entries()) {
    const pointer = `/data/lines/${index}`;
    const entry = onlyKeys(each, [...arrivalKeys, 'consumed'], pointer);
    const { item, lines } = namedLines(desk, order, entry, pointer);
    const moves = movesOfLines(desk, order, item, lines).map(({ id }) => awaited.get(id) as TransferMove);
    if (moves.length === 0)
      throw new Refusal('nothing-to-receive', `${order.name} awaits no more ${item.code}`, pointer);
    const amount = amountAt(entry, 'quantity', item, `${pointer}/quantity`);
    const parts = partsOf(entry, item, amount, pointer);
    const lots = receivedLots(desk, item, parts, pointer);
    for (const part of parts)
      for (const { move, quantity } of shareOut(part.quantity, moves, left)) {
        const lot = lots.get(part.number ?? '');
        shares.set(move, [...(shares.get(move) ?? []), { lot, quantity }]);
        if (listAt(entry, 'consumed', `${pointer}/consumed`).length > 0)
          said.push({ pointer, entry, move, lot });
      }
  }
  return { shares, said };
}
