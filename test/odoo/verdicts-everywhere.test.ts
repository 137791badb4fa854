import { describe, expect, test } from 'vitest';
import type { Policy, Posting } from '../../lambdas/odoo/posting.ts';
import { left, type Sold } from './counter.ts';
import { otherCompany } from './other-plants.ts';
import { type HeldProduct, HOLD, kilograms, lotsOf, STOCK } from './quality-desk.ts';
import { qualityOffice } from './quality-office.ts';
import { hoursAgo, posting } from './shop-floor.ts';
import { byPeople, contain } from './watched.ts';

/**
 * A verdict holds in spite of what people do in Odoo, and it is its company's. What events may do with held goods is in
 * booking/held-goods.ts, what comes back from customers in booking/shipment-returned.ts.
 */
const { backend, floor, desk, counter, people } = qualityOffice();

const at = (hours: number) => ({ time: hoursAgo(hours) });
const lots = (quantity: number, number = 'L1') => [{ number, quantity }];
const noHold: Policy = { negative_stock: 'allow' };

const watermark = async () => (await byPeople(floor, 'OSL')).mark;
const containAll = ({ product: item, policy }: HeldProduct, since: string) =>
  contain(floor, { item, policy, warehouse: 'OSL' }, since);

/** Made, released and shipped in part; the name of the delivery that left. */
async function shippedInPart(on: HeldProduct, made = 6, shipped = 3): Promise<Sold> {
  await floor.bookOne(desk.made(on, made, 'L1', at(9)));
  await floor.bookOne(desk.released(on, 'L1', {}, at(8)));
  const sold = await counter.sellAgain([on.product], [shipped]);
  const row = await floor.bookOne(
    counter.shipped(sold, { lines: [left(on.product, shipped, { lots: lots(shipped) })] }, at(7)),
  );
  expect(row).toMatchObject({ result: 'posted' });
  return sold;
}

const ship = (on: HeldProduct, sold: Sold, value: number, over: object = {}) =>
  floor.bookOne(
    counter.shipped(
      sold,
      { lines: [left(on.product, value, { lots: lots(value) })] },
      { policy: on.policy, time: hoursAgo(0), ...over },
    ),
  );

const move = (on: HeldProduct, value: number, from: string, to: string, over: object = {}) =>
  floor.bookOne(
    posting(
      'stock.moved',
      { item: on.product, quantity: kilograms(value), from, to, lots: lots(value) },
      { policy: on.policy, stream: `stock/${on.product}`, ...over },
    ),
  );

const count = (on: HeldProduct, value: number, location: string, over: object = {}) =>
  floor.bookOne(
    posting(
      'stock.counted',
      { item: on.product, location, quantity: kilograms(value), lot: 'L1' },
      { policy: on.policy, stream: `stock/${on.product}`, time: hoursAgo(0), ...over },
    ),
  );

describe('what comes back', () => {
  test('by a person is used by no event, and goes back to where it is held as soon as it is found', async () => {
    const on = await desk.release();
    const sold = await shippedInPart(on);
    await floor.bookOne(desk.inspected(on, 'L1', 'fail', at(5)));
    const waiting = await counter.sellAgain([on.product], [5]);
    const since = await watermark();
    await people.returnAll(sold.delivery);
    expect(await backend.sales.promised(waiting.delivery)).toEqual({ L1: 3 });
    expect(await ship(on, waiting, 3)).toMatchObject({ code: 'lot-held' });
    expect(await move(on, 3, STOCK, `${STOCK}/${await shelf()}`)).toMatchObject({ code: 'lot-held' });
    expect(await count(on, 1, STOCK)).toMatchObject({ code: 'lot-held' });
    const rows = await containAll(on, since);
    expect(rows).toMatchObject([{ result: 'posted' }]);
    expect(rows.flatMap(lotsOf)).toMatchObject([{ moved: 3, held: 6, verdict: 'fail', bypassed: true }]);
    expect(await desk.where(on)).toMatchObject({ held: 6, stock: 0 });
    expect(await backend.sales.promised(waiting.delivery)).toEqual({});
  });
});

const shelf = async () => {
  const name = floor.name('SHELF');
  await backend.seed({
    warehouses: [{ code: 'OSL', name: 'Oslo' }],
    locations: [{ name, warehouse: 'OSL' }],
    items: [],
  });
  return name;
};

