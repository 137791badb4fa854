import { describe, expect, test } from 'vitest';
import type { Policy } from '../../lambdas/odoo/posting.ts';
import { left } from './counter.ts';
import { type HeldProduct, HOLD, kilograms, lotsOf, policyFor, REWORK, STOCK } from './quality-desk.ts';
import { qualityOffice } from './quality-office.ts';
import { hoursAgo, posting } from './shop-floor.ts';
import { byPeople, contain } from './watched.ts';

/** Goods of held lots that move where no stock of a warehouse changes, or without their number. */
const { backend, floor, desk, counter, people } = qualityOffice();

const at = (hours: number) => ({ time: hoursAgo(hours) });
const lots = (quantity: number, number = 'L1') => [{ number, quantity }];
const look = async () => (await byPeople(floor, 'OSL')).mark;
const answer = async ({ product: item, policy }: HeldProduct, since: string) =>
  (await contain(floor, { item, policy, warehouse: 'OSL' }, since)).flatMap(lotsOf);
const paged = expect.objectContaining({ bypassed: true });

describe('goods of a failed lot page', () => {
  test('when a line that brought them into the hold place is rewritten to end at a customer', async () => {
    const on = await desk.failed();
    const since = await look();
    const [line] = await backend.odoo.search<{ id: number }>(
      'stock.move.line',
      [
        ['lot_id', '=', await people.lot(on.product, 'L1')],
        ['location_id.usage', '=', 'production'],
      ],
      [],
    );
    const customers = await people.idOf('stock.location', [['usage', '=', 'customer']]);
    await backend.odoo.call('stock.move.line', 'write', {
      ids: [line?.id],
      vals: { location_dest_id: customers },
    });
    expect(await answer(on, since)).toContainEqual(paged);
  });

  test('when they go from the supplier straight to a customer', async () => {
    const on = await desk.failed();
    const since = await look();
    await people.move(on.product, 'L1', 4, 'Vendors', 'Customers', 'OSL');
    expect(await answer(on, since)).toContainEqual(paged);
  });

  test('when they go from the waste to a customer', async () => {
    const on = await desk.failed();
    await floor.bookOne(floor.scrapped(on, 3, { lot: 'L1' }, { policy: on.policy, ...at(1) }));
    const [scrap] = await backend.odoo.search<{ id: number; location_dest_id: [number, string] }>(
      'stock.move.line',
      [
        ['lot_id', '=', await people.lot(on.product, 'L1')],
        ['location_dest_id.usage', '=', 'inventory'],
      ],
      ['location_dest_id'],
    );
    const since = await look();
    await people.move(on.product, 'L1', 3, scrap?.location_dest_id[1] ?? '', 'Customers', 'OSL');
    expect(await answer(on, since)).toContainEqual(paged);
  });

  test('when more is used from the place for rework than was let out to it', async () => {
    const on = await desk.failed();
    await floor.bookOne(desk.released(on, 'L1', { quantity: kilograms(3), use: 'rework' }, at(4)));
    const since = await look();
    const [production] = await backend.odoo.search<{ id: number; complete_name: string }>(
      'stock.location',
      [['usage', '=', 'production']],
      ['complete_name'],
    );
    const made = production?.complete_name ?? '';
    await people.move(on.product, 'L1', 3, REWORK, made);
    for (const row of await answer(on, since)) expect(row).not.toHaveProperty('bypassed');
    const later = await look();
    await people.move(on.product, 'L1', 2, REWORK, made);
    expect(await answer(on, later)).toContainEqual(paged);
  });

  test('when they leave the hold place without their number: no event can name them', async () => {
    const on = await desk.failed();
    const since = await look();
    const [hold, customers, warehouse] = await Promise.all([
      people.idOf('stock.location', [['complete_name', '=', HOLD]]),
      people.idOf('stock.location', [['usage', '=', 'customer']]),
      people.idOf('stock.warehouse', [['code', '=', 'OSL']]),
    ]);
    const ends = { location_id: hold, location_dest_id: customers };
    const [type] = await backend.odoo.create('stock.picking.type', [
      {
        ...{ name: floor.name('NOLOT'), code: 'outgoing', sequence_code: floor.name('NL') },
        ...{ warehouse_id: warehouse, use_create_lots: false, use_existing_lots: false },
        ...{ default_location_src_id: hold, default_location_dest_id: customers },
      },
    ]);
    const line = { product_id: await people.product(on.product), quantity: 4, picked: true, ...ends };
    const ids = await backend.odoo.create('stock.picking', [
      { picking_type_id: type, ...ends, move_line_ids: [[0, 0, line]] },
    ]);
    await backend.odoo.call('stock.picking', 'button_validate', { ids, context: { skip_backorder: true } });
    const { movements } = await byPeople(floor, 'OSL', since, on.policy);
    expect(movements.filter(({ item }) => item === on.product)).toMatchObject([{ lot: '' }]);
  });
});

test('what was let out to be reworked is issued once', async () => {
  const stock = { C1: { quantity: 20 } };
  const on = await desk.release({ components: [{ per: 1, tracking: 'lot', stock }] });
  const [item = ''] = on.components;
  const component = { product: item, policy: policyFor() };
  const other = await floor.releaseAgain(on, 10);
  await floor.bookOne(desk.inspected(component, 'C1', 'fail', at(5)));
  await floor.bookOne(desk.released(component, 'C1', { quantity: kilograms(3), use: 'rework' }, at(4)));
  const issue = (order: string) =>
    posting(
      'material.consumed',
      { order, item, quantity: kilograms(3), lots: lots(3, 'C1') },
      { policy: { ...policyFor(), negative_stock: 'allow' }, ...at(2) },
    );
  expect(await floor.bookOne(issue(on.order))).toMatchObject({ result: 'posted' });
  expect(await floor.bookOne(issue(other.order))).toMatchObject({ code: 'lot-held' });
});

test('what Odoo reserves anew while an event is booked is taken out again, and pages nobody', async () => {
  const on = await desk.failed();
  await floor.bookOne(desk.released(on, 'L1', { quantity: kilograms(4) }, at(4)));
  const shelf = floor.name('SHELF');
  await backend.seed({
    warehouses: [{ code: 'OSL', name: 'Oslo' }],
    locations: [{ name: shelf, warehouse: 'OSL' }],
    items: [],
  });
  const aside = {
    item: on.product,
    quantity: kilograms(2),
    from: STOCK,
    to: `${STOCK}/${shelf}`,
    lots: lots(2),
  };
  await floor.bookOne(
    posting('stock.moved', aside, { policy: on.policy, stream: `stock/${on.product}`, ...at(3) }),
  );
  const used = await floor.release({ quantity: 5, components: [] });
  const issue = { order: used.order, item: on.product, quantity: kilograms(1), lots: lots(1) };
  await floor.bookOne(posting('material.consumed', issue, { policy: on.policy, ...at(2) }));
  await counter.sellAgain([on.product], [3]);
  const since = await look();
  const sold = await counter.sellAgain([on.product], [3]);
  const policy: Policy = { ...on.policy, negative_stock: 'allow' };
  const shipped = counter.shipped(
    sold,
    { lines: [left(on.product, 3, { lots: lots(3) })] },
    { policy, ...at(1) },
  );
  expect(await floor.bookOne(shipped)).toMatchObject({ result: 'posted' });
  for (const row of await answer(on, since)) expect(row).not.toHaveProperty('bypassed');
});
