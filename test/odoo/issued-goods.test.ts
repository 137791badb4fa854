import { describe, expect, test } from 'vitest';
import type { Policy, PostingRow } from '../../lambdas/odoo/posting.ts';
import { left } from './counter.ts';
import { type HeldProduct, kilograms, lotsOf, policyFor, STOCK } from './quality-desk.ts';
import { qualityOffice } from './quality-office.ts';
import { hoursAgo, type Overrides, posting } from './shop-floor.ts';
import { byPeople, contain } from './watched.ts';

/** Goods of a lot that were issued to an order before the lot failed: they are for that order, and for nobody else. */
const { backend, floor, desk, counter, people } = qualityOffice();

const at = (hours: number) => ({ time: hoursAgo(hours) });
const lots = (quantity: number) => [{ number: 'C1', quantity }];
const bare: Policy = { negative_stock: 'allow' };
const look = async () => (await byPeople(floor, 'OSL')).mark;
const answer = async ({ product: item, policy }: HeldProduct, since: string) =>
  (await contain(floor, { item, policy, warehouse: 'OSL' }, since)).flatMap(lotsOf);
const nothingOpen = async (on: HeldProduct, since: string) => {
  const { open } = await byPeople(floor, 'OSL', since, on.policy);
  expect(open.filter(({ item }) => item === on.product)).toEqual([]);
};

/** An order for 10 with 20 of a component in the stock, some of which are issued to it; then the component fails. */
async function issuedThenFailed(warehouse = 'OSL', issued = 6) {
  const stock = { C1: { quantity: 20 } };
  const on = await floor.release({
    ...{ quantity: 10, warehouse },
    components: [{ per: 1, tracking: 'lot', stock }],
  });
  await desk.places();
  const [item = ''] = on.components;
  const component: HeldProduct = { ...on, product: item, policy: policyFor() };
  const here = (event: ReturnType<typeof posting>) => floor.bookOne({ ...event, warehouse });
  const policy: Policy = warehouse === 'OSL' ? component.policy : bare;
  const over: Overrides = { policy, stream: `order/${on.order}`, ...at(3) };
  const issue = (order: string, value: number, hours: number) =>
    here(
      posting(
        'material.consumed',
        { order, item, quantity: kilograms(value), lots: lots(value) },
        { ...over, ...at(hours) },
      ),
    );
  if (issued > 0) expect(await issue(on.order, issued, 6)).toMatchObject({ result: 'posted' });
  expect(await floor.bookOne(desk.inspected(component, 'C1', 'fail', at(5)))).toMatchObject({
    result: 'posted',
  });
  const report = (value: number, more: object) => here(floor.reported(on, value, more, over));
  const giveBack = (value: number) =>
    here(
      posting(
        'material.returned',
        { order: on.order, item, quantity: kilograms(value), lots: lots(value) },
        over,
      ),
    );
  const ship = async (value: number): Promise<PostingRow> => {
    const sold = await counter.sellAgain([item], [value]);
    const lines = [left(item, value, { lots: lots(value) })];
    return here(
      counter.shipped(sold, { lines }, { policy: { ...policy, negative_stock: 'allow' }, ...at(0) }),
    );
  };
  return { on, item, component, issue, report, giveBack, ship };
}

/** A place of the warehouse beside its stock. */
async function shelfOutside(): Promise<string> {
  const name = floor.name('OUTPUT');
  await backend.seed({
    warehouses: [{ code: 'OSL', name: 'Oslo' }],
    locations: [{ name, warehouse: 'OSL', parent: 'OSL' }],
    items: [],
  });
  return `OSL/${name}`;
}

const used = (item: string, value: number) => [
  { item, quantity: kilograms(value), lots: value ? lots(value) : [] },
];

describe('in a plant without a hold place, goods that come back from their order', () => {
  type There = Awaited<ReturnType<typeof issuedThenFailed>>;
  test.each<[string, (there: There) => Promise<PostingRow>]>([
    ['are not consumed', ({ report, item }) => report(5, { consumed: used(item, 2) })],
    ['are given back', ({ giveBack }) => giveBack(6)],
  ])('and %s are free for nobody', async (_, back) => {
    await backend.seed({ warehouses: [{ code: 'BGO', name: 'Bergen' }], items: [] });
    const there = await issuedThenFailed('BGO');
    expect(await back(there)).toMatchObject({
      result: 'posted',
      warnings: expect.arrayContaining([expect.stringContaining('BGO has no place to hold them')]),
    });
    const other = await floor.releaseAgain(there.on, 10, 'BGO');
    expect(await there.issue(other.order, 1, 1)).toMatchObject({ code: 'lot-held' });
    const consumed = used(there.item, 1);
    const report = floor.reported(other, 1, { consumed }, { policy: bare, ...at(1) });
    expect(await floor.bookOne({ ...report, warehouse: 'BGO' })).toMatchObject({ code: 'lot-held' });
  });
});

