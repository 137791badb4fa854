import { describe, expect, test } from 'vitest';
import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { Counter } from '../odoo/counter.ts';
import { ShopFloor } from '../odoo/shop-floor.ts';

describe('stock that production takes although a delivery had it reserved', () => {
  test('is missing from the delivery', async () => {
    const backend = await fakeOdooBackend();
    const floor = new ShopFloor(backend);
    const counter = new Counter(floor);
    const on = await floor.release({ quantity: 1, components: [{ per: 1, tracking: 'lot', stock: {} }] });
    const [milk = ''] = on.components;
    await backend.seed({
      warehouses: [],
      items: [],
      stock: [{ warehouse: 'OSL', item: milk, lot: 'A', quantity: 9 }],
    });
    const sold = await counter.sellAgain([milk], [9]);
    const quantity = { value: 2, uom: on.uom };
    const consumed = [{ item: milk, quantity, lots: [{ number: 'A', quantity: 2 }] }];
    expect(await floor.bookOne(floor.reported(on, 1, { consumed }))).toMatchObject({ result: 'posted' });
    expect(await floor.bookOne(counter.shipped(sold))).toMatchObject({
      code: 'lot-required',
      message: expect.stringContaining('7 are reserved'),
    });
    await backend.close();
  });
});
