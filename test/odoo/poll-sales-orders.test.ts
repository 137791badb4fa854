import { describe, expect, test } from 'vitest';
import { salesOrders } from '../../lambdas/outbound/poll/entities/sales-orders.ts';
import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { Counter } from './counter.ts';
import { openFloor } from './open-floor.ts';
import { kilograms, PolledPlant } from './poll/polled-plant.ts';
import { salesOrderMessages } from './poll/sales-orders.ts';
import { idOf } from './stock-office.ts';

describe('messages about sales orders', () => {
  const backend = realOdooFromEnvironment();
  const floor = openFloor(async () => backend);
  const { odoo } = backend;

  salesOrderMessages(floor);

  const listening = () => new PolledPlant(backend, salesOrders);
  const sell = async () => {
    const sold = await new Counter(floor()).sell({ quantity: 5, stock: 9 });
    return { sold, ids: [await idOf(odoo, 'sale.order', ['client_order_ref', '=', sold.reference])] };
  };
  const press = (button: string, ids: number[]) => odoo.call('sale.order', button, { ids });

  test('an order that a person cancelled, and sold again', async () => {
    const { sold, ids } = await sell();
    const plant = listening();
    await plant.poll();
    await press('action_cancel', ids);
    expect(await plant.poll(sold.reference)).toMatchObject([{ data: { status: 'cancelled' } }]);
    await press('action_draft', ids);
    expect(await plant.poll(sold.reference)).toEqual([]);
    await press('action_confirm', ids);
    expect(await plant.poll(sold.reference)).toMatchObject([{ data: { status: 'placed' } }]);
  });

  test('nothing of a quotation, and of an order that was cancelled before it was known', async () => {
    const plant = listening();
    await plant.poll();
    const { sold, ids } = await sell();
    await press('action_cancel', ids);
    expect(await plant.poll(sold.reference)).toEqual([]);
    await press('action_draft', ids);
    expect(await plant.poll(sold.reference)).toEqual([]);
  });

  test('an order that was removed', async () => {
    const { sold, ids } = await sell();
    const plant = listening();
    await plant.poll();
    await press('action_cancel', ids);
    await odoo.call('sale.order', 'unlink', { ids });
    expect(await plant.poll(sold.reference)).toMatchObject([{ data: { status: 'cancelled' }, gone: true }]);
  });

  test('a parcel number that somebody enters after the order was delivered', async () => {
    const { sold } = await sell();
    await floor().bookOne(new Counter(floor()).shipped(sold));
    const plant = listening();
    await plant.poll();
    const ids = [await idOf(odoo, 'stock.picking', ['name', '=', sold.delivery])];
    await odoo.call('stock.picking', 'write', { ids, vals: { carrier_tracking_ref: 'LATE-1' } });
    expect(await plant.poll(sold.reference)).toMatchObject([
      { data: { status: 'delivered', deliveries: [{ tracking: 'LATE-1' }] } },
    ]);
  });

  test('a quantity that a person changed', async () => {
    const { sold, ids } = await sell();
    const plant = listening();
    await plant.poll();
    const lines = await odoo.search('sale.order.line', [['order_id', '=', ids[0]]], ['id']);
    const vals = { product_uom_qty: 7 };
    await odoo.call('sale.order.line', 'write', { ids: lines.map(({ id }) => id), vals });
    expect(await plant.poll(sold.reference)).toMatchObject([
      { data: { lines: [{ quantity: kilograms(7) }] } },
    ]);
  });
});
