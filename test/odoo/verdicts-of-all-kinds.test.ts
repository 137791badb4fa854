import { describe, expect, test } from 'vitest';
import type { Policy, Posting } from '../../lambdas/odoo/posting.ts';
import { left } from './counter.ts';
import { PurchaseDesk } from './purchasing.ts';
import { HOLD, kilograms, lotsOf, policyFor, STOCK } from './quality-desk.ts';
import { qualityOffice } from './quality-office.ts';
import { hoursAgo, posting, UNIT } from './shop-floor.ts';
import { byPeople, contain } from './watched.ts';

/** A verdict holds serials, packages, kits, by-products, subcontracted goods, and in warehouses of three steps. */
const { backend, floor, desk, counter, people } = qualityOffice();

const at = (hours: number) => ({ time: hoursAgo(hours) });
const anything: Policy = { negative_stock: 'allow' };

describe('serials', () => {
  test('that failed come back one by one and are held; the others of the delivery are not', async () => {
    const on = await desk.release({ tracking: 'serial', uom: UNIT });
    const serials = ['SN1', 'SN2', 'SN3'].map((number) => ({ number }));
    const free = { ...on.policy, gate: policyFor().gate } as Policy;
    await floor.bookOne(floor.reported(on, 3, { serials }, { policy: free, ...at(9) }));
    const sold = await counter.sellAgain([on.product], [3]);
    const pieces = (value: number) => ({ value, uom: UNIT });
    const numbers = ['SN1', 'SN2', 'SN3'];
    const shipped = counter.shipped(
      sold,
      { lines: [{ item: on.product, quantity: pieces(3), serials: numbers }] },
      { policy: free, ...at(8) },
    );
    expect(await floor.bookOne(shipped)).toMatchObject({ result: 'posted' });
    await floor.bookOne(desk.inspected({ ...on, policy: free }, 'SN2', 'fail', at(5)));
    const back = { item: on.product, quantity: pieces(2), serials: ['SN1', 'SN2'] };
    const row = await floor.bookOne(counter.returned(sold, [back], {}, { policy: free, ...at(1) }));
    expect(row).toMatchObject({ result: 'posted' });
    expect((await backend.stockAt(HOLD, on.product)).byLot).toEqual({ SN2: 1 });
    expect((await backend.stockAt(STOCK, on.product)).byLot).toEqual({ SN1: 1 });
    const twice = await floor.bookOne(counter.returned(sold, [back], {}, { policy: free, ...at(0.5) }));
    expect(twice).toMatchObject({ code: 'nothing-to-return' });
  });
});

describe('goods in packages', () => {
  test('are held in whatever package they lie, and go back to the stock', async () => {
    const on = await desk.release();
    const open = { ...on, policy: policyFor() };
    await floor.bookOne(desk.made(open, 6, 'L1', at(9)));
    await people.pack(on.product, 'L1', 6, STOCK, floor.name('PACK'));
    expect(await people.packagesOf(on.product, STOCK)).toHaveLength(1);
    const failed = await floor.bookOne(desk.inspected(open, 'L1', 'fail', at(5)));
    expect(lotsOf(failed)).toMatchObject([{ moved: 6, held: 6 }]);
    const sold = await counter.sellAgain([on.product], [2]);
    const lots = [{ number: 'L1', quantity: 2 }];
    const policy = { ...open.policy, ...anything } as Policy;
    const ship = counter.shipped(sold, { lines: [left(on.product, 2, { lots })] }, { policy, ...at(0) });
    expect(await floor.bookOne(ship)).toMatchObject({ code: 'lot-held' });
    await floor.bookOne(desk.released(open, 'L1', { quantity: kilograms(3) }, at(4)));
    expect(await desk.where(on)).toMatchObject({ held: 3, stock: 3 });
  });

  test('stay in their package when all of it is held, and go to waste out of several', async () => {
    const on = await desk.release();
    const open = { ...on, policy: policyFor() };
    await floor.bookOne(desk.made(open, 7, 'L1', at(9)));
    for (const amount of [3, 3]) await people.pack(on.product, 'L1', amount, STOCK, floor.name('PACK'));
    const packages = await people.packagesOf(on.product, STOCK);
    expect(packages).toHaveLength(2);
    await floor.bookOne(desk.inspected(open, 'L1', 'fail', at(5)));
    expect((await people.packagesOf(on.product, HOLD)).sort()).toEqual(packages.sort());
    const scrap = (value: number) =>
      floor.bookOne(floor.scrapped(on, value, { lot: 'L1' }, { policy: open.policy }));
    expect(lotsOf(await scrap(5))).toMatchObject([{ moved: -5, held: 2 }]);
    expect(await scrap(3)).toMatchObject({ code: 'lot-held' });
    expect(lotsOf(await scrap(2))).toMatchObject([{ moved: -2, held: 0 }]);
    expect(await people.packagesOf(on.product, HOLD)).toEqual([]);
    expect(await desk.where(on)).toMatchObject({ held: 0, stock: 0 });
  });
});

