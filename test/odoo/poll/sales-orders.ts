import { expect, test } from 'vitest';
import type { EventKey } from '../../../events/envelope.ts';
import { salesOrders } from '../../../lambdas/outbound/poll/entities/sales-orders.ts';
import { recordOf, report } from '../../fakes/events.ts';
import { Counter, left, ordered } from '../counter.ts';
import type { Floor } from '../open-floor.ts';
import { KG, OTHER_WAREHOUSE } from '../shop-floor.ts';
import { kilograms, PolledPlant } from './polled-plant.ts';

/** Messages about customers' orders, and whose they are. */
export function salesOrderMessages(floor: Floor): void {
  const counter = () => new Counter(floor());
  const listening = () => new PolledPlant(floor().backend, salesOrders);

  test('an order that was placed, whole, and nothing twice', async () => {
    const sold = await counter().sell({ quantity: 5, stock: 9 }, { quantity: 2, stock: 9 });
    const [one = '', two = ''] = sold.items;
    const plant = listening();
    const published = await plant.poll(sold.reference);
    const nothing = { delivered: kilograms(0), invoiced: kilograms(0) };
    expect(published).toMatchObject([
      {
        name: 'sales-order.status-changed',
        data: {
          ...{ plant: 'oslo', order: sold.reference, status: 'placed', customer: sold.customer },
          lines: [
            { line: 1, item: one, quantity: kilograms(5), ...nothing },
            { line: 2, item: two, quantity: kilograms(2), ...nothing },
          ],
          deliveries: [{ delivery: sold.delivery, status: 'ready' }],
        },
      },
    ]);
    expect(published[0]).not.toHaveProperty('partner');
    expect(JSON.stringify(published)).not.toContain('price');
    expect(await plant.poll()).toEqual([]);
  });

  test('what left of it, with the number of the parcel, and when all did', async () => {
    const sold = await counter().sell({ quantity: 5, stock: 9 });
    const [item = ''] = sold.items;
    const plant = listening();
    await plant.poll();
    const parcel = { lines: [left(item, 3)], tracking: 'TRACK-1' };
    await floor().bookOne(counter().shipped(sold, parcel));
    expect(await plant.poll(sold.reference)).toMatchObject([
      {
        data: {
          ...{ status: 'in-delivery', lines: [{ delivered: kilograms(3) }] },
          deliveries: [
            {
              delivery: sold.delivery,
              status: 'shipped',
              tracking: 'TRACK-1',
              shippedAt: expect.any(String),
            },
            { status: 'ready' },
          ],
        },
      },
    ]);
    await floor().bookOne(counter().shipped(sold));
    expect(await plant.poll(sold.reference)).toMatchObject([
      { data: { status: 'delivered', lines: [{ delivered: kilograms(5) }] } },
    ]);
    expect(await plant.poll()).toEqual([]);
  });

  test('an order that left whole between two polls, by the watermark', async () => {
    const plant = listening();
    await plant.poll();
    const sold = await counter().sell({ quantity: 5, stock: 9 });
    await floor().bookOne(counter().shipped(sold));
    expect(await plant.poll(sold.reference)).toMatchObject([{ data: { status: 'delivered' } }]);
    expect(await plant.poll()).toEqual([]);
  });

  test("an order that a partner placed is that partner's own, through all that becomes of it", async () => {
    const { code: customer, address } = await counter().customer();
    const [milk = ''] = await counter().offer({ stock: 9 });
    const event = counter().placed({ customer, deliver_to: address, lines: [ordered(milk, 2)] });
    const { reference } = event.payload as { reference: string };
    await floor().bookOne(event);
    const plant = listening();
    const record = { eventKey: event.event as EventKey, partner: 'shop-nordic' };
    await plant.eventStore.accept(recordOf(report(), record));
    expect(await plant.poll(reference)).toMatchObject([
      { partner: 'shop-nordic', data: { order: reference, customer, deliverTo: address } },
    ]);
    const [order] = await counter().orders(reference);
    const sold = { reference, customer, delivery: order?.deliveries[0] ?? '', items: [milk] };
    await floor().bookOne(counter().shipped(sold));
    expect(await plant.poll(reference)).toMatchObject([
      { partner: 'shop-nordic', data: { status: 'delivered' } },
    ]);
  });

  test("the event of another plant makes it nobody's own", async () => {
    const { code: customer } = await counter().customer();
    const [milk = ''] = await counter().offer({ stock: 9 });
    const event = counter().placed({ customer, lines: [ordered(milk, 2)] });
    await floor().bookOne(event);
    const plant = listening();
    const record = { eventKey: event.event as EventKey, partner: 'shop-nordic', plant: 'lyon' };
    await plant.eventStore.accept(recordOf(report(), record));
    const [published] = await plant.poll((event.payload as { reference: string }).reference);
    expect(published).toBeDefined();
    expect(published).not.toHaveProperty('partner');
  });

  test('nothing of what another warehouse sold', async () => {
    const plant = listening();
    const { code: customer } = await counter().customer();
    const [item = ''] = await counter().offer({});
    const reference = floor().name('SHOP');
    await floor().backend.seed({
      warehouses: [{ code: OTHER_WAREHOUSE, name: 'Gdansk' }],
      items: [{ code: item, name: item, uom: KG, tracking: 'none' }],
      salesOrders: [{ reference, warehouse: OTHER_WAREHOUSE, customer, lines: [{ item, quantity: 1 }] }],
    });
    expect(await plant.poll(reference)).toEqual([]);
  });
}
