import { beforeAll, describe, expect, test } from 'vitest';
import { type RealOdooBackend, realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { Counter, left, ordered } from './counter.ts';
import { logOf } from './log-of.ts';
import { hoursAgo, KG, ShopFloor } from './shop-floor.ts';

/** What only a real Odoo can show of shipments: where the details end up, and warehouses that pick before they ship. */
let backend: RealOdooBackend;
let floor: ShopFloor;
let counter: Counter;

beforeAll(() => {
  backend = realOdooFromEnvironment();
  floor = new ShopFloor(backend);
  counter = new Counter(floor);
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
    const [done] = await backend.odoo.search<{
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
      const found = await backend.odoo.search<{ id: number; date: string }>(
        model,
        [['id', 'in', ids]],
        ['date'],
      );
      expect(found.map(({ date }) => date)).toEqual([time, time]);
    }
    expect(await logOf(backend, 'stock.picking', sold.delivery)).toContain(
      'Shipped by Bring, tracking number T-7',
    );
    const [rest] = await backend.odoo.search<{ id: number; carrier_tracking_ref: string | false }>(
      'stock.picking',
      [['backorder_id', '=', done?.id]],
      ['carrier_tracking_ref'],
    );
    expect(rest?.carrier_tracking_ref).toBe(false);
  });

  test('its return: the time, why it came back, and the event', async () => {
    const sold = await counter.sell({ quantity: 5, stock: 9 });
    const [milk = ''] = sold.items;
    await floor.bookOne(counter.shipped(sold, {}, { time: hoursAgo(30) }));
    const time = hoursAgo(20);
    const back = counter.returned(sold, [left(milk, 2)], { reason: 'Lids were open' }, { time });
    const row = await floor.bookOne(back);
    if (!('document' in row)) throw new Error(JSON.stringify(row));
    const { id, name } = row.document;
    const found = await backend.odoo.search<{ id: number; date_done: string; return_id: [number, string] }>(
      'stock.picking',
      [
        ['id', '=', id],
        ['state', '=', 'done'],
        ['x_plant_gateway_event', '=', back.event],
      ],
      ['date_done', 'return_id'],
    );
    expect(found).toMatchObject([{ date_done: time, return_id: [expect.any(Number), sold.delivery] }]);
    const lines = await backend.odoo.search<{ id: number; date: string }>(
      'stock.move.line',
      [['picking_id', '=', id]],
      ['date'],
    );
    expect(lines.map(({ date }) => date)).toEqual([time]);
    expect(await logOf(backend, 'stock.picking', name)).toContain('Lids were open');
  });

  test('of a kit, that its parts came back', async () => {
    const [set = '', cup = '', lid = ''] = await counter.offer({}, { stock: 20 }, { stock: 20 });
    const products = await backend.odoo.search<{
      id: number;
      default_code: string;
      product_tmpl_id: [number, string];
    }>('product.product', [['default_code', 'in', [set, cup, lid]]], ['default_code', 'product_tmpl_id']);
    const productOf = (code: string) => products.find(({ default_code }) => default_code === code);
    await backend.odoo.create('mrp.bom', [
      {
        product_tmpl_id: productOf(set)?.product_tmpl_id[0],
        product_uom_id: await backend.odoo.externalId(KG),
        type: 'phantom',
        bom_line_ids: [
          [0, 0, { product_id: productOf(cup)?.id, product_qty: 2 }],
          [0, 0, { product_id: productOf(lid)?.id, product_qty: 1 }],
        ],
      },
    ]);
    const sold = await counter.sellAgain([set], [4]);
    expect(await floor.bookOne(counter.shipped(sold))).toMatchObject({ result: 'posted' });
    const back = (quantity: number) => floor.bookOne(counter.returned(sold, [left(set, quantity)]));
    expect(await back(3)).toMatchObject({ result: 'posted' });
    const there = async (item: string) => (await backend.stockAt('OSL/Stock', item)).quantity;
    expect([await there(cup), await there(lid)]).toEqual([18, 19]);
    expect(await back(2)).toMatchObject({ code: 'nothing-to-return', pointer: '/data/lines/0/quantity' });
    const one = counter.returned(sold, [left(cup, 2)]);
    expect(await floor.bookOne(one)).toMatchObject({ result: 'posted' });
    expect([await there(cup), await there(lid)]).toEqual([20, 19]);
  });

  test('what a person ticked beforehand is not shipped unless the plant says so', async () => {
    const sold = await counter.sell({ quantity: 5, stock: 9 }, { quantity: 4, stock: 9 });
    const [milk = '', cup = ''] = sold.items;
    const [picking] = await backend.odoo.search<{ id: number; move_ids: number[] }>(
      'stock.picking',
      [['name', '=', sold.delivery]],
      ['move_ids'],
    );
    await backend.odoo.call('stock.move', 'write', { ids: picking?.move_ids, vals: { picked: true } });
    await floor.bookOne(counter.shipped(sold, { lines: [left(milk, 2)] }));
    expect(await floor.stockOf(milk)).toBe(7);
    expect(await floor.stockOf(cup)).toBe(9);
  });

  test('that nothing follows, where the warehouse always keeps a rest open', async () => {
    const code = `A${Date.now().toString(36).slice(-4).toUpperCase()}`;
    await backend.odoo.create('stock.warehouse', [{ code, name: code }]);
    const [type] = await backend.odoo.search(
      'stock.picking.type',
      [
        ['code', '=', 'outgoing'],
        ['warehouse_id.code', '=', code],
      ],
      ['id'],
    );
    const vals = { create_backorder: 'always' };
    await backend.odoo.call('stock.picking.type', 'write', { ids: [type?.id], vals });
    const { code: customer } = await counter.customer();
    const item = floor.name('ITEM');
    await backend.seed({
      warehouses: [{ code, name: code }],
      items: [{ code: item, name: item, uom: KG, tracking: 'none' }],
      stock: [{ warehouse: code, item, quantity: 50 }],
    });
    const over = { warehouse: code };
    const event = counter.placed({ customer, lines: [ordered(item, 20)] }, over);
    await floor.bookOne(event);
    const [order] = await counter.orders((event.payload as { reference: string }).reference);
    const sold = { reference: '', customer, delivery: order?.deliveries[0] ?? '', items: [item] };
    await floor.bookOne(counter.shipped(sold, { lines: [left(item, 12)], final: true }, over));
    expect(await counter.deliveries(sold)).toMatchObject([{ state: 'done' }, { state: 'cancel' }]);
  });

  test('the shelf it was taken from, although Odoo had reserved what lies there for others', async () => {
    const [milk = ''] = await counter.offer({});
    const [warehouse] = await backend.odoo.search<{ id: number; lot_stock_id: [number, string] }>(
      'stock.warehouse',
      [['code', '=', 'OSL']],
      ['lot_stock_id'],
    );
    const [shelf] = await backend.odoo.create('stock.location', [
      { name: floor.name('SHELF'), location_id: warehouse?.lot_stock_id[0], usage: 'internal' },
    ]);
    const [product] = await backend.odoo.search('product.product', [['default_code', '=', milk]], ['id']);
    const quant = { product_id: product?.id, location_id: shelf, inventory_quantity_auto_apply: 10 };
    await backend.odoo.create('stock.quant', [quant], { inventory_mode: true });
    await counter.sellAgain([milk], [10]);
    const sold = await counter.sellAgain([milk, milk], [4, 6]);
    await floor.bookOne(counter.shipped(sold, { lines: [left(milk, 3)] }));
    expect(await floor.stockOf(milk)).toBe(7);
    const lines = await backend.odoo.search<{ id: number; location_id: [number, string]; quantity: number }>(
      'stock.move.line',
      [['picking_id.name', '=', sold.delivery]],
      ['location_id', 'quantity'],
    );
    expect(lines).toMatchObject([{ location_id: [shelf, expect.anything()], quantity: 3 }]);
  });

  test('an order is delivered in full when its last part has left', async () => {
    const sold = await counter.sell({ quantity: 5, stock: 9 });
    const status = async () => {
      const domain = [['client_order_ref', '=', sold.reference]];
      const found = await backend.odoo.search<{ id: number; delivery_status: string }>('sale.order', domain, [
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
  const pickAndShip = async () => {
    const code = `P${Date.now().toString(36).slice(-4).toUpperCase()}`;
    await backend.odoo.create('stock.warehouse', [{ code, name: code, delivery_steps: 'pick_ship' }]);
    const { code: customer } = await counter.customer();
    const item = floor.name('ITEM');
    await backend.seed({
      warehouses: [{ code, name: code }],
      items: [{ code: item, name: item, uom: KG, tracking: 'none' }],
      stock: [{ warehouse: code, item, quantity: 50 }],
      customers: [],
    });
    const over = { warehouse: code };
    const event = counter.placed({ customer, lines: [ordered(item, 20)] }, over);
    expect(await floor.bookOne(event)).toMatchObject({ result: 'posted' });
    const { reference } = event.payload as { reference: string };
    const [order] = await counter.orders(reference);
    expect(order?.deliveries).toHaveLength(1);
    const [delivery = ''] = order?.deliveries ?? [];
    return { over, item, reference, sold: { reference: '', customer, delivery, items: [item] } };
  };

  test('ships what a person has picked, by the name of the delivery', async () => {
    const { over, reference, sold } = await pickAndShip();
    const [picking] = await backend.odoo.search('stock.picking', [['name', '=', sold.delivery]], ['id']);
    await backend.odoo.call('stock.picking', 'button_validate', { ids: [picking?.id] });
    const [after] = await counter.orders(reference);
    const delivery = after?.deliveries[1] ?? '';
    expect(await floor.bookOne(counter.shipped({ ...sold, delivery }, {}, over))).toMatchObject({
      result: 'posted',
      document: { name: delivery },
    });
  });

  test('picks and ships by the name of the pick, which stays good for the rest', async () => {
    const { over, item, reference, sold } = await pickAndShip();
    const lines = [left(item, 5)];
    expect(await floor.bookOne(counter.shipped(sold, { lines }, over))).toMatchObject({ result: 'posted' });
    expect(await floor.bookOne(counter.shipped(sold, {}, over))).toMatchObject({ result: 'posted' });
    expect((await counter.orders(reference))[0]?.deliveries).toHaveLength(4);
    expect(await floor.bookOne(counter.shipped(sold, {}, over))).toMatchObject({
      code: 'nothing-to-deliver',
    });
  });

  test('a delivery that waits for another operation, or is a draft, is refused', async () => {
    const sold = await counter.sell({ quantity: 5, stock: 9 });
    const next = await counter.sell({ quantity: 5, stock: 9 });
    const moves = async ({ delivery }: { delivery: string }) =>
      (await backend.odoo.search('stock.move', [['picking_id.name', '=', delivery]], ['id'])).map(
        ({ id }) => id,
      );
    await backend.odoo.call('stock.picking', 'do_unreserve', {
      ids: (await backend.odoo.search('stock.picking', [['name', '=', next.delivery]], ['id'])).map(
        ({ id }) => id,
      ),
    });
    const vals = { move_orig_ids: (await moves(sold)).map((id) => [4, id]), state: 'waiting' };
    await backend.odoo.call('stock.move', 'write', { ids: await moves(next), vals });
    expect(await floor.bookOne(counter.shipped(next))).toMatchObject({
      code: 'delivery-not-ready',
      message: `delivery ${next.delivery} waits for ${sold.delivery}: complete that, then retry`,
    });
    const [type] = await backend.odoo.search<{ id: number; default_location_src_id: [number, string] }>(
      'stock.picking.type',
      [
        ['code', '=', 'outgoing'],
        ['warehouse_id.code', '=', 'OSL'],
      ],
      ['default_location_src_id'],
    );
    const name = floor.name('OSL/OUT');
    const customers = await backend.odoo.externalId('stock.stock_location_customers');
    await backend.odoo.create('stock.picking', [
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
