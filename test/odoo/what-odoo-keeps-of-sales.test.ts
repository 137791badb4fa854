import { beforeAll, describe, expect, test } from 'vitest';
import { type RealOdooWorld, realOdooFromEnvironment } from '../worlds/real-odoo.ts';
import { Counter, left, ordered } from './counter.ts';
import { hoursAgo, KG, ShopFloor } from './shop-floor.ts';

/** What only a real Odoo can show of sales: where the details end up, steps, rights. */
let world: RealOdooWorld;
let floor: ShopFloor;
let counter: Counter;

beforeAll(() => {
  world = realOdooFromEnvironment();
  floor = new ShopFloor(world);
  counter = new Counter(floor);
});

const log = async (model: string, name: string): Promise<string> => {
  const [record] = await world.odoo.search(model, [['name', '=', name]], ['id']);
  const domain = [
    ['model', '=', model],
    ['res_id', '=', record?.id],
  ];
  const said = await world.odoo.search<{ id: number; body: string }>('mail.message', domain, ['body']);
  return said.map(({ body }) => body).join('\n');
};

describe('what Odoo keeps of an order', () => {
  test("the day it is wanted, on the delivery; the shop's line, in the description; the note, in the log", async () => {
    const { code: customer } = await counter.customer();
    const [milk = ''] = await counter.offer({ stock: 9 });
    const requested = '2031-05-06 07:08:09';
    const lines = [ordered(milk, 2, { line: '10' }), ordered(milk, 3)];
    const event = counter.placed({ customer, requested, lines, note: 'mind <the> dog' });
    await floor.bookOne(event);
    const [order] = await counter.orders((event.payload as { reference: string }).reference);
    const [delivery] = await world.odoo.search<{ id: number; scheduled_date: string; date_deadline: string }>(
      'stock.picking',
      [['name', '=', order?.deliveries[0]]],
      ['scheduled_date', 'date_deadline'],
    );
    expect(delivery).toMatchObject({ scheduled_date: requested, date_deadline: requested });
    const written = await world.odoo.search<{ id: number; name: string }>(
      'sale.order.line',
      [['order_id.name', '=', order?.name]],
      ['name'],
    );
    expect(written.map(({ name }) => name.endsWith('\n#10'))).toEqual([true, false]);
    expect(await log('sale.order', order?.name ?? '')).toContain('mind &lt;the&gt; dog');
  });

  test("the price list's price, where the shop names none", async () => {
    const { code: customer } = await counter.customer();
    const [milk = ''] = await counter.offer({ stock: 9 });
    const [product] = await world.odoo.search('product.product', [['default_code', '=', milk]], ['id']);
    await world.odoo.call('product.product', 'write', { ids: [product?.id], vals: { list_price: 7.5 } });
    const event = counter.placed({ customer, lines: [ordered(milk, 2)] });
    await floor.bookOne(event);
    expect(await counter.orders((event.payload as { reference: string }).reference)).toMatchObject([
      { lines: [{ price: 7.5 }] },
    ]);
  });

  test("a customer's salesperson, whose order it becomes; it is found again all the same", async () => {
    const { code: customer } = await counter.customer();
    const [partner] = await world.odoo.search('res.partner', [['ref', '=', customer]], ['id']);
    const [admin] = await world.odoo.search('res.users', [['login', '=', 'admin']], ['id']);
    await world.odoo.call('res.partner', 'write', { ids: [partner?.id], vals: { user_id: admin?.id } });
    const [milk = ''] = await counter.offer({ stock: 9 });
    const event = counter.placed({ customer, lines: [ordered(milk, 2)] });
    expect(await floor.bookOne(event)).toMatchObject({ result: 'posted' });
    const { reference } = event.payload as { reference: string };
    const again = counter.placed({ reference, customer, lines: [ordered(milk, 2)] });
    expect(await floor.bookOne(again)).toMatchObject({ code: 'sales-order-exists' });
    const [found] = await world.odoo.search<{ id: number; user_id: [number, string] }>(
      'sale.order',
      [['client_order_ref', '=', reference]],
      ['user_id'],
    );
    expect(found?.user_id[0]).toBe(admin?.id);
    const [order] = await counter.orders(reference);
    const sold = { reference, customer, delivery: order?.deliveries[0] ?? '', items: [milk] };
    expect(await floor.bookOne(counter.shipped(sold))).toMatchObject({ result: 'posted' });
  });

  test('a number whose order was cancelled stays taken', async () => {
    const { code: customer } = await counter.customer();
    const [milk = ''] = await counter.offer({ stock: 9 });
    const event = counter.placed({ customer, lines: [ordered(milk, 2)] });
    await floor.bookOne(event);
    const { reference } = event.payload as { reference: string };
    const ids = (await world.odoo.search('sale.order', [['client_order_ref', '=', reference]], ['id'])).map(
      ({ id }) => id,
    );
    await world.odoo.call('sale.order', 'action_cancel', { ids });
    const again = counter.placed({ reference, customer, lines: [ordered(milk, 2)] });
    expect(await floor.bookOne(again)).toMatchObject({ code: 'sales-order-exists' });
  });
});

