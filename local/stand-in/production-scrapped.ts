import { quantityOf, text, textIfGiven } from './fields.ts';
import { type Item, itemById, type Lot } from './model/items.ts';
import type { Production } from './model/productions.ts';
import { moveStock, quantsOf } from './model/quants.ts';
import { compare, round } from './model/units.ts';
import type { Desk, Procedure } from './procedures.ts';
import { Refusal } from './refusal.ts';
import { anyOrder, inItemUnit, itemOf, usableLot } from './rules/lookups.ts';

/** Scrap of an order's product or component, out of the warehouse's stock. */
export const procedure: Procedure = {
  operation: 'production.scrapped',
  book: (desk, payload) => {
    const name = text(payload, 'order', '/data');
    const code = textIfGiven(payload, 'item', '/data');
    const said = quantityOf(payload, 'quantity', '/data');
    const number = textIfGiven(payload, 'lot', '/data');
    const reason = textIfGiven(payload, 'reason', '/data');

    const order = scrapOrder(desk, name);
    const item = code === undefined ? itemById(desk.books, order.item_id) : itemOf(desk, code, '/data/item');
    const quantity = inItemUnit(said, item, '/data/quantity');
    const lot = scrapLot(desk, item, number);
    checkOnHand(desk, order, item, lot, quantity);
    moveStock(desk.books, order.warehouse_id, item, lot?.id ?? null, -quantity);
    return insertScrap(desk, order, item, lot, quantity, reason);
  },
};

/** The open part, else the last one: goods are found faulty after their order is done, too. */
function scrapOrder(desk: Desk, name: string): Production {
  const family = anyOrder(desk, name);
  const order =
    family.find((part) => part.state === 'confirmed') ?? family.findLast((part) => part.state === 'done');
  if (order !== undefined) return order;
  if (family.at(-1)?.state === 'draft')
    throw new Refusal('order-not-confirmed', `Order ${name} is not confirmed yet.`, '/data/order');
  throw new Refusal('order-cancelled', `Order ${name} is cancelled.`, '/data/order');
}

function scrapLot(desk: Desk, item: Item, number: string | undefined): Lot | undefined {
  if (item.tracking === 'none') return undefined;
  if (number === undefined)
    throw new Refusal('lot-required', `Item ${item.code} needs a lot or serial number.`, '/data/lot');
  // Expired goods may well be scrapped: that is often the very reason.
  return usableLot({ ...desk, now: new Date(0) }, item, number, '/data/lot');
}

function checkOnHand(
  desk: Desk,
  order: Production,
  item: Item,
  lot: Lot | undefined,
  quantity: number,
): void {
  if (desk.negativeStock === 'allow') return;
  const quants = quantsOf(desk.books, order.warehouse_id, item);
  const onHand = round(
    quants
      .filter((quant) => quant.lot_id === (lot?.id ?? null))
      .reduce((sum, quant) => sum + quant.quantity, 0),
  );
  if (compare(quantity, onHand) > 0)
    throw new Refusal(
      'insufficient-stock',
      `Order ${order.first_name}: ${quantity} of item ${item.code} to scrap, ${onHand} on hand.`,
      '/data/quantity',
    );
}

function insertScrap(
  desk: Desk,
  order: Production,
  item: Item,
  lot: Lot | undefined,
  quantity: number,
  reason: string | undefined,
): { model: string; id: number; name: string } {
  const tag =
    reason === undefined
      ? undefined
      : desk.books.one<{ id: number }>('SELECT id FROM scrap_reason WHERE name = ?', reason);
  if (reason !== undefined && tag === undefined)
    throw new Refusal('unknown-scrap-reason', `There is no scrap reason ${reason}.`, '/data/reason');
  const last = desk.books.one<{ last: number }>('SELECT coalesce(max(id), 0) AS last FROM scrap')?.last ?? 0;
  const name = `SP/${String(last + 1).padStart(5, '0')}`;
  const id = desk.books.run(
    'INSERT INTO scrap (name, production_id, item_id, lot_id, quantity, reason_id) VALUES (?, ?, ?, ?, ?, ?)',
    name,
    order.id,
    item.id,
    lot?.id ?? null,
    quantity,
    tag?.id ?? null,
  );
  return { model: 'stock.scrap', id, name };
}
