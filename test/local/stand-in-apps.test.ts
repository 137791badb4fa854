import { afterAll, beforeAll, expect, test } from 'vitest';
import { invoices } from '../../lambdas/outbound/poll/entities/invoices.ts';
import { purchaseOrders } from '../../lambdas/outbound/poll/entities/purchase-orders.ts';
import { salesOrders } from '../../lambdas/outbound/poll/entities/sales-orders.ts';
import { Hearing } from '../odoo/dispatch/hearing.ts';
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

test('nothing is answered of what an app would have to keep', async () => {
  const bare = await standInWorld({ withoutApps: ['purchase_stock', 'sale'] });
  await new ShopFloor(bare).release({ quantity: 1 });
  for (const kind of [purchaseOrders, salesOrders, invoices])
    await expect(new Hearing(bare, kind).hear()).rejects.toThrow(/^app-not-installed/);
  await bare.close();
});
