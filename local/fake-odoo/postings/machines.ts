import type { Desk, Document, Procedure } from '../desk.ts';
import { onlyKeys, Refusal, textAt } from '../fields.ts';
import { refuseNotModelled } from '../not-modelled.ts';
import { itemById } from '../records/items.ts';
import type { Production } from '../records/production-orders.ts';
import { amountAt, familyAt, openOrder } from '../rules/lookups.ts';

export function machineAt(desk: Desk, code: string): Document {
  const found = desk.books.one<{ id: number; name: string }>(
    'SELECT id, name FROM work_center WHERE code = ?',
    code,
  );
  if (found !== undefined) return { model: 'mrp.workcenter', ...found };
  throw new Refusal('unknown-work-center', `Odoo has no work centre with code ${code}`, '/data/machine');
}

/** What a machine's counter shows: kept on the order, and moves nothing. */
export const machineCounted: Procedure = (desk, given) => {
  const payload = onlyKeys(given, ['machine', 'order', 'operation', 'count', 'scrap_count'], '/data');
  const machine = machineAt(desk, textAt(payload, 'machine', '/data/machine'));
  if (!('order' in payload)) return machine;
  const name = textAt(payload, 'order', '/data/order');
  if ('operation' in payload) throw refuseNotModelled('counts of operations', '/data/operation');
  const family = familyAt(desk, name);
  const order = family.find(({ state }) => state === 'confirmed');
  if (order === undefined) return withoutEffect(family, name);
  const item = itemById(desk.books, order.item_id);
  const scrapped =
    'scrap_count' in payload ? amountAt(payload, 'scrap_count', item, '/data/scrapCount', true) : 0;
  const count = amountAt(payload, 'count', item, '/data/count', true);
  // An older reading that was delayed says nothing new.
  desk.books.run(
    `UPDATE production SET counted = ?, scrap_counted = ?, counted_at = ?
      WHERE id = ? AND (counted_at IS NULL OR counted_at <= ?)`,
    count,
    scrapped,
    desk.moment,
    order.id,
    desk.moment,
  );
  return { model: 'mrp.production', id: order.id, name: order.name };
};

/** Machines count on for a while; a completed order has its quantity, a cancelled one needs none. */
function withoutEffect(family: Production[], name: string): Document {
  const { id, name: part } = family.find(({ state }) => state !== 'draft') ?? openOrder(family, name);
  return { model: 'mrp.production', id, name: part };
}
