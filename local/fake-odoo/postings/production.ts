import type { Books } from '../database.ts';
import {
  type Desk,
  type Document,
  type Fields,
  listAt,
  malformed,
  onlyKeys,
  optionalTextAt,
  type Procedure,
  Refusal,
  textAt,
} from '../desk.ts';
import { refuseNotModelled } from '../not-modelled.ts';
import { movesOf, openMoves, type RawMove, takeStock } from '../records/components.ts';
import { compare, type Item, itemById, type Lot, lotById, round } from '../records/items.ts';
import {
  backflush,
  complete,
  isPart,
  type Production,
  productionById,
} from '../records/production-orders.ts';
import { lotAtPlace, needsRelease, noteHoldMove } from '../records/quality-hold.ts';
import { quantsOf } from '../records/stock.ts';
import { isRunningOrDone } from '../records/work-orders.ts';
import {
  amountsOf,
  checkLines,
  componentMove,
  consume,
  linesTaken,
  namedLots,
  recorded,
  refuseConsumedSerials,
  refuseShort,
  type Taken,
} from '../rules/consumption.ts';
import { checkRounding, type Sent, sentAt } from '../rules/kept.ts';
import { familyAt, itemOf, lotAt, lotsOfReport, openOrder } from '../rules/lookups.ts';
import { holdWhatCameBack, isHeld, mustBeHeld } from '../rules/lot-verdicts.ts';
import { writeLabour } from './operations.ts';

const reportKeys = ['order', 'quantity', 'lot', 'serials', 'consumed', 'by_products', 'labour', 'final'];

/** A quantity of the order's product was made. */
export const productionReported: Procedure = (desk, given) => {
  const payload = onlyKeys(given, reportKeys, '/data');
  const name = textAt(payload, 'order', '/data/order');
  const { final } = payload;
  if (typeof final !== 'boolean') throw malformed('/data/final', 'final must be true or false');
  const order = openOrder(familyAt(desk, name), name);
  const item = itemById(desk.books, order.item_id);
  const sent = sentAt(payload, 'quantity', item, '/data/quantity');
  const { amount } = sent;
  const lots = lotsOfReport(desk, item, payload, amount);
  if (listAt(payload, 'by_products', '/data/byProducts').length > 0)
    throw refuseNotModelled('by-products', '/data/byProducts');
  if (order.consumption === 'strict') throw refuseNotModelled('strict consumption', '/data/order');
  writeLabour(desk, order, payload);
  // Earlier issues were checked at the time of their own events.
  const issued = openMoves(desk.books, order).filter((move) => recorded(desk, move) > 0);
  const left = linesTaken(desk, issued);
  const { named, used } = writeConsumption(desk, order, payload);
  backflush(desk.books, order, amount);
  const judged = openMoves(desk.books, order).filter(
    ({ id }) => named.has(id) || !issued.some((move) => move.id === id),
  );
  checkLines(desk, judged);
  refuseConsumedSerials(
    desk,
    openMoves(desk.books, order).filter((move) => move.picked === 1),
  );
  if (isPart(order, amount, final) && isRunningOrDone(desk.books, order))
    throw refuseNotModelled('parts and operations', '/data/quantity');
  const held = needsRelease(desk, item) || isHeld(desk, lots) ? desk.holdRules?.hold.id : undefined;
  complete(desk.books, order, amount, lots, final, desk.moment, held);
  if (held !== undefined)
    for (const lot of lots)
      noteHoldMove(desk.books, desk, item, lot.id, item.tracking === 'serial' ? 1 : amount, held);
  const done = movesOf(desk.books, order).filter((move: RawMove) => move.state === 'done');
  refuseShort(desk, linesTaken(desk, done), true);
  for (const part of [...used, sent]) checkRounding(desk, part);
  holdWhatWasLeft(desk, left, linesTaken(desk, done));
  return { model: 'mrp.production', id: order.id, name: productionById(desk.books, order.id).name };
};

/** Holds what was issued of a lot before quality held it, and was not consumed. */
function holdWhatWasLeft(desk: Desk, issued: readonly Taken[], consumed: readonly Taken[]): void {
  for (const { item, lot: id, quantity } of issued) {
    const lot = lotById(desk.books, id);
    const used = consumed.filter((each) => each.item.id === item.id && each.lot === id);
    const left = round(quantity - used.reduce((sum, each) => sum + each.quantity, 0));
    if (lot && compare(left, 0) > 0) holdWhatCameBack(desk, item, lot, left);
  }
}

/** Actual consumption of the components named; the others follow the bill of materials. */
function writeConsumption(
  desk: Desk,
  order: Production,
  payload: Fields,
): { named: Set<RawMove['id']>; used: Sent[] } {
  const named = new Set<RawMove['id']>();
  const used: Sent[] = [];
  for (const [index, each] of listAt(payload, 'consumed', '/data/consumed').entries()) {
    const pointer = `/data/consumed/${index}`;
    const entry = onlyKeys(each, ['item', 'quantity', 'lots'], pointer);
    const code = textAt(entry, 'item', `${pointer}/item`);
    const item = itemOf(desk, code, `${pointer}/item`);
    const sent = sentAt(entry, 'quantity', item, `${pointer}/quantity`, true);
    const lots = namedLots(desk, entry, sent, pointer);
    const move = componentMove(desk, order, item, `${pointer}/item`);
    if (named.has(move.id)) throw malformed(`${pointer}/item`, `${code} is named twice`);
    consume(desk, order, move, sent.amount, amountsOf(lots));
    named.add(move.id);
    used.push(...(lots.size > 0 ? lots.values() : [sent]));
  }
  return { named, used };
}

