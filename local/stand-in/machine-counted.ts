import { onlyKeys, optionalTextAt, textAt } from './fields.ts';
import { itemById } from './model/items.ts';
import type { Production } from './model/productions.ts';
import type { Document, Procedure } from './procedures.ts';
import { amountAt, familyAt, openOrder } from './rules/lookups.ts';
import { machineAt } from './rules/machines.ts';
import { operationOn } from './rules/operations.ts';

/** What a machine's counter shows: kept on the order or its operation, and moves nothing. */
export const procedure: Procedure = {
  operation: 'machine.counted',
  book: (desk, given) => {
    const payload = onlyKeys(given, ['machine', 'order', 'operation', 'count', 'scrap_count'], '/data');
    const machine = machineAt(desk, textAt(payload, 'machine', '/data/machine'));
    if (!('order' in payload)) return machine;
    const name = textAt(payload, 'order', '/data/order');
    const operation = optionalTextAt(payload, 'operation', '/data/operation');
    const family = familyAt(desk, name);
    const order = family.find(({ state }) => state === 'confirmed');
    if (order === undefined) return withoutEffect(family, name);
    const item = itemById(desk.books, order.item_id);
    const scrapped =
      'scrap_count' in payload ? amountAt(payload, 'scrap_count', item, '/data/scrapCount', true) : 0;
    const counts =
      operation === ''
        ? { table: 'production', id: order.id }
        : { table: 'work_order', id: operationOn(desk, order, payload, '/data').id };
    const count = amountAt(payload, 'count', item, '/data/count', true);
    // An older reading that was delayed says nothing new.
    desk.books.run(
      `UPDATE ${counts.table} SET counted = ?, scrap_counted = ?, counted_at = ?
        WHERE id = ? AND (counted_at IS NULL OR counted_at <= ?)`,
      count,
      scrapped,
      desk.moment,
      counts.id,
      desk.moment,
    );
    return { model: 'mrp.production', id: order.id, name: order.name };
  },
};

/** Machines count on for a while; a completed order has its quantity, a cancelled one needs none. */
function withoutEffect(family: Production[], name: string): Document {
  const { id, name: part } = family.find(({ state }) => state !== 'draft') ?? openOrder(family, name);
  return { model: 'mrp.production', id, name: part };
}
