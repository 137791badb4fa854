import { describe, expect, test } from 'vitest';
import { HOLD, lotsOf, STOCK } from './quality-desk.ts';
import { qualityOffice } from './quality-office.ts';
import { hoursAgo } from './shop-floor.ts';

/** What only a real Odoo can show: people who hold goods by hand, and deliveries that Odoo chained to an order. */
const { backend, floor, desk, counter, people } = qualityOffice();

const at = (hours: number) => ({ time: hoursAgo(hours) });

describe('goods that a person holds by hand', () => {
  test('stay held when the rest of their lot is released, and when a person takes out some of them', async () => {
    const on = await desk.release();
    await floor.bookOne(desk.made(on, 6, 'L1', at(5)));
    await floor.bookOne(desk.released(on, 'L1', {}, at(4)));
    await people.move(on.product, 'L1', 4, STOCK, HOLD);
    await floor.bookOne(desk.made(on, 3, 'L1', at(3)));
    expect(await desk.where(on)).toMatchObject({ held: 7, stock: 2 });
    const passed = await floor.bookOne(desk.inspected(on, 'L1', 'pass', at(2)));
    expect(lotsOf(passed)).toMatchObject([{ held: 7 }]);
    await floor.bookOne(desk.released(on, 'L1', {}, at(2)));
    expect(await desk.where(on)).toMatchObject({ held: 4, stock: 5 });
    await people.move(on.product, 'L1', 1, HOLD, STOCK);
    await floor.bookOne(desk.released(on, 'L1', {}, at(1)));
    expect(await desk.where(on)).toMatchObject({ held: 3, stock: 6 });
  });

  test('and goods of an event that a person took out count as theirs first', async () => {
    const on = await desk.release();
    await floor.bookOne(desk.made(on, 6, 'L1', at(5)));
    await people.move(on.product, 'L1', 2, HOLD, STOCK);
    await floor.bookOne(desk.released(on, 'L1', {}, at(4)));
    expect(await desk.where(on)).toMatchObject({ held: 0, stock: 6 });
  });
});

describe('a delivery that Odoo chained to the order', () => {
  test('gets nothing of what is held, and its goods when they are released', async () => {
    const on = await desk.release({ quantity: 6 });
    const sold = await counter.sellAgain([on.product], [6]);
    const finished = await people.idOf('stock.move', [
      ['production_id.name', '=', on.order],
      ['product_id.default_code', '=', on.product],
    ]);
    const wanted = await people.idOf('stock.move', [['picking_id.name', '=', sold.delivery]]);
    const chained = { procure_method: 'make_to_order', move_orig_ids: [[4, finished]] };
    await backend.odoo.call('stock.move', 'write', { ids: [wanted], vals: chained });
    await floor.bookOne(desk.made(on, 6, 'L1', { ...at(5), final: true }));
    expect(await backend.sales.promised(sold.delivery)).toEqual({});
    await backend.odoo.call('stock.picking', 'action_assign', {
      ids: [await people.idOf('stock.picking', [['name', '=', sold.delivery]])],
    });
    expect(await backend.sales.promised(sold.delivery)).toEqual({});
    expect(await desk.where(on)).toMatchObject({ held: 6, stock: 0 });
    await floor.bookOne(desk.released(on, 'L1', {}, at(4)));
    expect(await backend.sales.promised(sold.delivery)).toEqual({ L1: 6 });
  });
});

describe('people see at the lot', () => {
  test('what quality said of it, and an activity for a nonconformance', async () => {
    const on = await desk.release();
    await floor.bookOne(desk.made(on, 6, 'L1', at(5)));
    const results = ['Viscosity: 31.5 mPa.s (28–36): pass'];
    await floor.bookOne(desk.inspected(on, 'L1', 'pass', at(4), { results, person: 'lab.nilsen' }));
    await floor.bookOne(desk.raised(on, 'L1', { title: 'Label is smudged', hold: false }, at(3)));
    const lot = await people.idOf('stock.lot', [
      ['name', '=', 'L1'],
      ['product_id.default_code', '=', on.product],
    ]);
    const of = [
      ['model', '=', 'stock.lot'],
      ['res_id', '=', lot],
    ];
    const messages = await backend.odoo.search<{ id: number; body: string }>('mail.message', of, ['body']);
    const words = messages.map(({ body }) => body).join('\n');
    expect(words).toContain('Inspected: pass; Viscosity: 31.5 mPa.s (28–36): pass');
    expect(words).toContain('by lab.nilsen');
    const activities = await backend.odoo.search<{ id: number; summary: string }>(
      'mail.activity',
      [
        ['res_model', '=', 'stock.lot'],
        ['res_id', '=', lot],
      ],
      ['summary'],
    );
    expect(activities).toMatchObject([{ summary: 'Nonconformance (major): Label is smudged' }]);
  });
});
