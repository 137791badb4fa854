import { expect, test } from 'vitest';
import { purchaseOrders } from '../../../lambdas/outbound/poll/entities/purchase-orders.ts';
import type { Floor } from '../open-floor.ts';
import { PurchaseDesk } from '../purchasing.ts';
import { hoursAgo, KG, OTHER_WAREHOUSE } from '../shop-floor.ts';
import { kilograms, PolledPlant } from './polled-plant.ts';

/** Messages to a plant about what was ordered for it. */
export function purchaseOrderMessages(floor: Floor): void {
  const desk = () => new PurchaseDesk(floor());
  const listening = () => new PolledPlant(floor().backend, purchaseOrders);

  test('an order that was placed, whole, and whose supplier it concerns; and nothing twice', async () => {
    const on = await desk().order({ items: [{ quantities: [10, 4] }, { quantities: [2] }] });
    const [one = '', two = ''] = on.items;
    const plant = listening();
    const published = await plant.poll(on.order);
    expect(published).toMatchObject([
      {
        name: 'purchase-order.placed',
        supplier: on.supplier,
        data: {
          ...{ plant: 'oslo', purchaseOrder: on.order, status: 'placed', supplier: on.supplier },
          acknowledged: false,
          lines: [
            { line: 1, item: one, quantity: kilograms(10), received: kilograms(0) },
            { line: 2, item: one, quantity: kilograms(4) },
            { line: 3, item: two, quantity: kilograms(2) },
          ],
          receipts: [{ receipt: expect.stringMatching(/^OSL\/IN\//), status: 'awaited' }],
        },
      },
    ]);
    expect(JSON.stringify(published)).not.toContain('price');
    expect(await plant.poll()).toEqual([]);
  });

  test('what came of it, and when all did', async () => {
    const on = await desk().order();
    const plant = listening();
    await plant.poll();
    await floor().bookOne(desk().received(on, 7));
    expect(await plant.poll(on.order)).toMatchObject([
      {
        name: 'purchase-order.changed',
        data: {
          status: 'partly-received',
          lines: [{ quantity: kilograms(10), received: kilograms(7) }],
          receipts: [
            { status: 'received', receivedAt: expect.stringMatching(/^20.*Z$/) },
            { status: 'awaited' },
          ],
        },
      },
    ]);
    await floor().bookOne(desk().received(on, 3));
    expect(await plant.poll(on.order)).toMatchObject([
      { name: 'purchase-order.changed', data: { status: 'received', lines: [{ received: kilograms(10) }] } },
    ]);
    expect(await plant.poll()).toEqual([]);
  });

  test("the supplier's number, and the day it promised", async () => {
    const on = await desk().order();
    const [item = ''] = on.items;
    const plant = listening();
    await plant.poll();
    const promised = hoursAgo(-200);
    const line = { item, quantity: { value: 10, uom: KG }, promised };
    await floor().bookOne(desk().confirmed(on, [line], { reference: 'SO-9' }));
    expect(await plant.poll(on.order)).toMatchObject([
      {
        name: 'purchase-order.changed',
        data: {
          ...{ status: 'placed', acknowledged: true, reference: 'SO-9' },
          lines: [{ promisedAt: `${promised.replace(' ', 'T')}Z` }],
        },
      },
    ]);
  });

  test('an order that came whole between two polls, by the watermark', async () => {
    const plant = listening();
    await plant.poll();
    const on = await desk().order();
    await floor().bookOne(desk().received(on, 10));
    expect(await plant.poll(on.order)).toMatchObject([{ data: { status: 'received' } }]);
    expect(await plant.poll()).toEqual([]);
  });

  test('nothing of requests for quotation, and of orders that were cancelled before they were known', async () => {
    const plant = listening();
    await plant.poll();
    const draft = await desk().order({ state: 'draft' });
    const cancelled = await desk().order({ state: 'cancelled' });
    const subjects = (await plant.poll()).map(({ subject }) => subject);
    expect(subjects).not.toContain(draft.order);
    expect(subjects).not.toContain(cancelled.order);
  });

  test('nothing of what is ordered for another warehouse', async () => {
    const plant = listening();
    const on = await desk().order({ warehouse: OTHER_WAREHOUSE });
    expect(await plant.poll(on.order)).toEqual([]);
  });
}