describe('what Odoo keeps of a shipment', () => {
  test('its time on the delivery, its moves and their lines, all of them on the slip; the carrier in the log', async () => {
    const stock = { A: { quantity: 9 } };
    const sold = await counter.sell({ quantity: 5, stock: 9 }, { quantity: 4, tracking: 'lot', stock });
    const [milk = '', cheese = ''] = sold.items;
    const time = hoursAgo(30);
    const lots = [{ number: 'A', quantity: 3 }];
    const lines = [left(milk, 5), left(cheese, 3, { lots })];
    await floor.bookOne(counter.shipped(sold, { lines, carrier: 'Bring', tracking: 'T-7' }, { time }));
    const [done] = await world.odoo.search<{
      id: number;
      date_done: string;
      move_ids: number[];
      move_line_ids: number[];
    }>('stock.picking', [['name', '=', sold.delivery]], ['date_done', 'move_ids', 'move_line_ids']);
    expect(done?.date_done).toBe(time);
    for (const [model, ids] of [
      ['stock.move', done?.move_ids],
      ['stock.move.line', done?.move_line_ids],
    ] as const) {
      const found = await world.odoo.search<{ id: number; date: string }>(
        model,
        [['id', 'in', ids]],
        ['date'],
      );
      expect(found.map(({ date }) => date)).toEqual([time, time]);
    }
    expect(await log('stock.picking', sold.delivery)).toContain('Shipped by Bring, tracking number T-7');
    const [rest] = await world.odoo.search<{ id: number; carrier_tracking_ref: string | false }>(
      'stock.picking',
      [['backorder_id', '=', done?.id]],
      ['carrier_tracking_ref'],
    );
    expect(rest?.carrier_tracking_ref).toBe(false);
  });

  test('what a person ticked beforehand is not shipped unless the plant says so', async () => {
    const sold = await counter.sell({ quantity: 5, stock: 9 }, { quantity: 4, stock: 9 });
    const [milk = '', cup = ''] = sold.items;
    const [picking] = await world.odoo.search<{ id: number; move_ids: number[] }>(
      'stock.picking',
      [['name', '=', sold.delivery]],
      ['move_ids'],
    );
    await world.odoo.call('stock.move', 'write', { ids: picking?.move_ids, vals: { picked: true } });
    await floor.bookOne(counter.shipped(sold, { lines: [left(milk, 2)] }));
    expect(await floor.stockOf(milk)).toBe(7);
    expect(await floor.stockOf(cup)).toBe(9);
  });

  test('an order is delivered in full when its last part has left', async () => {
    const sold = await counter.sell({ quantity: 5, stock: 9 });
    const status = async () => {
      const domain = [['client_order_ref', '=', sold.reference]];
      const found = await world.odoo.search<{ id: number; delivery_status: string }>('sale.order', domain, [
        'delivery_status',
      ]);
      return found[0]?.delivery_status;
    };
    expect(await status()).toBe('pending');
    await floor.bookOne(counter.shipped(sold, { lines: [left(sold.items[0] ?? '', 2)] }));
    expect(await status()).toBe('partial');
    await floor.bookOne(counter.shipped(sold));
    expect(await status()).toBe('full');
  });
});

