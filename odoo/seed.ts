import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { OdooAdmin } from './admin.ts';
import type { MasterData } from './master-data.ts';
import { optionsOf } from './options.ts';
import { seedLocations } from './seed-locations.ts';
import { seedOrders } from './seed-orders.ts';
import { seedItems, seedPlaces, seedRecipes } from './seed-products.ts';
import { seedPurchases } from './seed-purchases.ts';
import { seedCustomers, seedSalesOrders } from './seed-sales.ts';
import { seedStock } from './seed-stock.ts';
import { environmentVariable } from './variables.ts';

/** Creates what is missing of the given master data; calling it again changes nothing. */
export async function seedMasterData(odoo: OdooAdmin, data: MasterData): Promise<void> {
  await showLotsAndOperations(odoo);
  const warehouses = await seedPlaces(odoo, data);
  await seedLocations(odoo, data.locations ?? []);
  const items = await seedItems(odoo, data.items);
  await seedRecipes(odoo, data.boms ?? [], items);
  await seedStock(odoo, data.stock ?? [], warehouses, items);
  await seedOrders(odoo, data.orders ?? [], warehouses, items);
  await seedCustomers(odoo, data.customers ?? []);
  await seedSalesOrders(odoo, data.salesOrders ?? [], warehouses, items);
  await seedPurchases(odoo, data, warehouses, items);
}

/** What a manufacturer has switched on: a database where lots are off hides them from people. */
async function showLotsAndOperations(odoo: OdooAdmin): Promise<void> {
  await odoo.installApps(['mrp', 'product_expiry']);
  const everybody = await odoo.externalId('base.group_user');
  const [group] = await odoo.search<{ id: number; implied_ids: number[] }>(
    'res.groups',
    [['id', '=', everybody]],
    ['implied_ids'],
  );
  const missing: number[] = [];
  for (const feature of [
    'stock.group_production_lot',
    'stock.group_stock_multi_locations',
    'uom.group_uom',
    'mrp.group_mrp_routings',
  ]) {
    const id = await odoo.externalId(feature);
    if (id !== undefined && !group?.implied_ids.includes(id)) missing.push(id);
  }
  if (group && missing.length > 0)
    await odoo.call('res.groups', 'write', {
      ids: [group.id],
      vals: { implied_ids: missing.map((id) => [4, id]) },
    });
}

const usage = `npm run odoo:seed -- FILE…

Creates what an Odoo database lacks of the master data in these files: .json, or .ts with a default export.
A repeat changes nothing. Needs ODOO_URL, ODOO_DB and ODOO_ADMIN_API_KEY.`;

async function main(): Promise<void> {
  const { positionals } = optionsOf(usage, () =>
    parseArgs({ allowPositionals: true, options: { help: { type: 'boolean', short: 'h' } } }),
  );
  if (positionals.length === 0) {
    console.error(`which file?\n\n${usage}`);
    process.exit(2);
  }
  const odoo = new OdooAdmin({
    url: environmentVariable('ODOO_URL'),
    database: environmentVariable('ODOO_DB'),
    apiKey: environmentVariable('ODOO_ADMIN_API_KEY'),
  });
  for (const file of positionals) {
    const data: MasterData = file.endsWith('.json')
      ? JSON.parse(readFileSync(file, 'utf8'))
      : (await import(new URL(file, `file://${process.cwd()}/`).href)).default;
    await seedMasterData(odoo, data);
    console.log(`${file}: ${data.items.length} items and ${data.orders?.length ?? 0} orders are there`);
  }
}

if (import.meta.main)
  await main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
