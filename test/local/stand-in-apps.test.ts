import { afterAll, beforeAll, expect, test } from 'vitest';
import { PurchaseDesk } from '../odoo/purchasing.ts';
import { ShopFloor } from '../odoo/shop-floor.ts';
import { type StandInWorld, standInWorld } from '../worlds/stand-in.ts';

let world: StandInWorld;

beforeAll(async () => {
  world = await standInWorld({ withoutApps: ['purchase_stock'] });
});
afterAll(() => world.close());

test('events of purchase orders are refused where Odoo does not buy', async () => {
  const floor = new ShopFloor(world);
  const desk = new PurchaseDesk(floor);
  const on = await desk.order();
  for (const event of [desk.received(on, 1), desk.confirmed(on), desk.announced(on, [desk.line(on, 1)])])
    expect(await floor.bookOne(event)).toMatchObject({ code: 'app-not-installed', pointer: '/type' });
});
