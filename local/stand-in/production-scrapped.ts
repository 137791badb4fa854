import { type Fields, onlyKeys, optionalTextAt, textAt } from './fields.ts';
import { lotAtPlace } from './model/gate.ts';
import { type Item, itemById, type Lot } from './model/items.ts';
import { stockPlace } from './model/locations.ts';
import type { Production } from './model/productions.ts';
import { moveStock } from './model/quants.ts';
import { movesOf } from './model/raw-moves.ts';
import { insertScrap, scrapReason } from './model/scraps.ts';
import { takeStock } from './model/taking.ts';
import { compare } from './model/units.ts';
import type { Desk, Procedure } from './procedures.ts';
import { Refusal } from './refusal.ts';
import { outOfHold } from './rules/holding.ts';
import { amountAt, familyAt, itemOf, lotAt, openOrder } from './rules/lookups.ts';
import { refuseShort } from './rules/stock.ts';

/** Product or component of the order went to waste. */
export const procedure: Procedure = {
  operation: 'production.scrapped',
  book: (desk, given) => {
    const payload = onlyKeys(given, ['order', 'item', 'quantity', 'lot', 'reason'], '/data');
    const name = textAt(payload, 'order', '/data/order');
    const { order, item } = scrappedItem(desk, payload, name);
    const quantity = amountAt(payload, 'quantity', item, '/data/quantity');
    const lot = lotAt(desk, payload, item, quantity);
    const reason = optionalTextAt(payload, 'reason', '/data/reason');
    const tag = reason === '' ? undefined : scrapReason(desk.books, reason);
    if (reason !== '' && tag === undefined)
      throw new Refusal('unknown-scrap-reason', `Odoo has no scrap reason ${reason}`, '/data/reason');
    scrapFrom(desk, order, item, lot, quantity);
    return insertScrap(desk.books, { order, item, lot, quantity, reason: tag, moment: desk.moment });
  },
};

/** From the stock; a lot that is held, or was let out for rework, from where it lies. */
function scrapFrom(desk: Desk, order: Production, item: Item, lot: Lot | undefined, quantity: number): void {
  const { books, gate } = desk;
  const has = (place: number | undefined) =>
    place !== undefined && lot !== undefined && compare(lotAtPlace(books, lot.id, place), quantity) >= 0;
  if (gate && lot && !has(stockPlace(books, order.warehouse_id)) && has(gate.hold.id)) {
    outOfHold(desk, item, lot, quantity, undefined);
    return;
  }
  if (gate?.rework && lot && !has(stockPlace(books, order.warehouse_id)) && has(gate.rework.id)) {
    moveStock(books, order.warehouse_id, item, lot.id, -quantity, gate.rework.id);
    return;
  }
  takeStock(books, order.warehouse_id, item, lot?.id ?? null, quantity);
  refuseShort(desk, [{ item, lot: lot?.id ?? null, quantity }], true);
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
