import { describe, expect, test } from 'vitest';
import { left } from './counter.ts';
import { type HeldProduct, HOLD, lotsOf, STOCK } from './quality-desk.ts';
import { qualityOffice } from './quality-office.ts';
import { hoursAgo } from './shop-floor.ts';
import { byPeople, contain } from './watched.ts';

/** What Odoo lets people rewrite after it is done: quantity, places and lot of a line of a stock move. */
const { backend, floor, desk, counter, people } = qualityOffice();

const at = (hours: number) => ({ time: hoursAgo(hours) });
const lots = (quantity: number) => [{ number: 'L1', quantity }];
const look = async () => (await byPeople(floor, 'OSL')).mark;
const answer = async ({ product: item, policy }: HeldProduct, since: string) =>
  (await contain(floor, { item, policy, warehouse: 'OSL' }, since)).flatMap(lotsOf);
const lines = (on: HeldProduct, lot: string, more: unknown[]) =>
  backend.odoo.search<{ id: number }>(
    'stock.move.line',
    [
      ['product_id.default_code', '=', on.product],
      ['lot_id.name', '=', lot],
      ['state', '=', 'done'],
      ...more,
    ],
    [],
  );
const rewrite = async (on: HeldProduct, lot: string, more: unknown[], vals: object) => {
  const [line, ...others] = await lines(on, lot, more);
  expect(others).toEqual([]);
  await backend.odoo.call('stock.move.line', 'write', { ids: [line?.id], vals });
};
const lastWords = async (on: HeldProduct, lot: string) => {
  const [message] = await backend.odoo.search<{ id: number; body: string }>(
    'mail.message',
    [
      ['model', '=', 'stock.lot'],
      ['res_id', '=', await people.lot(on.product, lot)],
    ],
    ['body'],
    { order: 'id desc', limit: 1 },
  );
  return message?.body;
};

/** 6 made and released, 3 shipped, then the lot fails. */
async function failedAfterShipping() {
  const on = await desk.release();
  await floor.bookOne(desk.made(on, 6, 'L1', at(9)));
  await floor.bookOne(desk.released(on, 'L1', {}, at(8)));
  const sold = await counter.sellAgain([on.product], [3]);
  await floor.bookOne(counter.shipped(sold, { lines: [left(on.product, 3, { lots: lots(3) })] }, at(7)));
  await floor.bookOne(desk.inspected(on, 'L1', 'fail', at(5)));
  return { on, sold };
}

const toCustomer = [['location_dest_id.usage', '=', 'customer']];
const fromCustomer = [['location_id.usage', '=', 'customer']];

