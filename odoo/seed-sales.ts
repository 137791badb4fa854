import type { OdooAdmin } from './admin.ts';
import type { Customer, SalesOrder } from './master-data.ts';
import { type Items, type SeededWarehouse, seeded } from './seed-products.ts';

/** Creates the customers and delivery addresses that are missing. */
export async function seedCustomers(odoo: OdooAdmin, customers: readonly Customer[]): Promise<void> {
  const made = await createMissing(
    odoo,
    customers.map(({ code, name, barcode }) => ({
      ref: code,
      name,
      is_company: true,
      ...(barcode ? { barcode } : {}),
    })),
  );
  await createMissing(
    odoo,
    customers.flatMap(({ code, addresses = [] }) =>
      addresses.map((address) => ({
        ref: address.code,
        name: address.name,
        type: 'delivery',
        parent_id: seeded(made, code),
      })),
    ),
  );
}

/** Creates and confirms the sales orders that are missing. */
export async function seedSalesOrders(
  odoo: OdooAdmin,
  orders: readonly SalesOrder[],
  warehouses: ReadonlyMap<string, SeededWarehouse>,
  items: Items,
): Promise<void> {
  if (orders.length === 0) return;
  await odoo.installApps(['sale_stock']);
  const found = await odoo.search<{ id: number; client_order_ref: string }>(
    'sale.order',
    [['client_order_ref', 'in', orders.map(({ reference }) => reference)]],
    ['client_order_ref'],
  );
  const known = new Set(found.map(({ client_order_ref }) => client_order_ref));
  const missing = orders.filter(({ reference }) => !known.has(reference));
  const customers = await idsByReference(
    odoo,
    missing.map(({ customer }) => customer),
  );
  const ids = await odoo.create(
    'sale.order',
    missing.map((order) => ({
      client_order_ref: order.reference,
      partner_id: seeded(customers, order.customer),
      warehouse_id: seeded(warehouses, order.warehouse).id,
      order_line: order.lines.map(({ item, quantity }) => [
        0,
        0,
        { product_id: seeded(items, item).id, product_uom_qty: quantity },
      ]),
    })),
  );
  if (ids.length > 0) await odoo.call('sale.order', 'action_confirm', { ids });
}

async function createMissing(
  odoo: OdooAdmin,
  contacts: readonly (Record<string, unknown> & { ref: string })[],
): Promise<Map<string, number>> {
  const references = contacts.map(({ ref }) => ref);
  const known = await idsByReference(odoo, references);
  await odoo.create(
    'res.partner',
    contacts.filter(({ ref }) => !known.has(ref)),
  );
  return idsByReference(odoo, references);
}

async function idsByReference(odoo: OdooAdmin, references: string[]): Promise<Map<string, number>> {
  const found = await odoo.search<{ id: number; ref: string }>(
    'res.partner',
    [['ref', 'in', references]],
    ['ref'],
  );
  return new Map(found.map(({ id, ref }) => [ref, id]));
}