describe('goods issued to an order before their lot failed', () => {
  test('are for that order: a person who delivers them is found, and nobody is told again', async () => {
    const { component, item, report } = await issuedThenFailed();
    const since = await look();
    await people.deliver(item, 'C1', 6, STOCK);
    expect(await answer(component, since)).toContainEqual(expect.objectContaining({ bypassed: true }));
    await nothingOpen(component, since);
    expect(await report(6, {})).toMatchObject({ code: 'lot-held' });
  });

  test('are used by a person who completes the order, and page nobody', async () => {
    const { on, item, component } = await issuedThenFailed();
    const since = await look();
    await people.complete(on.order, 6);
    for (const row of await answer(component, since)) expect(row).not.toHaveProperty('bypassed');
    expect(await desk.where({ product: item })).toMatchObject({ held: 14, stock: 0 });
  });

  test.each<[string, object]>([
    ['unticks', { picked: false }],
    ['empties', { quantity: 0 }],
  ])('and that a person %s go back to the hold place', async (_, vals) => {
    const { on, item, component, ship } = await issuedThenFailed();
    const since = await look();
    await backend.odoo.call('stock.move.line', 'write', { ids: [await people.issuedLine(on.order)], vals });
    expect(await ship(2)).toMatchObject({ code: 'lot-held' });
    expect(await answer(component, since)).toContainEqual(
      expect.objectContaining({ held: 20, bypassed: true }),
    );
    expect(await desk.where({ product: item })).toMatchObject({ held: 20, stock: 0 });
    await nothingOpen(component, since);
  });

  test('stay issued when a person enters more: only what is more is taken off the order', async () => {
    const { on, item, component, report } = await issuedThenFailed();
    const since = await look();
    const ids = [await people.issuedLine(on.order)];
    await backend.odoo.call('stock.move.line', 'write', { ids, vals: { quantity: 9 } });
    expect(await answer(component, since)).toContainEqual(expect.objectContaining({ bypassed: true }));
    await nothingOpen(component, since);
    expect(await report(6, {})).toMatchObject({ result: 'posted' });
    expect(await desk.where({ product: item })).toMatchObject({ held: 14, stock: 0 });
  });

  test('and out of the place for rework go back there, and what was released stays free', async () => {
    const { on, item, component } = await issuedThenFailed('OSL', 0);
    for (const more of [{}, { use: 'rework' as const }])
      await floor.bookOne(desk.released(component, 'C1', { quantity: kilograms(3), ...more }, at(4)));
    const away = { item, quantity: kilograms(3), from: STOCK, to: await shelfOutside(), lots: lots(3) };
    await people.move(item, 'C1', 3, away.from, away.to);
    const over: Overrides = { policy: component.policy, stream: `order/${on.order}`, ...at(2) };
    const payload = { order: on.order, item, quantity: kilograms(3), lots: lots(3) };
    expect(await floor.bookOne(posting('material.consumed', payload, over))).toMatchObject({
      result: 'posted',
    });
    const report = floor.reported(on, 1, { consumed: used(item, 1) }, { ...over, ...at(1) });
    const booked = await floor.bookOne(report);
    expect(booked).toMatchObject({ result: 'posted' });
    expect(booked).not.toHaveProperty('warnings');
    expect(await desk.where({ product: item })).toMatchObject({ held: 14, rework: 2 });
  });

  test('may be issued again to the same order alone, out of what is free', async () => {
    const { on, component, issue, ship } = await issuedThenFailed();
    await floor.bookOne(desk.released(component, 'C1', { quantity: kilograms(3) }, at(4)));
    expect(await issue(on.order, 2, 3)).toMatchObject({ result: 'posted' });
    expect(await ship(2)).toMatchObject({ code: 'lot-held' });
    expect(await ship(1)).toMatchObject({ result: 'posted' });
  });
});