describe('what people do past the gate', () => {
  test.each<[string, (on: HeldProduct) => Promise<void>, { held: number; stock: number }]>([
    [
      'take goods out of the hold place',
      (on) => people.move(on.product, 'L1', 2, HOLD, STOCK),
      { held: 6, stock: 0 },
    ],
    ['deliver from the hold place', (on) => people.deliver(on.product, 'L1', 2, HOLD), { held: 4, stock: 0 }],
    ['deliver a typed lot', (on) => people.deliver(on.product, 'L1', 2, STOCK), { held: 6, stock: -2 }],
    ['count the hold place down', (on) => people.count(on.product, 'L1', 1, HOLD), { held: 1, stock: 0 }],
    ['count the hold place up', (on) => people.count(on.product, 'L1', 9, HOLD), { held: 9, stock: 0 }],
    [
      'find goods by counting the stock',
      (on) => people.count(on.product, 'L1', 3, STOCK),
      { held: 9, stock: 0 },
    ],
  ])('is found and told: %s', async (_, doIt, where) => {
    const on = await desk.release();
    await floor.bookOne(desk.made(on, 6, 'L1', at(9)));
    await floor.bookOne(desk.inspected(on, 'L1', 'fail', at(5)));
    const since = await watermark();
    await doIt(on);
    const rows = await containAll(on, since);
    expect(rows).toMatchObject([{ result: 'posted' }]);
    if (!_.startsWith('find')) expect(rows.flatMap(lotsOf)).toMatchObject([{ bypassed: true }]);
    expect(await desk.where(on)).toMatchObject(where);
    expect(
      (await byPeople(floor, 'OSL', since)).movements.filter(({ item }) => item === on.product),
    ).toHaveLength(1);
  });

  test('is found of a lot that waits for its release, too', async () => {
    const on = await desk.release();
    await floor.bookOne(desk.made(on, 6, 'L1', at(9)));
    const since = await watermark();
    await people.deliver(on.product, 'L1', 2, STOCK);
    const rows = await containAll(on, since);
    expect(rows.flatMap(lotsOf)).toMatchObject([{ held: 6, bypassed: true }]);
  });

  test('is no matter when it was free: what was released of a failed lot', async () => {
    const on = await desk.release();
    await floor.bookOne(desk.made(on, 6, 'L1', at(9)));
    await floor.bookOne(desk.inspected(on, 'L1', 'fail', at(5)));
    await floor.bookOne(desk.released(on, 'L1', { quantity: kilograms(2) }, at(4)));
    const since = await watermark();
    await people.deliver(on.product, 'L1', 2, STOCK);
    const rows = await containAll(on, since);
    expect(rows.flatMap(lotsOf)).toMatchObject([{ held: 4 }]);
    expect(rows.flatMap(lotsOf)[0]).not.toHaveProperty('bypassed');
    expect(
      await move(on, 1, STOCK, `${STOCK}/${await shelf()}`, { policy: { ...on.policy, ...noHold } }),
    ).toMatchObject({
      code: 'lot-held',
    });
  });
});

describe('a verdict is one company’s', () => {
  test('another company neither lifts it nor is bound by it', async () => {
    const other = await otherCompany(backend);
    const on = await desk.release();
    await floor.bookOne(desk.made(on, 6, 'L1', at(9)));
    await floor.bookOne(desk.inspected(on, 'L1', 'fail', at(5)));
    const there = (event: Posting): Posting => ({
      ...event,
      warehouse: other.warehouse,
      company: other.name,
    });
    const counted = posting(
      'stock.counted',
      { item: on.product, location: `${other.warehouse}/Stock`, quantity: kilograms(4), lot: 'L1' },
      { policy: noHold, stream: `stock/${on.product}`, time: hoursAgo(0) },
    );
    expect(await floor.bookOne(there(counted))).toMatchObject({ result: 'posted' });
    const passed = await floor.bookOne(there(desk.inspected({ ...on, policy: noHold }, 'L1', 'pass', at(1))));
    expect(passed).toMatchObject({ result: 'posted' });
    expect(lotsOf(passed)).toMatchObject([{ verdict: 'pass', held: 0 }]);
    const ours = await floor.bookOne(desk.inspected(on, 'L1', 'pending', at(0.5)));
    expect(lotsOf(ours)).toMatchObject([{ verdict: 'fail', held: 6 }]);
    expect(await count(on, 7, STOCK)).toMatchObject({ code: 'lot-held' });
    const again = { ...counted, event: desk.made(on, 1, 'X').event, time: hoursAgo(0) };
    expect(
      await floor.bookOne(there({ ...again, payload: { ...counted.payload, quantity: kilograms(3) } })),
    ).toMatchObject({
      result: 'posted',
    });
  });
});
