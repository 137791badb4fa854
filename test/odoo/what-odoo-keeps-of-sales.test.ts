import { beforeAll, describe, expect, test } from 'vitest';
import { type RealOdooBackend, realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { Counter, ordered } from './counter.ts';
import { logOf } from './log-of.ts';
import { ShopFloor } from './shop-floor.ts';

/** What only a real Odoo can show of customers' orders: where the details end up. */
let backend: RealOdooBackend;
let floor: ShopFloor;
let counter: Counter;

beforeAll(() => {
  backend = realOdooFromEnvironment();
  floor = new ShopFloor(backend);
  counter = new Counter(floor);
});

describe('what Odoo keeps of an order', () => {
  test("the day it is wanted, on the delivery; the shop's line, in the description; the note, in the log", async () => {
    const { code: customer } = await counter.customer();
    const [milk = ''] = await counter.offer({ stock: 9 });
    const requested = '2031-05-06 07:08:09';
    const lines = [ordered(milk, 2, { line: '10' }), ordered(milk, 3)];
    const event = counter.placed({ customer, requested, lines, note: 'mind <the> dog' });
    await floor.bookOne(event);
    const [order] = await counter.orders((event.payload as { reference: string }).reference);
    const [delivery] = await backend.odoo.search<{
      id: number;
      scheduled_date: string;
      date_deadline: string;
    }>('stock.picking', [['name', '=', order?.deliveries[0]]], ['scheduled_date', 'date_deadline']);
    expect(delivery).toMatchObject({ scheduled_date: requested, date_deadline: requested });
    const written = await backend.odoo.search<{ id: number; name: string }>(
      'sale.order.line',
      [['order_id.name', '=', order?.name]],
      ['name'],
    );
    expect(written.map(({ name }) => name.endsWith('\n#10'))).toEqual([true, false]);
    expect(await logOf(backend, 'sale.order', order?.name ?? '')).toContain('mind &lt;the&gt; dog');
  });

  test("the price list's price, where the shop names none", async () => {
    const { code: customer } = await counter.customer();
    const [milk = ''] = await counter.offer({ stock: 9 });
    const [product] = await backend.odoo.search('product.product', [['default_code', '=', milk]], ['id']);
    await backend.odoo.call('product.product', 'write', { ids: [product?.id], vals: { list_price: 7.5 } });
    const event = counter.placed({ customer, lines: [ordered(milk, 2)] });
    await floor.bookOne(event);
    expect(await counter.orders((event.payload as { reference: string }).reference)).toMatchObject([
      { lines: [{ price: 7.5 }] },
    ]);
  });

  test("the shop's price, also when somebody changes the quantity", async () => {
    const { code: customer } = await counter.customer();
    const [milk = ''] = await counter.offer({ stock: 9 });
    const price = { value: 0, currency: 'USD' };
    const event = counter.placed({ customer, lines: [ordered(milk, 2, { price })] });
    await floor.bookOne(event);
    const { reference } = event.payload as { reference: string };
    const ids = (
      await backend.odoo.search('sale.order.line', [['order_id.client_order_ref', '=', reference]], ['id'])
    ).map(({ id }) => id);
    await backend.odoo.call('sale.order.line', 'write', { ids, vals: { product_uom_qty: 3 } });
    expect(await counter.orders(reference)).toMatchObject([{ lines: [{ quantity: 3, price: 0 }] }]);
  });

  test("a customer's salesperson, whose order it becomes; it is found again all the same", async () => {
    const { code: customer } = await counter.customer();
    const salesperson = async (reference: string) => {
      const found = await backend.odoo.search<{ id: number; user_id: [number, string] | false }>(
        'sale.order',
        [['client_order_ref', '=', reference]],
        ['user_id'],
      );
      return found[0]?.user_id;
    };
    const [partner] = await backend.odoo.search('res.partner', [['ref', '=', customer]], ['id']);
    const [admin] = await backend.odoo.search('res.users', [['login', '=', 'admin']], ['id']);
    await backend.odoo.call('res.partner', 'write', { ids: [partner?.id], vals: { user_id: admin?.id } });
    const [milk = ''] = await counter.offer({ stock: 9 });
    const event = counter.placed({ customer, lines: [ordered(milk, 2)] });
    expect(await floor.bookOne(event)).toMatchObject({ result: 'posted' });
    const { reference } = event.payload as { reference: string };
    const again = counter.placed({ reference, customer, lines: [ordered(milk, 2)] });
    expect(await floor.bookOne(again)).toMatchObject({ code: 'sales-order-exists' });
    expect(await salesperson(reference)).toMatchObject([admin?.id, expect.anything()]);
    const [order] = await counter.orders(reference);
    const sold = { reference, customer, delivery: order?.deliveries[0] ?? '', items: [milk] };
    expect(await floor.bookOne(counter.shipped(sold))).toMatchObject({ result: 'posted' });
    const { code: another } = await counter.customer();
    const without = counter.placed({ customer: another, lines: [ordered(milk, 1)] });
    await floor.bookOne(without);
    expect(await salesperson((without.payload as { reference: string }).reference)).toBe(false);
  });

  test('a number whose order was cancelled stays taken', async () => {
    const { code: customer } = await counter.customer();
    const [milk = ''] = await counter.offer({ stock: 9 });
    const event = counter.placed({ customer, lines: [ordered(milk, 2)] });
    await floor.bookOne(event);
    const { reference } = event.payload as { reference: string };
    const ids = (await backend.odoo.search('sale.order', [['client_order_ref', '=', reference]], ['id'])).map(
      ({ id }) => id,
    );
    await backend.odoo.call('sale.order', 'action_cancel', { ids });
    const again = counter.placed({ reference, customer, lines: [ordered(milk, 2)] });
    expect(await floor.bookOne(again)).toMatchObject({ code: 'sales-order-exists' });
  });
});
