import { expect, test } from 'vitest';
import { Counter, left } from '../counter.ts';
import type { Floor } from '../open-floor.ts';
import { GRAM, hoursAgo, KG, OTHER_WAREHOUSE, WAREHOUSE } from '../shop-floor.ts';
import { insist } from './concurrency.ts';

export function shipments(floor: Floor): void {
  const counter = () => new Counter(floor());

  test('a complete shipment is the delivery done, with its tracking number and the time it left', async () => {
    const sold = await counter().sell({ quantity: 20, stock: 50 }, { quantity: 6, stock: 6 });
    const [milk = '', cup = ''] = sold.items;
    const time = hoursAgo(30);
    const row = await floor().bookOne(
      counter().shipped(sold, { carrier: 'Bring', tracking: 'T-1' }, { time }),
    );
    expect(row).toMatchObject({
      result: 'posted',
      document: { model: 'stock.picking', name: sold.delivery },
    });
    expect(await counter().deliveries(sold)).toEqual([
      {
        name: sold.delivery,
        state: 'done',
        items: { [milk]: 20, [cup]: 6 },
        lots: {},
        tracking: 'T-1',
        shippedAt: time,
      },
    ]);
    expect(await floor().stockOf(milk)).toBe(30);
    const [order] = await counter().orders(sold.reference);
    expect(order?.lines).toMatchObject([{ delivered: 20 }, { delivered: 6 }]);
  });

  test('a partial shipment leaves the rest open, under the same name for the plant', async () => {
    const sold = await counter().sell({ quantity: 20, stock: 50 }, { quantity: 6, stock: 6 });
    const [milk = '', cup = ''] = sold.items;
    const rows = await floor().book(
      counter().shipped(sold, { lines: [left(milk, 12)] }),
      counter().shipped(sold, { lines: [left(milk, 3)] }),
      counter().shipped(sold),
    );
    expect(rows.map(({ result }) => result)).toEqual(['posted', 'posted', 'posted']);
    expect(await counter().deliveries(sold)).toMatchObject([
      { name: sold.delivery, state: 'done', items: { [milk]: 12 } },
      { state: 'done', items: { [milk]: 3 } },
      { state: 'done', items: { [milk]: 5, [cup]: 6 } },
    ]);
    expect(await floor().stockOf(milk)).toBe(30);
    expect(await floor().bookOne(counter().shipped(sold))).toMatchObject({
      code: 'nothing-to-deliver',
      pointer: '/data/delivery',
    });
  });

  test("the rest may be called by Odoo's own name of it", async () => {
    const sold = await counter().sell({ quantity: 20, stock: 50 });
    const [milk = ''] = sold.items;
    await floor().bookOne(counter().shipped(sold, { lines: [left(milk, 12)] }));
    const rest = (await counter().deliveries(sold))[1]?.name ?? '';
    expect(await floor().bookOne(counter().shipped({ ...sold, delivery: rest }))).toMatchObject({
      document: { name: rest },
    });
    expect(await floor().stockOf(milk)).toBe(30);
  });

  test('a final shipment leaves nothing open', async () => {
    const sold = await counter().sell({ quantity: 20, stock: 50 }, { quantity: 6, stock: 6 });
    const [milk = '', cup = ''] = sold.items;
    await floor().bookOne(counter().shipped(sold, { lines: [left(milk, 12)], final: true }));
    expect(await counter().deliveries(sold)).toMatchObject([{ state: 'done', items: { [milk]: 12 } }]);
    expect(await floor().stockOf(cup)).toBe(6);
    expect(await floor().bookOne(counter().shipped(sold))).toMatchObject({ code: 'nothing-to-deliver' });
    // What it had reserved is free again.
    const next = await counter().sellAgain([milk, cup], [38, 6]);
    expect(await counter().deliveries(next)).toMatchObject([{ state: 'assigned' }]);
  });

  test('more than was ordered is what left', async () => {
    const sold = await counter().sell({ quantity: 20, stock: 50 });
    const [milk = ''] = sold.items;
    await floor().bookOne(counter().shipped(sold, { lines: [left(milk, 23)] }));
    expect(await counter().deliveries(sold)).toMatchObject([{ state: 'done', items: { [milk]: 23 } }]);
    expect(await floor().stockOf(milk)).toBe(27);
    const [order] = await counter().orders(sold.reference);
    expect(order?.lines).toMatchObject([{ quantity: 20, delivered: 23 }]);
  });

  test('quantities in another unit are converted', async () => {
    const sold = await counter().sell({ quantity: 20, stock: 50 });
    const [milk = ''] = sold.items;
    const lines = [left(milk, 0, { quantity: { value: 1500, uom: GRAM } })];
    await floor().bookOne(counter().shipped(sold, { lines }));
    expect(await floor().stockOf(milk)).toBe(48.5);
  });

  test('an item ordered on two lines is shipped on both', async () => {
    const [milk = ''] = await counter().offer({
      tracking: 'lot',
      stock: { A: { quantity: 9 }, B: { quantity: 9 } },
    });
    const sold = await counter().sellAgain([milk, milk], [4, 6]);
    const lots = [
      { number: 'B', quantity: 5 },
      { number: 'A', quantity: 3 },
    ];
    await floor().bookOne(counter().shipped(sold, { lines: [left(milk, 8, { lots })] }));
    expect(await counter().stock(milk)).toEqual({ A: 6, B: 4 });
    const [order] = await counter().orders(sold.reference);
    expect(order?.lines).toMatchObject([{ delivered: 4 }, { delivered: 4 }]);
    expect(await counter().deliveries(sold)).toMatchObject([{ state: 'done' }, { items: { [milk]: 2 } }]);
  });

  test('of an item ordered on two lines, the first is shipped before the second', async () => {
    const [milk = ''] = await counter().offer({ stock: 10 });
    const sold = await counter().sellAgain([milk, milk], [4, 6]);
    await floor().bookOne(counter().shipped(sold, { lines: [left(milk, 3)] }));
    const [order] = await counter().orders(sold.reference);
    expect(order?.lines).toMatchObject([{ delivered: 3 }, { delivered: 0 }]);
    await floor().bookOne(counter().shipped(sold, { lines: [left(milk, 7)] }));
    expect(await counter().deliveries(sold)).toMatchObject([{ state: 'done' }, { state: 'done' }]);
    expect(await floor().stockOf(milk)).toBe(0);
  });

  test('more than is on hand is refused, unless the plant allows it', async () => {
    const sold = await counter().sell({ quantity: 20, stock: 15 });
    const [milk = ''] = sold.items;
    expect(await floor().bookOne(counter().shipped(sold))).toMatchObject({ code: 'insufficient-stock' });
    expect(await floor().stockOf(milk)).toBe(15);
    const policy = { negative_stock: 'allow' } as const;
    expect(await floor().bookOne(counter().shipped(sold, {}, { policy }))).toMatchObject({
      result: 'posted',
    });
    expect(await floor().stockOf(milk)).toBe(-5);
  });

  test('a refused shipment is booked when the goods are there', async () => {
    const sold = await counter().sell({ quantity: 20 });
    const [milk = ''] = sold.items;
    const event = counter().shipped(sold);
    expect(await floor().bookOne(event)).toMatchObject({ code: 'insufficient-stock' });
    await floor().backend.seed({
      warehouses: [{ code: WAREHOUSE, name: 'Oslo' }],
      items: [{ code: milk, name: milk, uom: KG, tracking: 'none' }],
      stock: [{ warehouse: WAREHOUSE, item: milk, quantity: 25 }],
    });
    expect(await floor().bookOne(event)).toMatchObject({ result: 'posted' });
    expect(await floor().stockOf(milk)).toBe(5);
  });

  test('three identical calls at once ship once', async () => {
    const sold = await counter().sell({ quantity: 20, stock: 50 });
    const [milk = ''] = sold.items;
    const event = counter().shipped(sold, { lines: [left(milk, 12)] });
    const results = await Promise.all([1, 2, 3].map(() => insist(floor(), event)));
    expect(results.sort()).toEqual(['duplicate', 'duplicate', 'posted']);
    expect(await floor().stockOf(milk)).toBe(38);
  }, 120_000);

  test('deliveries that want the last of an item at once do not take it twice', async () => {
    const [milk = ''] = await counter().offer({ stock: 10 });
    const sold = [await counter().sellAgain([milk], [6]), await counter().sellAgain([milk], [6])];
    const results = await Promise.all(sold.map((one) => insist(floor(), counter().shipped(one))));
    expect(results.sort()).toEqual(['posted', 'refused']);
    expect(await floor().stockOf(milk)).toBe(4);
  }, 120_000);

  test('two partial shipments at once both count, of one delivery', async () => {
    const sold = await counter().sell({ quantity: 20, stock: 50 });
    const [milk = ''] = sold.items;
    const events = [12, 8].map((value) => counter().shipped(sold, { lines: [left(milk, value)] }));
    const results = await Promise.all(events.map((event) => insist(floor(), event)));
    expect(results).toEqual(['posted', 'posted']);
    expect(await floor().stockOf(milk)).toBe(30);
    expect(await counter().deliveries(sold)).toMatchObject([{ state: 'done' }, { state: 'done' }]);
  }, 120_000);

  test('what cannot have left like this is refused, and moves nothing', async () => {
    const stock = { A: { quantity: 50 } };
    const sold = await counter().sell({ quantity: 20, stock: 50 }, { quantity: 5, tracking: 'lot', stock });
    const [milk = '', cheese = ''] = sold.items;
    const [other = ''] = await counter().offer({ stock: 10 });
    const lots = [{ number: 'A', quantity: 1 }];
    const refusals: [Parameters<Counter['shipped']>[1], string, string][] = [
      [{ lines: [left(other, 1)] }, 'item-not-on-delivery', '/data/lines/0/item'],
      [{ lines: [left(milk, 1), left('NOTHING', 1)] }, 'unknown-item', '/data/lines/1/item'],
      [{ lines: [left(milk, 1, { lots })] }, 'item-not-tracked', '/data/lines/0/lots/0'],
      [{ lines: [left(milk, 1, { serials: ['A'] })] }, 'item-not-tracked', '/data/lines/0/serials'],
      [{ lines: [left(cheese, 2, { lots })] }, 'malformed-posting', '/data/lines/0/lots'],
      [{ lines: [left(cheese, 1, { lots, serials: ['A'] })] }, 'malformed-posting', '/data/lines/0/serials'],
      [{ lines: [left(milk, 1), left(milk, 1)] }, 'malformed-posting', '/data/lines/1/item'],
      [{ lines: [] }, 'malformed-posting', '/data/lines'],
      [{ lines: [left(milk, -1)] }, 'quantity-not-positive', '/data/lines/0/quantity/value'],
      [{ sales_order: 'ANOTHER' }, 'delivery-of-other-order', '/data/salesOrder'],
      [{ delivery: 'OSL/OUT/NONE' }, 'unknown-delivery', '/data/delivery'],
    ];
    for (const [payload, code, pointer] of refusals)
      expect(await floor().bookOne(counter().shipped(sold, payload))).toMatchObject({ code, pointer });
    await floor().backend.seed({ warehouses: [{ code: OTHER_WAREHOUSE, name: 'Gdansk' }], items: [] });
    const there = counter().shipped(sold, {}, { warehouse: OTHER_WAREHOUSE });
    expect(await floor().bookOne(there)).toMatchObject({ code: 'unknown-delivery' });
    expect(await floor().stockOf(milk)).toBe(50);
    expect(await counter().stock(cheese)).toEqual({ A: 50 });
    const named = counter().shipped(sold, { sales_order: sold.reference });
    expect(await floor().bookOne(named)).toMatchObject({ result: 'posted' });
  });

  test('a cancelled delivery is not shipped', async () => {
    const sold = await counter().sell({ quantity: 20, stock: 50 });
    await floor().backend.sales.cancelDelivery(sold.delivery);
    expect(await floor().bookOne(counter().shipped(sold))).toMatchObject({ code: 'delivery-cancelled' });
    expect(await floor().stockOf(sold.items[0] ?? '')).toBe(50);
  });
}
