import { describe, expect, test } from 'vitest';
import { stock } from '../../lambdas/outbound/poll/entities/stock.ts';
import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { shelve } from './booking/warehouse.ts';
import { openFloor } from './open-floor.ts';
import { kilograms, PolledPlant } from './poll/polled-plant.ts';
import { stockMessages } from './poll/stock.ts';
import { idOf } from './stock-office.ts';

describe('messages about stock to plants', () => {
  const backend = realOdooFromEnvironment();
  const floor = openFloor(async () => backend);

  stockMessages(floor);

  test('goods in packages and those of somebody else are one balance with the rest', async () => {
    const on = await shelve(floor(), { stock: [5] });
    const { odoo } = backend;
    const [owner] = await odoo.create('res.partner', [{ name: floor().name('OWNER') }]);
    const [pack] = await odoo.create('stock.package', [{ name: floor().name('PACK') }]);
    const place = {
      product_id: await idOf(odoo, 'product.product', ['default_code', '=', on.item]),
      location_id: await idOf(odoo, 'stock.location', ['complete_name', '=', on.shelves[0]]),
    };
    const vals_list = [
      { ...place, owner_id: owner, inventory_quantity_auto_apply: 2 },
      { ...place, package_id: pack, inventory_quantity_auto_apply: 3 },
    ];
    await odoo.call('stock.quant', 'create', { vals_list, context: { inventory_mode: true } });
    const plant = new PolledPlant(backend, stock, { watches: { items: [on.item], categories: [] } });
    expect(await plant.poll()).toMatchObject([{ data: { quantity: kilograms(10) } }]);
  });

  test('what a person counts is published', async () => {
    const on = await shelve(floor(), { stock: [5] });
    const plant = new PolledPlant(backend, stock, { watches: { items: [on.item], categories: [] } });
    await plant.poll();
    const { odoo } = backend;
    const vals = {
      product_id: await idOf(odoo, 'product.product', ['default_code', '=', on.item]),
      location_id: await idOf(odoo, 'stock.location', ['complete_name', '=', on.shelves[0]]),
      inventory_quantity_auto_apply: 0.5,
    };
    await odoo.call('stock.quant', 'create', { vals_list: [vals], context: { inventory_mode: true } });
    expect(await plant.poll()).toMatchObject([{ data: { quantity: kilograms(0.5), free: kilograms(0.5) } }]);
  });
});