/** Product or component of the order went to waste. */
export const productionScrapped: Procedure = (desk, given) => {
  const payload = onlyKeys(given, ['order', 'item', 'quantity', 'lot', 'reason'], '/data');
  const name = textAt(payload, 'order', '/data/order');
  const { order, item } = scrappedItem(desk, payload, name);
  const sent = sentAt(payload, 'quantity', item, '/data/quantity');
  const { amount: quantity } = sent;
  const lot = lotAt(desk, payload, item, quantity);
  const reason = optionalTextAt(payload, 'reason', '/data/reason');
  const tag = reason === '' ? undefined : scrapReason(desk.books, reason);
  if (reason !== '' && tag === undefined)
    throw new Refusal('unknown-scrap-reason', `Odoo has no scrap reason called ${reason}`, '/data/reason');
  checkRounding(desk, sent);
  scrapFrom(desk, order, item, lot, quantity);
  return insertScrap(desk.books, { order, item, lot, quantity, reason: tag, moment: desk.moment });
};

/** From the stock, or from where quality holds the lot. */
function scrapFrom(desk: Desk, order: Production, item: Item, lot: Lot | undefined, quantity: number): void {
  const { books } = desk;
  const place = heldToScrap(desk, item, lot, quantity);
  if (lot !== undefined && place !== undefined) {
    takeStock(books, order.warehouse_id, item, lot.id, quantity, place);
    noteHoldMove(books, desk, item, lot.id, -quantity, place);
    return;
  }
  takeStock(books, order.warehouse_id, item, lot?.id ?? null, quantity);
  refuseShort(desk, [{ item, lot: lot?.id ?? null, quantity }], true);
}

/** The hold place, when the waste is held. What was released of the lot is wasted last: somebody may wait for it. */
function heldToScrap(desk: Desk, item: Item, lot: Lot | undefined, quantity: number): number | undefined {
  const { books, holdRules, warehouse } = desk;
  if (holdRules === undefined || lot === undefined) return undefined;
  if (!mustBeHeld(desk, item, lot)) {
    const loose = quantsOf(books, warehouse.id, item).find(({ lot_id }) => lot_id === lot.id);
    if (loose !== undefined && compare(loose.quantity - loose.reserved, quantity) >= 0) return undefined;
  }
  const { id } = holdRules.hold;
  return compare(lotAtPlace(books, lot.id, id), quantity) >= 0 ? id : undefined;
}

/** Product is scrapped against a done part of the family, components against the open one. */
function scrappedItem(desk: Desk, payload: Fields, name: string): { order: Production; item: Item } {
  const family = familyAt(desk, name);
  const live = family.filter(({ state }) => state === 'confirmed' || state === 'done');
  const last = live.at(-1) ?? openOrder(family, name);
  const own = itemById(desk.books, last.item_id);
  const item = 'item' in payload ? itemOnOrder(desk, payload, name, live, own) : own;
  const isRight = (part: Production) => (part.state === 'done') === (item.id === own.id);
  return { order: live.findLast(isRight) ?? last, item };
}

function itemOnOrder(desk: Desk, payload: Fields, name: string, live: Production[], own: Item): Item {
  const code = textAt(payload, 'item', '/data/item');
  const item = itemOf(desk, code, '/data/item');
  const isComponent = live.some((part) => movesOf(desk.books, part).some((move) => move.item_id === item.id));
  if (item.id === own.id || isComponent) return item;
  const message = `${code} is neither made nor consumed by order ${name}`;
  throw new Refusal('item-not-on-order', message, '/data/item');
}

function scrapReason(books: Books, name: string): number | undefined {
  return books.one<{ id: number }>('SELECT id FROM scrap_reason WHERE name = ?', name)?.id;
}

interface Scrap {
  order: Production;
  item: Item;
  lot: Lot | undefined;
  quantity: number;
  reason: number | undefined;
  moment: string;
}

function insertScrap(books: Books, scrapped: Scrap): Document {
  const { order, item, lot, quantity, reason, moment } = scrapped;
  const last = books.one<{ id: number }>('SELECT coalesce(max(id), 0) AS id FROM scrap')?.id ?? 0;
  const name = `SP/${String(last + 1).padStart(5, '0')}`;
  const id = books.run(
    `INSERT INTO scrap (name, production_id, item_id, lot_id, quantity, reason_id, moment)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    name,
    order.id,
    item.id,
    lot?.id ?? null,
    quantity,
    reason ?? null,
    moment,
  );
  return { model: 'stock.scrap', id, name };
}
