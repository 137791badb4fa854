import { afterAll, describe, expect, test } from 'vitest';
import { shortages } from '../../lambdas/outbound/poll/entities/shortages.ts';
import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { openFloor } from './open-floor.ts';
import { kilograms, PolledPlant } from './poll/polled-plant.ts';
import { shortageMessages } from './poll/shortages.ts';
import { KG, WAREHOUSE } from './shop-floor.ts';
import { idOf } from './stock-office.ts';

describe('messages about shortages to plants', () => {
  const backend = realOdooFromEnvironment();
  const floor = openFloor(async () => backend);
  const { odoo } = backend;

  shortageMessages(floor);

  describe('where orders do not reserve by themselves', () => {
    const reserving = async (reservation_method: 'manual' | 'at_confirm') => {
      const type = await idOf(
        odoo,
        'stock.picking.type',
        ['warehouse_id.code', '=', WAREHOUSE],
        ['code', '=', 'mrp_operation'],
      );
      await odoo.call('stock.picking.type', 'write', { ids: [type], vals: { reservation_method } });
    };
    afterAll(() => reserving('at_confirm'));

    test('the stock goes to the order that starts first, whichever was released first', async () => {
      await reserving('manual');
      const first = await floor().release({ quantity: 2, components: [{ per: 3, stock: 10 }] });
      const second = await floor().releaseAgain(first, 2);
      const ids = [await idOf(odoo, 'mrp.production', ['name', '=', second.order])];
      await odoo.call('mrp.production', 'write', { ids, vals: { date_start: '2020-01-02 03:04:05' } });
      const published = await new PolledPlant(backend, shortages).poll();
      expect(published.filter(({ subject }) => subject === second.order)).toEqual([]);
      expect(published.filter(({ subject }) => subject === first.order)).toMatchObject([
        {
          data: { required: kilograms(6), reserved: kilograms(0), free: kilograms(4), missing: kilograms(2) },
        },
      ]);
    });
  });

  test('goods past their removal date do not help', async () => {
    const components = [{ per: 3, tracking: 'lot' as const, expires: true, stock: {} }];
    const on = await floor().release({ quantity: 2, components });
    const [item = ''] = on.components;
    const stock = { warehouse: WAREHOUSE, item, lot: 'OLD', quantity: 50, expires: '2020-01-01T00:00:00Z' };
    await floor().backend.seed({
      warehouses: [{ code: WAREHOUSE, name: 'Oslo' }],
      items: [{ code: item, name: item, uom: KG, tracking: 'lot', expires: true }],
      stock: [stock],
    });
    expect(await new PolledPlant(backend, shortages).poll(on.order)).toMatchObject([
      { data: { free: kilograms(0), missing: kilograms(6) } },
    ]);
  });

  test('an order that was removed from Odoo lacks nothing', async () => {
    const on = await floor().release({ quantity: 2, components: [{ per: 3 }] });
    const plant = new PolledPlant(backend, shortages);
    await plant.poll();
    const ids = [await idOf(odoo, 'mrp.production', ['name', '=', on.order])];
    await odoo.call('mrp.production', 'action_cancel', { ids });
    await odoo.call('mrp.production', 'unlink', { ids });
    expect(await plant.poll(on.order)).toMatchObject([
      { name: 'material.shortage-resolved', data: { required: kilograms(0) }, gone: true },
    ]);
  });
});
