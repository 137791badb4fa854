import { beforeAll, describe, expect, test } from 'vitest';
import { type RealOdooBackend, realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { idOfOrder, movesOf, pickingsOf } from './odoo-purchases.ts';
import { PurchaseDesk } from './purchasing.ts';
import { hoursAgo, ShopFloor } from './shop-floor.ts';

/** What only a real Odoo can show of purchases: where the details of an event end up, and what people did beside it. */
let backend: RealOdooBackend;
let floor: ShopFloor;
let desk: PurchaseDesk;

beforeAll(() => {
  backend = realOdooFromEnvironment();
  floor = new ShopFloor(backend);
  desk = new PurchaseDesk(floor);
});

describe('of a receipt', () => {
  test('its time, its delivery note and its key, on what came and not on what is to come', async () => {
    const on = await desk.order();
    const time = hoursAgo(30);
    const event = desk.received(on, 4, { delivery_note: 'DN-7' }, { time });
    await floor.bookOne(event);
    const [done, open] = await pickingsOf(backend, on);
    expect(done).toMatchObject({
      state: 'done',
      date_done: time,
      origin: `${on.order}, DN-7`,
      x_plant_gateway_event: event.event,
    });
    expect(open).toMatchObject({ state: 'assigned', origin: on.order, x_plant_gateway_event: false });
    const [move] = await movesOf(backend, on);
    expect(move?.date).toBe(time);
    const lines = await backend.odoo.search<{ id: number; date: string; picking_id: [number, string] }>(
      'stock.move.line',
      [['move_id', '=', move?.id]],
      ['date', 'picking_id'],
    );
    expect(lines).toMatchObject([{ date: time, picking_id: [done?.id, expect.anything()] }]);
  });

  test("what Odoo's own order line says was received, in the unit of the order", async () => {
    const on = await desk.order({
      items: [{ quantities: [2], uom: 'uom.product_uom_unit', orderedIn: 'uom.product_uom_dozen' }],
    });
    await floor.bookOne(desk.received(on, 6));
    const [line] = await backend.odoo.search<{ id: number; qty_received: number }>(
      'purchase.order.line',
      [['order_id.name', '=', on.order]],
      ['qty_received'],
    );
    expect(line?.qty_received).toBe(0.5);
  });

  test('the expiration date of a new lot, and the dates of an old one as they were', async () => {
    const on = await desk.order({ items: [{ quantities: [9], tracking: 'lot', expires: true }] });
    const came = (expires: string) =>
      desk.received(on, [desk.line(on, 2, { lots: [{ number: 'L', quantity: 2, expires }] })]);
    await floor.book(came('2031-05-06 07:08:09'), came('2035-01-01 00:00:00'));
    const lots = await backend.odoo.search<{ id: number; expiration_date: string }>(
      'stock.lot',
      [['product_id.default_code', '=', on.items[0]]],
      ['expiration_date'],
    );
    expect(lots).toMatchObject([{ expiration_date: '2031-05-06 07:08:09' }]);
  });

  test('the place where it was put, by its name, its path or its barcode', async () => {
    const [warehouse] = await backend.odoo.search<{ id: number; lot_stock_id: [number, string] }>(
      'stock.warehouse',
      [['code', '=', 'OSL']],
      ['lot_stock_id'],
    );
    const name = floor.name('SHELF');
    const [shelf] = await backend.odoo.create('stock.location', [
      { name, barcode: `BC-${name}`, location_id: warehouse?.lot_stock_id[0], usage: 'internal' },
    ]);
    const on = await desk.order();
    const rows = await floor.book(
      ...[name, `BC-${name}`, `OSL/Stock/${name}`].map((location) => desk.received(on, 2, { location })),
    );
    expect(rows.map(({ result }) => result)).toEqual(['posted', 'posted', 'posted']);
    const quants = await backend.odoo.search<{ id: number; quantity: number }>(
      'stock.quant',
      [
        ['product_id.default_code', '=', on.items[0]],
        ['location_id', '=', shelf],
      ],
      ['quantity'],
    );
    expect(quants).toMatchObject([{ quantity: 6 }]);
  });

  test("where Odoo's putaway rule says, when the plant says nothing", async () => {
    const on = await desk.order();
    const [warehouse] = await backend.odoo.search<{ id: number; lot_stock_id: [number, string] }>(
      'stock.warehouse',
      [['code', '=', 'OSL']],
      ['lot_stock_id'],
    );
    const stock = warehouse?.lot_stock_id[0];
    const [shelf] = await backend.odoo.create('stock.location', [
      { name: floor.name('SHELF'), location_id: stock, usage: 'internal' },
    ]);
    const [product] = await backend.odoo.search(
      'product.product',
      [['default_code', '=', on.items[0]]],
      ['id'],
    );
    await backend.odoo.create('stock.putaway.rule', [
      { product_id: product?.id, location_in_id: stock, location_out_id: shelf },
    ]);
    await floor.bookOne(desk.received(on, 3));
    const quants = await backend.odoo.search(
      'stock.quant',
      [
        ['product_id', '=', product?.id],
        ['location_id', '=', shelf],
      ],
      ['id'],
    );
    expect(quants).toHaveLength(1);
  });
});

describe('of goods from a subcontractor', () => {
  test('they were made a second before they came, at the time of the event', async () => {
    const on = await desk.orderSubcontracted({ quantities: [5], tracking: 'lot' }, [{ per: 1, stock: 9 }]);
    const time = hoursAgo(30);
    const line = desk.line(on, 5, { lots: [{ number: 'A', quantity: 5 }] });
    await floor.bookOne(desk.received(on, [line], {}, { time }));
    const before = new Date(Date.parse(`${time.replace(' ', 'T')}Z`) - 1000);
    const made = before.toISOString().slice(0, 19).replace('T', ' ');
    const [order] = await backend.odoo.search<{ id: number; state: string; date_finished: string }>(
      'mrp.production',
      [['product_id.default_code', '=', on.items[0]]],
      ['state', 'date_finished'],
    );
    expect(order).toMatchObject({ state: 'done', date_finished: made });
    const lines = await backend.odoo.search<{ id: number; date: string }>(
      'stock.move.line',
      [['move_id.raw_material_production_id', '=', order?.id]],
      ['date'],
    );
    expect(lines).toMatchObject([{ date: made }]);
    const [lot] = await backend.odoo.search(
      'stock.lot',
      [['product_id.default_code', '=', on.items[0]]],
      ['id'],
    );
    const used = await backend.odoo.search(
      'stock.move.line',
      [
        ['produce_line_ids.lot_id', '=', lot?.id],
        ['product_id.default_code', '=', on.components[0]],
      ],
      ['id'],
    );
    expect(used).toHaveLength(1);
  });
});

describe('of a confirmation', () => {
  test('deadlines and schedule move, and the buyer has an activity', async () => {
    const on = await desk.order();
    const due = hoursAgo(-72);
    const line = {
      item: on.items[0] ?? '',
      quantity: { value: 8, uom: 'uom.product_uom_kgm' },
      promised: due,
    };
    await floor.bookOne(desk.confirmed(on, [line]));
    expect(await movesOf(backend, on)).toMatchObject([
      { date: due, date_deadline: due, product_uom_qty: 10 },
    ]);
    expect(await pickingsOf(backend, on)).toMatchObject([{ scheduled_date: due }]);
    const [order] = await backend.odoo.search<{
      id: number;
      date_planned: string;
      user_id: [number, string];
    }>('purchase.order', [['name', '=', on.order]], ['date_planned', 'user_id']);
    expect(order?.date_planned).toBe(due);
    const activities = await backend.odoo.search<{ id: number; user_id: [number, string] }>(
      'mail.activity',
      [
        ['res_model', '=', 'purchase.order'],
        ['res_id', '=', order?.id],
      ],
      ['user_id'],
    );
    expect(activities).toMatchObject([{ user_id: order?.user_id }]);
  });

  test("the supplier's words as text, whatever they look like, and sent to nobody", async () => {
    const on = await desk.order();
    await floor.bookOne(desk.confirmed(on, [], { note: '<img src=x onerror=alert(1)> & co' }));
    const [message] = await backend.odoo.search<{ id: number; body: string; partner_ids: number[] }>(
      'mail.message',
      [
        ['model', '=', 'purchase.order'],
        ['res_id', '=', await idOfOrder(backend, on)],
        ['body', 'ilike', 'Confirmed by the supplier'],
      ],
      ['body', 'partner_ids'],
    );
    expect(message?.body).toContain('&lt;img src=x onerror=alert(1)&gt; &amp; co');
    const mails = await backend.odoo.search('mail.mail', [['mail_message_id', '=', message?.id]], ['id']);
    expect(mails).toEqual([]);
  });
});

describe('of an announcement', () => {
  test('date, tracking number, and lots that a person can receive as they are', async () => {
    const on = await desk.order({ items: [{ quantities: [10], tracking: 'lot', expires: true }] });
    const expected = hoursAgo(-50);
    const lots = [{ number: 'A', quantity: 7, expires: '2031-05-06 07:08:09' }];
    await floor.bookOne(
      desk.announced(on, [desk.line(on, 7, { lots })], { expected, carrier: 'Nordlast', tracking: 'NL-1' }),
    );
    const [picking] = await pickingsOf(backend, on);
    expect(picking).toMatchObject({ scheduled_date: expected, carrier_tracking_ref: 'NL-1' });
    await backend.odoo.call('stock.picking', 'button_validate', {
      ids: [picking?.id],
      context: { skip_backorder: true },
    });
    expect((await backend.onHand('OSL', on.items[0] ?? '')).byLot).toEqual({ A: 7 });
    const [lot] = await backend.odoo.search<{ id: number; expiration_date: string }>(
      'stock.lot',
      [['product_id.default_code', '=', on.items[0]]],
      ['expiration_date'],
    );
    expect(lot?.expiration_date).toBe('2031-05-06 07:08:09');
    expect((await desk.seen(on)).lines).toMatchObject([{ received: 7, awaited: 3 }]);
  });
});
