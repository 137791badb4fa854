import { describe, expect, test } from 'vitest';
import { purchaseOrders } from '../../lambdas/outbound/poll/entities/purchase-orders.ts';
import { realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { openFloor } from './open-floor.ts';
import { kilograms, PolledPlant } from './poll/polled-plant.ts';
import { purchaseOrderMessages } from './poll/purchase-orders.ts';
import { PurchaseDesk, type Purchased } from './purchasing.ts';
import { idOf } from './stock-office.ts';

describe('messages about purchase orders to plants', () => {
  const backend = realOdooFromEnvironment();
  const floor = openFloor(async () => backend);
  const { odoo } = backend;

  purchaseOrderMessages(floor);

  const listening = () => new PolledPlant(backend, purchaseOrders);
  const placed = async (): Promise<{ on: Purchased; ids: number[] }> => {
    const on = await new PurchaseDesk(floor()).order();
    return { on, ids: [await idOf(odoo, 'purchase.order', ['name', '=', on.order])] };
  };
  const press = (button: string, ids: number[]) => odoo.call('purchase.order', button, { ids });

  test('an order that a person cancelled, and placed again', async () => {
    const { on, ids } = await placed();
    const plant = listening();
    await plant.poll();
    await press('button_cancel', ids);
    expect(await plant.poll(on.order)).toMatchObject([
      { name: 'purchase-order.cancelled', supplier: on.supplier, data: { status: 'cancelled' } },
    ]);
    await press('button_draft', ids);
    expect(await plant.poll(on.order)).toEqual([]);
    await press('button_confirm', ids);
    expect(await plant.poll(on.order)).toMatchObject([
      { name: 'purchase-order.placed', data: { status: 'placed' } },
    ]);
  });

  test('an order that was cancelled and made a request again, between two polls', async () => {
    const { on, ids } = await placed();
    const plant = listening();
    await plant.poll();
    await press('button_cancel', ids);
    await press('button_draft', ids);
    expect(await plant.poll(on.order)).toMatchObject([{ name: 'purchase-order.cancelled' }]);
  });

  test('an order that was removed', async () => {
    const { on, ids } = await placed();
    const plant = listening();
    await plant.poll();
    await press('button_cancel', ids);
    await odoo.call('purchase.order', 'unlink', { ids });
    expect(await plant.poll(on.order)).toMatchObject([
      { name: 'purchase-order.cancelled', gone: true, supplier: on.supplier },
    ]);
  });

  test('a quantity that a person changed, also after all had come', async () => {
    const { on, ids } = await placed();
    await floor().bookOne(new PurchaseDesk(floor()).received(on, 10));
    const plant = listening();
    await plant.poll();
    const lines = await odoo.search('purchase.order.line', [['order_id', '=', ids[0]]], ['id']);
    const vals = { product_qty: 12 };
    await odoo.call('purchase.order.line', 'write', { ids: lines.map(({ id }) => id), vals });
    expect(await plant.poll(on.order)).toMatchObject([
      { data: { status: 'partly-received', lines: [{ quantity: kilograms(12), received: kilograms(10) }] } },
    ]);
  });

  test('the company of a contact is the supplier', async () => {
    const { on, ids } = await placed();
    const parent_id = await idOf(odoo, 'res.partner', ['ref', '=', on.supplier]);
    const [contact] = await odoo.create('res.partner', [{ name: 'Sales desk', type: 'other', parent_id }]);
    await odoo.call('purchase.order', 'write', { ids, vals: { partner_id: contact } });
    expect(await listening().poll(on.order)).toMatchObject([
      { supplier: on.supplier, data: { supplier: on.supplier } },
    ]);
  });
});
