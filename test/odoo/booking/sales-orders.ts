import { expect, test } from 'vitest';
import { Counter, ordered } from '../counter.ts';
import type { Floor } from '../open-floor.ts';
import { GRAM, hoursAgo, KG, OTHER_WAREHOUSE, UNIT } from '../shop-floor.ts';
import { insist } from './concurrency.ts';

const DOZEN = 'uom.product_uom_dozen';

export function salesOrders(floor: Floor): void {
  const counter = () => new Counter(floor());

  test('an order is confirmed, with its customer, address, lines and dates, and asks for a delivery', async () => {
    const { code: customer, address } = await counter().customer();
    const [milk = '', cup = ''] = await counter().offer({ stock: 50 }, { uom: UNIT });
    const time = hoursAgo(30);
    const event = counter().placed(
      {
        customer,
        deliver_to: address,
        requested: '2031-05-06 07:08:09',
        lines: [
          ordered(milk, 20, { line: '10', price: { value: 3.25, currency: 'USD' } }),
          ordered(cup, 4, { quantity: { value: 4, uom: DOZEN } }),
        ],
        note: 'ring at the back door',
      },
      { time },
    );
    const row = await floor().bookOne(event);
    const { reference } = event.payload as { reference: string };
    const orders = await counter().orders(reference);
    expect(orders).toEqual([
      {
        name: expect.any(String),
        state: 'sale',
        customer,
        deliverTo: address,
        orderedAt: time,
        requestedAt: '2031-05-06 07:08:09',
        lines: [
          { item: milk, quantity: 20, unit: 'kg', price: 3.25, delivered: 0 },
          { item: cup, quantity: 4, unit: 'Dozens', price: 12, delivered: 0 },
        ],
        deliveries: [expect.any(String)],
      },
    ]);
    expect(row).toMatchObject({
      result: 'posted',
      document: { model: 'sale.order', name: orders[0]?.name },
    });
    const delivery = orders[0]?.deliveries[0] ?? '';
    expect(await counter().deliveries({ delivery })).toMatchObject([
      { state: 'assigned', items: { [milk]: 20, [cup]: 48 } },
    ]);
  });

  test("a customer is found by barcode, too, and without an address gets it at the customer's own", async () => {
    const { code, barcode, address } = await counter().customer();
    const [milk = ''] = await counter().offer({ stock: 50 });
    const event = counter().placed({ customer: barcode, lines: [ordered(milk, 1)] });
    expect(await floor().bookOne(event)).toMatchObject({ result: 'posted' });
    const { reference } = event.payload as { reference: string };
    expect(await counter().orders(reference)).toMatchObject([{ customer: code, deliverTo: address }]);
  });

  test('a quantity keeps its unit and its price; the delivery counts in the unit of the item', async () => {
    const { code: customer } = await counter().customer();
    const [milk = ''] = await counter().offer({ stock: 50 });
    const price = { value: 0.004, currency: 'USD' };
    const event = counter().placed({
      customer,
      lines: [ordered(milk, 0, { quantity: { value: 2500, uom: GRAM }, price })],
    });
    await floor().bookOne(event);
    const { reference } = event.payload as { reference: string };
    const [order] = await counter().orders(reference);
    expect(order?.lines).toEqual([{ item: milk, quantity: 2500, unit: 'g', price: 0.004, delivered: 0 }]);
    expect(await counter().deliveries({ delivery: order?.deliveries[0] ?? '' })).toMatchObject([
      { items: { [milk]: 2.5 } },
    ]);
  });

  test('an item may be ordered on two lines, at two prices', async () => {
    const { code: customer } = await counter().customer();
    const [milk = ''] = await counter().offer({ stock: 50 });
    const at = (value: number) => ({ price: { value, currency: 'USD' } });
    const event = counter().placed({ customer, lines: [ordered(milk, 2, at(5)), ordered(milk, 1, at(0))] });
    await floor().bookOne(event);
    const { reference } = event.payload as { reference: string };
    expect(await counter().orders(reference)).toMatchObject([
      {
        lines: [
          { quantity: 2, price: 5 },
          { quantity: 1, price: 0 },
        ],
      },
    ]);
  });

  test('the same event again is a duplicate; the same number under another event is refused', async () => {
    const { code: customer } = await counter().customer();
    const [milk = ''] = await counter().offer({ stock: 50 });
    const event = counter().placed({ customer, lines: [ordered(milk, 2)] });
    const { reference } = event.payload as { reference: string };
    await floor().bookOne(event);
    expect(await floor().bookOne(event)).toMatchObject({ result: 'duplicate' });
    const again = counter().placed({ reference, customer, lines: [ordered(milk, 3)] });
    expect(await floor().bookOne(again)).toMatchObject({
      code: 'sales-order-exists',
      pointer: '/data/order',
      message: expect.stringContaining(reference),
    });
    expect(await counter().orders(reference)).toHaveLength(1);
  });

  test('the same number at another plant is another order', async () => {
    const { code: customer } = await counter().customer();
    const [milk = ''] = await counter().offer({ stock: 50 });
    await floor().backend.seed({ warehouses: [{ code: OTHER_WAREHOUSE, name: 'Gdansk' }], items: [] });
    const event = counter().placed({ customer, lines: [ordered(milk, 2)] });
    const { reference } = event.payload as { reference: string };
    const there = counter().placed(
      { reference, customer, lines: [ordered(milk, 2)] },
      { warehouse: OTHER_WAREHOUSE },
    );
    expect(await floor().book(event, { ...there, stream: 'customer-order/there' })).toMatchObject([
      { result: 'posted' },
      { result: 'posted' },
    ]);
    expect(await counter().orders(reference)).toHaveLength(2);
  });

  test('three identical calls at once place one order', async () => {
    const { code: customer } = await counter().customer();
    const [milk = ''] = await counter().offer({ stock: 50 });
    const event = counter().placed({ customer, lines: [ordered(milk, 2)] });
    const results = await Promise.all([1, 2, 3].map(() => insist(floor(), event)));
    expect(results.sort()).toEqual(['duplicate', 'duplicate', 'posted']);
    expect(await counter().orders((event.payload as { reference: string }).reference)).toHaveLength(1);
  }, 120_000);

  test('three different events of one number at once place one order', async () => {
    const { code: customer } = await counter().customer();
    const [milk = ''] = await counter().offer({ stock: 50 });
    const reference = floor().name('SHOP');
    const events = [1, 2, 3].map(() => counter().placed({ reference, customer, lines: [ordered(milk, 2)] }));
    const results = await Promise.all(events.map((event) => insist(floor(), event)));
    expect(results.sort()).toEqual(['posted', 'refused', 'refused']);
    expect(await counter().orders(reference)).toHaveLength(1);
  }, 120_000);

  test('what cannot be placed is refused, and leaves nothing behind', async () => {
    const { code: customer, address } = await counter().customer();
    const other = await counter().customer();
    const [milk = '', tank = '', cup = ''] = await counter().offer(
      { stock: 50 },
      { forSale: false },
      { uom: UNIT },
    );
    const lines = [ordered(milk, 2)];
    const refusals: [Parameters<Counter['placed']>[0], string, string][] = [
      [{ customer: 'NOBODY', lines }, 'unknown-partner', '/data/customer'],
      [{ customer, deliver_to: other.address, lines }, 'unknown-partner', '/data/deliverTo'],
      [{ customer, lines: [ordered('NOTHING', 1)] }, 'unknown-item', '/data/lines/0/item'],
      [{ customer, lines: [...lines, ordered(tank, 1)] }, 'item-not-for-sale', '/data/lines/1/item'],
      [
        { customer, lines: [ordered(milk, 2, { price: { value: 1, currency: 'NOK' } })] },
        'other-currency',
        '/data/lines/0/unitPrice/currency',
      ],
      [
        { customer, lines: [ordered(milk, 2, { quantity: { value: 2, uom: UNIT } })] },
        'unit-not-convertible',
        '/data/lines/0/quantity/unit',
      ],
      [
        { customer, lines: [ordered(milk, 2, { quantity: { value: 0.001, uom: KG } })] },
        'quantity-not-positive',
        '/data/lines/0/quantity/value',
      ],
      [
        { customer, lines: [ordered(cup, 2, { quantity: { value: 0.0001, uom: DOZEN } })] },
        'quantity-not-positive',
        '/data/lines/0/quantity/value',
      ],
      [{ customer, lines: [] }, 'malformed-posting', '/data/lines'],
      [{ customer, requested: 'soon', lines }, 'malformed-posting', '/data/requestedAt'],
    ];
    for (const [payload, code, pointer] of refusals) {
      const event = counter().placed(payload);
      expect(await floor().bookOne(event)).toMatchObject({ result: 'refused', code, pointer });
      expect(await counter().orders((event.payload as { reference: string }).reference)).toEqual([]);
    }
    const event = counter().placed({ customer, deliver_to: address, lines });
    expect(await floor().bookOne(event)).toMatchObject({ result: 'posted' });
  });

  test('two customers of one reference are not told apart', async () => {
    const { code: customer } = await counter().customer();
    const twin = floor().name('TWIN');
    await floor().backend.seed({
      warehouses: [],
      items: [],
      customers: [
        { code: twin, name: 'One' },
        { code: twin, name: 'Two' },
      ],
    });
    const [milk = ''] = await counter().offer({ stock: 50 });
    const lines = [ordered(milk, 1)];
    expect(await floor().bookOne(counter().placed({ customer: twin, lines }))).toMatchObject({
      code: 'ambiguous-code',
      message: expect.stringMatching(/2 contacts .* One; #\d+ Two/),
    });
    expect(await floor().bookOne(counter().placed({ customer, lines }))).toMatchObject({ result: 'posted' });
  });
}