describe('a done line of a held lot pages', () => {
  test('when the return that it brought into the hold place is set to nothing', async () => {
    const { on, sold } = await failedAfterShipping();
    const since = await look();
    await people.returnAll(sold.delivery);
    expect(await answer(on, since)).toMatchObject([{ held: 6 }]);
    const later = await look();
    await rewrite(on, 'L1', fromCustomer, { quantity: 0 });
    // The gateway has moved the goods on: Odoo takes them from the stock, where there are none.
    expect(await answer(on, later)).toMatchObject([{ bypassed: true }]);
    expect(await lastWords(on, 'L1')).toMatch(
      /^<p>0 kg left on a line that a person rewrote .* \(before: 3 kg of lot L1, /,
    );
  });

  test('when an event brought it into the hold place after the failure, and it is set to nothing', async () => {
    const { on } = await failedAfterShipping();
    await floor.bookOne(desk.made(on, 2, 'L1', at(4)));
    expect(await desk.where(on)).toMatchObject({ held: 5 });
    const since = await look();
    await rewrite(on, 'L1', [['quantity', '=', 2]], { quantity: 0 });
    expect(await answer(on, since)).toMatchObject([{ held: 3, bypassed: true }]);
    expect(await lastWords(on, 'L1')).toContain('(before: 2 kg of lot L1, ');
  });

  test('when its scrap is sent to a customer', async () => {
    const { on } = await failedAfterShipping();
    const since = await look();
    await people.scrap(on.product, 'L1', 2, HOLD);
    const customers = await people.idOf('stock.location', [['usage', '=', 'customer']]);
    const [wasted] = await answer(on, since);
    expect(wasted).not.toHaveProperty('bypassed');
    await rewrite(on, 'L1', [['move_id.scrap_id', '!=', false]], { location_dest_id: customers });
    expect(await answer(on, since)).toMatchObject([{ bypassed: true }]);
  });

  test('when its scrap is sent to a customer before anybody has looked at it', async () => {
    const { on } = await failedAfterShipping();
    const since = await look();
    await people.scrap(on.product, 'L1', 2, HOLD);
    const customers = await people.idOf('stock.location', [['usage', '=', 'customer']]);
    await rewrite(on, 'L1', [['move_id.scrap_id', '!=', false]], { location_dest_id: customers });
    expect(await answer(on, since)).toMatchObject([{ bypassed: true }]);
  });

  test('when another lot is written on it: the lot that lost the goods tells it, once', async () => {
    const { on } = await failedAfterShipping();
    await backend.odoo.create('stock.lot', [{ name: 'L2', product_id: await people.product(on.product) }]);
    const since = await look();
    await people.receive(on.product, 'L1', 4, HOLD);
    await answer(on, since);
    const later = await look();
    await rewrite(on, 'L1', [['location_id.usage', '=', 'supplier']], {
      lot_id: await people.lot(on.product, 'L2'),
    });
    const rows = await answer(on, later);
    expect(rows).toContainEqual(expect.objectContaining({ lot: 'L1', bypassed: true }));
    expect(await lastWords(on, 'L1')).toMatch(
      /on which a person wrote another lot .* \(before: 4 kg of lot L1, /,
    );
    expect((await answer(on, later)).filter(({ lot }) => lot === 'L1')).toEqual([]);
  });

  test('when an event had booked it, and another lot is written on it', async () => {
    const { on } = await failedAfterShipping();
    await backend.odoo.create('stock.lot', [{ name: 'L2', product_id: await people.product(on.product) }]);
    const since = await look();
    await rewrite(on, 'L1', toCustomer, { lot_id: await people.lot(on.product, 'L2') });
    expect(await answer(on, since)).toContainEqual(
      expect.objectContaining({ lot: 'L1', moved: 3, held: 6, bypassed: true }),
    );
    expect(await lastWords(on, 'L1')).toContain('(before: 3 kg of lot L1, ');
    expect(await desk.where(on)).toMatchObject({ held: 6 });
  });

  test('when an event of the lot has counted it before anybody looked', async () => {
    const { on } = await failedAfterShipping();
    const since = await look();
    await rewrite(on, 'L1', toCustomer, { quantity: 2 });
    expect(await floor.bookOne(desk.held(on, 'L1', {}, at(1)))).toMatchObject({ result: 'posted' });
    expect(await answer(on, since)).toMatchObject([{ bypassed: true }]);
  });

  test('not when only its date is changed', async () => {
    const { on } = await failedAfterShipping();
    const since = await look();
    await rewrite(on, 'L1', toCustomer, { date: '2026-01-05 10:00:00' });
    expect(await answer(on, since)).toEqual([]);
  });
});

describe('goods of a held lot', () => {
  test('page when a person brings them into a warehouse where nothing holds them', async () => {
    await backend.seed({ warehouses: [{ code: 'BGO', name: 'Bergen' }], items: [] });
    const { on } = await failedAfterShipping();
    const { mark } = await byPeople(floor, 'BGO');
    await people.receive(on.product, 'L1', 2, 'BGO/Stock');
    const rows = await contain(
      floor,
      { item: on.product, policy: { negative_stock: 'refuse' }, warehouse: 'BGO' },
      mark,
    );
    expect(rows.flatMap(lotsOf)).toMatchObject([{ bypassed: true }]);
  });

  test('are taken out of a delivery that somebody typed to take them from the hold place', async () => {
    const { on } = await failedAfterShipping();
    const sold = await counter.sellAgain([on.product], [2]);
    const since = await look();
    await people.type(sold.delivery, on.product, 'L1', 2, HOLD);
    expect(await answer(on, since)).toMatchObject([{ held: 3, bypassed: true }]);
    expect(await backend.sales.promised(sold.delivery)).toEqual({});
    expect(await answer(on, since)).toEqual([]);
  });

  test('stay in a transfer from the hold place to the supplier', async () => {
    const { on } = await failedAfterShipping();
    const since = await look();
    const [type, location_id, location_dest_id] = await Promise.all([
      people.idOf('stock.picking.type', [
        ['code', '=', 'internal'],
        ['warehouse_id.code', '=', 'OSL'],
        ['sequence_code', '=', 'INT'],
      ]),
      people.idOf('stock.location', [['complete_name', '=', HOLD]]),
      people.idOf('stock.location', [['usage', '=', 'supplier']]),
    ]);
    const line = {
      product_id: await people.product(on.product),
      lot_id: await people.lot(on.product, 'L1'),
      ...{ quantity: 2, location_id, location_dest_id },
    };
    await backend.odoo.create('stock.picking', [
      { picking_type_id: type, location_id, location_dest_id, move_line_ids: [[0, 0, line]] },
    ]);
    expect(await answer(on, since)).toEqual([]);
  });

  test('that a person brought in just before the lot failed are held with it, and page nobody', async () => {
    const on = await desk.release();
    await floor.bookOne(desk.made(on, 2, 'L1', at(9)));
    await floor.bookOne(desk.released(on, 'L1', {}, at(8)));
    const since = await look();
    await people.receive(on.product, 'L1', 2, STOCK);
    await floor.bookOne(desk.inspected(on, 'L1', 'fail', at(1)));
    expect(await desk.where(on)).toMatchObject({ held: 4, stock: 0 });
    for (const row of await answer(on, since)) expect(row).not.toMatchObject({ bypassed: true });
  });
});

test('a nonconformance about a lot that the warehouse never had is written down', async () => {
  const on = await desk.release();
  await floor.bookOne(desk.inspected(on, 'L9', 'fail', at(5)));
  expect(await floor.bookOne(desk.raised(on, 'L9', { hold: false }, at(4)))).toMatchObject({
    result: 'posted',
  });
});