describe('a kit', () => {
  test('with a part of a failed lot does not leave', async () => {
    const [part = ''] = await counter.offer({ tracking: 'lot', stock: { C1: { quantity: 8 } } });
    const [kit = ''] = await counter.offer({});
    const template = await backend.odoo.search<{ id: number; product_tmpl_id: [number, string] }>(
      'product.product',
      [['default_code', '=', kit]],
      ['product_tmpl_id'],
    );
    await backend.odoo.create('mrp.bom', [
      {
        product_tmpl_id: template[0]?.product_tmpl_id[0],
        type: 'phantom',
        bom_line_ids: [[0, 0, { product_id: await people.product(part), product_qty: 2 }]],
      },
    ]);
    const policy = policyFor();
    await desk.places();
    const sold = await counter.sellAgain([kit], [2]);
    await floor.bookOne(desk.inspected({ product: part, policy }, 'C1', 'fail', at(5)));
    expect((await backend.stockAt(HOLD, part)).quantity).toBe(8);
    const whole = counter.shipped(sold, { lines: [left(kit, 1)] }, { policy, ...at(0) });
    expect(await floor.bookOne(whole)).toMatchObject({ result: 'refused' });
    const lots = [{ number: 'C1', quantity: 4 }];
    const parts = counter.shipped(
      sold,
      { lines: [left(part, 4, { lots })] },
      { policy: { ...policy, ...anything } as Policy, ...at(0) },
    );
    expect(await floor.bookOne(parts)).toMatchObject({ code: 'lot-held' });
    expect((await backend.stockAt(HOLD, part)).quantity).toBe(8);
  });
});

describe('a by-product', () => {
  test('of a failed lot is held as it comes, beside a product that is not', async () => {
    await desk.places();
    const [made = '', by = ''] = await counter.offer({}, { tracking: 'lot', stock: { B1: { quantity: 3 } } });
    const order = floor.name('OSL/MO');
    const policy = policyFor();
    await floor.bookOne(desk.inspected({ product: by, policy }, 'B1', 'fail', at(5)));
    const [
      {
        product_tmpl_id: [template = 0],
      } = { product_tmpl_id: [0] },
    ] = await backend.odoo.search<{
      id: number;
      product_tmpl_id: [number, string];
    }>('product.product', [['default_code', '=', made]], ['product_tmpl_id']);
    const kilogram = await backend.odoo.externalId('uom.product_uom_kgm');
    await backend.odoo.create('mrp.bom', [
      {
        product_tmpl_id: template,
        product_uom_id: kilogram,
        byproduct_ids: [
          [0, 0, { product_id: await people.product(by), product_qty: 1, product_uom_id: kilogram }],
        ],
      },
    ]);
    await backend.seed({
      warehouses: [{ code: 'OSL', name: 'Oslo' }],
      items: [{ code: made, name: `Item ${made}`, uom: 'uom.product_uom_kgm', tracking: 'none' }],
      orders: [{ name: order, warehouse: 'OSL', item: made, quantity: 4 }],
    });
    const by_products = [{ item: by, quantity: kilograms(2), lot: { number: 'B1' } }];
    const payload = { order, quantity: kilograms(4), final: true, by_products };
    const row = await floor.bookOne(posting('production.reported', payload, { policy, ...at(1) }));
    expect(row).toMatchObject({ result: 'posted' });
    expect(lotsOf(row)).toMatchObject([{ lot: 'B1', moved: 2, held: 5, verdict: 'fail' }]);
    expect((await backend.stockAt(HOLD, by)).quantity).toBe(5);
    expect((await backend.stockAt(STOCK, made)).quantity).toBe(4);
  });
});

describe('what a subcontractor has', () => {
  test('of a component that failed is used by no receipt until it is released', async () => {
    await desk.places();
    const buying = new PurchaseDesk(floor);
    const on = await buying.orderSubcontracted({ quantities: [10], tracking: 'lot' }, [
      { per: 2, tracking: 'lot', stock: { C1: 40 } },
    ]);
    const [component = ''] = on.components;
    const [product = ''] = on.items;
    const policy = policyFor(product);
    await floor.bookOne(desk.inspected({ product: component, policy }, 'C1', 'fail', at(5)));
    const lots = [{ number: 'S1', quantity: 2 }];
    const received = () => buying.received(on, [buying.line(on, 2, { lots })], {}, { policy });
    const row = await floor.bookOne(received());
    expect(row).toMatchObject({ code: 'lot-held' });
    expect((await backend.stockAt(HOLD, product)).quantity).toBe(0);
  });
});

