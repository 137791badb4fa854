import { type Fields, listAt, malformed, onlyKeys, optionalTextAt } from './fields.ts';
import { awaitedMoves, type Purchase, type TransferMove } from './model/purchases.ts';
import { receive, type Share } from './model/receiving.ts';
import type { Desk, Procedure } from './procedures.ts';
import { Refusal } from './refusal.ts';
import { arrivalKeys, partsOf, shareOut } from './rules/arrivals.ts';
import { amountAt } from './rules/lookups.ts';
import { placeOf } from './rules/places.ts';
import { movesOfLines, namedLines, purchaseOf } from './rules/purchases.ts';
import { receivedLots } from './rules/received-lots.ts';
import { type Said, takeComponents } from './rules/subcontracting.ts';

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
    const { shares, said } = receivedOf(desk, order, payload);
    const byMove = new Map([...shares].map(([move, parts]) => [move.id, parts]));
    takeComponents(desk, order, shares, said);
    return {
      model: 'stock.picking',
      ...receive(desk.books, order, byMove, { final, note, place: place?.id, moment: desk.moment }),
    };
  },
};

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
