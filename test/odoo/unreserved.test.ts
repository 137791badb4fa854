import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RealOdooBackend, realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { insist } from './booking/concurrency.ts';
import { ShopFloor, WAREHOUSE } from './shop-floor.ts';

/**
 * Where orders reserve at confirmation, Odoo's own reservations collide when two calls want the same stock. Where
 * they do not, nothing of Odoo's does: each call then makes a quant beside the one that the other holds.
 */
let backend: RealOdooBackend;
let floor: ShopFloor;

beforeAll(async () => {
  backend = realOdooFromEnvironment();
  floor = new ShopFloor(backend);
  await floor.release({ quantity: 1 });
  await reserve('manual');
});
afterAll(() => reserve('at_confirm'));

async function reserve(method: 'manual' | 'at_confirm'): Promise<void> {
  const [warehouse] = await backend.odoo.search<{ id: number; manu_type_id: [number, string] }>(
    'stock.warehouse',
    [['code', '=', WAREHOUSE]],
    ['manu_type_id'],
  );
  const vals = { reservation_method: method };
  await backend.odoo.call('stock.picking.type', 'write', { ids: [warehouse?.manu_type_id[0]], vals });
}

test('orders that reserved nothing do not take the last of a component twice', async () => {
  for (let round = 0; round < 3; round += 1) {
    const one = await floor.release({ quantity: 1, components: [{ per: 6, stock: 10 }] });
    const orders = [one, await floor.releaseAgain(one, 1), await floor.releaseAgain(one, 1)];
    const results = await Promise.all(orders.map((on) => insist(floor, floor.reported(on, 1))));
    expect(results.sort()).toEqual(['posted', 'refused', 'refused']);
    expect(await floor.stockOf(one.components[0] ?? '')).toBe(4);
  }
}, 120_000);

test('an order that reserved nothing consumes what is there, by the BOM', async () => {
  const on = await floor.release({ quantity: 3, components: [{ per: 2, stock: 10 }] });
  await floor.book(floor.reported(on, 2), floor.reported(on, 1));
  expect(await floor.stockOf(on.components[0] ?? '')).toBe(4);
});

test('and takes lots, the oldest first', async () => {
  const stock = { A: { quantity: 3 }, B: { quantity: 9 } };
  const on = await floor.release({ quantity: 3, components: [{ per: 2, tracking: 'lot', stock }] });
  expect(await floor.bookOne(floor.reported(on, 3))).toMatchObject({ result: 'posted' });
  expect((await backend.onHand(WAREHOUSE, on.components[0] ?? '')).byLot).toEqual({ B: 6 });
});