describe('a warehouse of three steps', () => {
  const THREE = 'VTS';
  const hold = `${THREE}/Quality hold`;
  const gated = (item: string): Policy => ({
    negative_stock: 'refuse',
    gate: { hold, everything: false, items: [item], categories: [] },
  });

  test('holds what was packed when its lot failed, and what comes back through its input', async () => {
    await backend.seed({ warehouses: [{ code: THREE, name: 'Three steps' }], items: [] });
    const id = await people.idOf('stock.warehouse', [['code', '=', THREE]]);
    await backend.odoo.call('stock.warehouse', 'write', {
      ids: [id],
      vals: { delivery_steps: 'pick_pack_ship', reception_steps: 'three_steps' },
    });
    const view = await people.idOf('stock.location', [['complete_name', '=', THREE]]);
    const places = await backend.odoo.search('stock.location', [['complete_name', '=', hold]], []);
    if (places.length === 0)
      await backend.odoo.create('stock.location', [
        { name: 'Quality hold', location_id: view, usage: 'internal' },
      ]);
    const item = floor.name('THREE');
    const customer = floor.name('CUSTOMER');
    const reference = floor.name('SHOP');
    await backend.seed({
      warehouses: [{ code: THREE, name: 'Three steps' }],
      items: [{ code: item, name: item, uom: 'uom.product_uom_kgm', tracking: 'lot' }],
      stock: [{ warehouse: THREE, item, lot: 'L1', quantity: 10 }],
      customers: [{ code: customer, name: customer }],
      salesOrders: [{ reference, warehouse: THREE, customer, lines: [{ item, quantity: 6 }] }],
    });
    const first = await backend.odoo.search<{ id: number; name: string }>(
      'stock.picking',
      [['sale_id.client_order_ref', '=', reference]],
      ['name'],
    );
    const delivery = first[0]?.name ?? '';
    const there = (event: Posting): Posting => ({ ...event, warehouse: THREE, policy: gated(item) });
    const lots = (quantity: number) => [{ number: 'L1', quantity }];
    const ship = (value: number) =>
      there(
        posting(
          'shipment.confirmed',
          { delivery, lines: [left(item, value, { lots: lots(value) })], final: false },
          { stream: `delivery/${delivery}`, ...at(0) },
        ),
      );
    expect(await floor.bookOne(ship(2))).toMatchObject({ result: 'posted' });
    // People pick the rest: it lies in the packing zone.
    const picks = await backend.odoo.search(
      'stock.picking',
      [
        ['sale_id.client_order_ref', '=', reference],
        ['state', '=', 'assigned'],
      ],
      [],
    );
    await backend.odoo.call('stock.picking', 'button_validate', {
      ids: picks.map((pick) => pick.id),
      context: { skip_backorder: true },
    });
    const words = { product: item, policy: gated(item) };
    const failed = await floor.bookOne(there(desk.inspected(words, 'L1', 'fail', at(0))));
    expect(lotsOf(failed)).toMatchObject([{ moved: 8, held: 8, verdict: 'fail' }]);
    expect((await backend.stockAt(hold, item)).quantity).toBe(8);
    // What was packed is packed no more: Odoo takes its transfer from the chain.
    expect(await floor.bookOne(ship(4))).toMatchObject({ code: 'nothing-to-deliver' });
    const back = there(
      posting(
        'shipment.returned',
        { delivery, lines: [left(item, 1, { lots: lots(1) })] },
        { stream: `delivery/${delivery}`, ...at(0) },
      ),
    );
    expect(await floor.bookOne(back)).toMatchObject({ result: 'posted' });
    expect((await backend.stockAt(hold, item)).quantity).toBe(9);
    // A person returns the other one: it comes to the input, and is found there.
    const since = (await byPeople(floor, THREE)).mark;
    await people.returnEverything(delivery);
    const rows = await contain(floor, { item, policy: gated(item), warehouse: THREE }, since);
    expect(rows.length).toBeGreaterThan(0);
    expect((await backend.stockAt(hold, item)).quantity).toBe(10);
  });
});

describe('a hold and a report of the same lot at the same time', () => {
  test('leave nothing of it in the open', async () => {
    for (let turn = 0; turn < 8; turn++) {
      const on = await desk.release({ quantity: 100 });
      const open = { ...on, policy: policyFor() };
      await floor.bookOne(desk.made(open, 5, 'L1', at(9)));
      await Promise.all([
        floor.bookOne(desk.made(open, 4, 'L1', at(3))),
        floor.bookOne(desk.held(open, 'L1', {}, at(2))),
      ]);
      expect(await desk.where(on)).toMatchObject({ held: 9, stock: 0 });
    }
  });
});

describe('what a person requires of every lot', () => {
  test('and no event fills is said by its name', async () => {
    const model_id = await people.idOf('ir.model', [['model', '=', 'stock.lot']]);
    const [field = 0] = await backend.odoo.create('ir.model.fields', [
      { name: 'x_colour', ttype: 'char', model_id, field_description: 'Colour' },
    ]);
    try {
      // Odoo makes a rule of the database of it as soon as every lot has one.
      const lots = await backend.odoo.search('stock.lot', [], []);
      await backend.odoo.call('stock.lot', 'write', {
        ids: lots.map(({ id }) => id),
        vals: { x_colour: 'red' },
      });
      await backend.odoo.call('ir.model.fields', 'write', { ids: [field], vals: { required: true } });
      const on = await desk.release();
      expect(await floor.bookOne(desk.made(on, 1, 'L1'))).toMatchObject({
        code: 'odoo-refused',
        message: expect.stringMatching(/Colour/),
      });
    } finally {
      await backend.odoo.call('ir.model.fields', 'unlink', { ids: [field] });
    }
  });
});
