import type { OdooAdmin } from './admin.ts';
import type { ProductionOrder } from './master-data.ts';
import { type Items, type SeededWarehouse, seeded } from './seed-products.ts';

/** Creates and confirms the orders that are missing, under the names given. */
export async function seedOrders(
  odoo: OdooAdmin,
  orders: readonly ProductionOrder[],
  warehouses: ReadonlyMap<string, SeededWarehouse>,
  items: Items,
): Promise<void> {
  // An order with a backorder is called differently now; its group keeps the first name.
  const groups = await odoo.search<{ id: number; name: string }>(
    'mrp.production.group',
    [['name', 'in', orders.map(({ name }) => name)]],
    ['name'],
  );
  const known = new Set(groups.map(({ name }) => name));
  const missing = orders.filter(({ name }) => !known.has(name));
  const ids = await odoo.create(
    'mrp.production',
    missing.map((order) => ({
      name: order.name,
      product_id: seeded(items, order.item).id,
      product_uom_id: seeded(items, order.item).uom_id[0],
      product_qty: order.quantity,
      picking_type_id: seeded(warehouses, order.warehouse).manu_type_id[0],
    })),
  );
  const confirmed = ids.filter((_, index) => missing[index]?.confirmed ?? true);
  if (confirmed.length > 0) await odoo.call('mrp.production', 'action_confirm', { ids: confirmed });
}