describe('a warehouse that picks before it ships', () => {
  test('ships what was picked, and not before', async () => {
    const code = `P${Date.now().toString(36).slice(-4).toUpperCase()}`;
    await world.odoo.create('stock.warehouse', [{ code, name: code, delivery_steps: 'pick_ship' }]);
    const { code: customer } = await counter.customer();
    const item = floor.name('ITEM');
    await world.seed({
      warehouses: [{ code, name: code }],
      items: [{ code: item, name: item, uom: KG, tracking: 'none' }],
      stock: [{ warehouse: code, item, quantity: 50 }],
      customers: [],
    });
    const over = { warehouse: code };
    const event = counter.placed({ customer, lines: [ordered(item, 20)] }, over);
    expect(await floor.bookOne(event)).toMatchObject({ result: 'posted' });
    const [order] = await counter.orders((event.payload as { reference: string }).reference);
    const [pick = ''] = order?.deliveries ?? [];
    expect(order?.deliveries).toHaveLength(1);
    const sold = { reference: '', customer, delivery: pick, items: [item] };
    // Odoo makes the delivery when the picking is done; to pick is not to ship.
    expect(await floor.bookOne(counter.shipped(sold, {}, over))).toMatchObject({ code: 'unknown-delivery' });
    const [picking] = await world.odoo.search('stock.picking', [['name', '=', pick]], ['id']);
    await world.odoo.call('stock.picking', 'button_validate', { ids: [picking?.id] });
    const [after] = await counter.orders((event.payload as { reference: string }).reference);
    const delivery = after?.deliveries[1] ?? '';
    expect(await floor.bookOne(counter.shipped({ ...sold, delivery }, {}, over))).toMatchObject({
      result: 'posted',
    });
  });

  test('a delivery that waits for another operation, or is a draft, is refused', async () => {
    const sold = await counter.sell({ quantity: 5, stock: 9 });
    const next = await counter.sell({ quantity: 5, stock: 9 });
    const moves = async ({ delivery }: { delivery: string }) =>
      (await world.odoo.search('stock.move', [['picking_id.name', '=', delivery]], ['id'])).map(({ id }) => id);
    await world.odoo.call('stock.picking', 'do_unreserve', {
      ids: (await world.odoo.search('stock.picking', [['name', '=', next.delivery]], ['id'])).map(({ id }) => id),
    });
    const vals = { move_orig_ids: (await moves(sold)).map((id) => [4, id]), state: 'waiting' };
    await world.odoo.call('stock.move', 'write', { ids: await moves(next), vals });
    expect(await floor.bookOne(counter.shipped(next))).toMatchObject({
      code: 'delivery-not-ready',
      message: `delivery ${next.delivery} waits for ${sold.delivery}`,
    });
    const [type] = await world.odoo.search<{ id: number; default_location_src_id: [number, string] }>(
      'stock.picking.type',
      [
        ['code', '=', 'outgoing'],
        ['warehouse_id.code', '=', 'OSL'],
      ],
      ['default_location_src_id'],
    );
    const name = floor.name('OSL/OUT');
    const customers = await world.odoo.externalId('stock.stock_location_customers');
    await world.odoo.create('stock.picking', [
      {
        name,
        picking_type_id: type?.id,
        location_id: type?.default_location_src_id[0],
        location_dest_id: customers,
      },
    ]);
    expect(await floor.bookOne(counter.shipped({ ...sold, delivery: name }))).toMatchObject({
      code: 'delivery-not-ready',
    });
  });
});
