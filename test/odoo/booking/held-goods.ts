import { expect, test } from 'vitest';
import type { HoldPolicy, Policy, Posting } from '../../../lambdas/odoo/posting.ts';
import { Counter, left } from '../counter.ts';
import type { Floor } from '../open-floor.ts';
import {
  type HeldProduct,
  holdPolicyFor,
  kilograms,
  lotsOf,
  policyFor,
  QualityDesk,
  STOCK,
  warningsOf,
} from '../quality-desk.ts';
import { hoursAgo, posting, WAREHOUSE } from '../shop-floor.ts';

const THERE = 'GDA/Stock';
const HELD_THERE = 'GDA/Quality hold';

/** Goods of a lot that quality holds: in every plant of the company, and whatever the plant allows. */
export function heldGoods(floor: Floor): void {
  const desk = () => new QualityDesk(floor());
  const counter = () => new Counter(floor());
  const at = (hours: number) => ({ time: hoursAgo(hours) });
  const lots = (quantity: number, number = 'L1') => [{ number, quantity }];
  const bare: Policy = { negative_stock: 'allow' };
  const inSister = (event: Posting): Posting => ({ ...event, warehouse: 'GDA' });

  const sister = async (): Promise<Policy & { gate: HoldPolicy }> => {
    await floor().backend.seed({
      warehouses: [{ code: 'GDA', name: 'Gdansk' }],
      locations: [{ name: 'Quality hold', warehouse: 'GDA', parent: 'GDA' }],
      items: [],
    });
    return { ...bare, gate: { hold: HELD_THERE, everything: false, items: [], categories: [] } };
  };
  const shelf = async (warehouse = WAREHOUSE) => {
    const name = floor().name('SHELF');
    await floor().backend.seed({
      warehouses: [{ code: warehouse, name: warehouse === 'GDA' ? 'Gdansk' : 'Oslo' }],
      locations: [{ name, warehouse }],
      items: [],
    });
    return `${warehouse}/Stock/${name}`;
  };
  const lies = async (place: string, item: string) => (await floor().backend.stockAt(place, item)).quantity;

  /** Made six of L1, which failed. */
  const count = (on: HeldProduct, value: number, location: string, policy: Policy = on.policy, hours = 1) =>
    posting(
      'stock.counted',
      { item: on.product, location, quantity: kilograms(value), lot: 'L1' },
      { policy, stream: `stock/${on.product}`, ...at(hours) },
    );
  const move = (on: HeldProduct, value: number, from: string, to: string, policy: Policy = on.policy) =>
    posting(
      'stock.moved',
      { item: on.product, quantity: kilograms(value), from, to, lots: lots(value) },
      { policy, stream: `stock/${on.product}`, ...at(1) },
    );
  const ship = async (on: HeldProduct, value: number, policy: Policy = on.policy) => {
    const sold = await counter().sellAgain([on.product], [value]);
    const lines = [left(on.product, value, { lots: lots(value) })];
    return floor().bookOne(counter().shipped(sold, { lines }, { policy, ...at(1) }));
  };
  const used = async (on: HeldProduct, value: number, policy: Policy = on.policy) => {
    const next = await floor().release({ quantity: 9, components: [] });
    const consumed = [{ item: on.product, quantity: kilograms(value), lots: lots(value) }];
    return floor().bookOne(floor().reported(next, 1, { consumed }, { policy, ...at(1) }));
  };
  const issued = async (on: HeldProduct, value: number, policy: Policy = on.policy) => {
    const next = await floor().release({ quantity: 9, components: [] });
    const payload = { order: next.order, item: on.product, quantity: kilograms(value), lots: lots(value) };
    return floor().bookOne(posting('material.consumed', payload, { policy, ...at(1) }));
  };

  test('are neither shipped, used, issued, moved nor found, though the plant allows negative stock and holds nothing', async () => {
    const on = await desk().failed();
    const words = (what: string) =>
      expect.stringMatching(new RegExp(`^lot L1 of ${on.product} has failed \\(20.* UTC\\): ${what}$`));
    for (const row of [await ship(on, 2, bare), await used(on, 2, bare)])
      expect(row).toMatchObject({
        code: 'lot-held',
        pointer: '/data',
        message: words('2(\\.0)? kg would go, 0(\\.0)? are free'),
      });
    expect(await issued(on, 2, bare)).toMatchObject({
      code: 'lot-held',
      message: words('2(\\.0)? kg would be issued in all, 0(\\.0)? are free'),
    });
    const place = await shelf();
    expect(await floor().bookOne(move(on, 2, STOCK, place, bare))).toMatchObject({ code: 'lot-held' });
    expect(await floor().bookOne(count(on, 2, STOCK, bare))).toMatchObject({
      code: 'lot-held',
      message: words('2(\\.0)? kg would come into the stock'),
    });
    expect(await floor().bookOne(desk().made(on, 2, 'L1', { policy: bare, ...at(2) }))).toMatchObject({
      code: 'lot-held',
      message: words('2(\\.0)? kg would come into the stock'),
    });
    expect(await desk().where(on)).toMatchObject({ held: 6, stock: 0 });
    expect(await lies(place, on.product)).toBe(0);
  });

  test('that are held and not failed are refused in other words', async () => {
    const on = await desk().release();
    await floor().bookOne(desk().held(on, 'L1', {}, at(5)));
    expect(await floor().bookOne(count(on, 2, STOCK, bare))).toMatchObject({
      code: 'lot-held',
      message: expect.stringContaining('is held by quality (20'),
    });
  });

  test('what was released of the lot is free to be moved and shipped, and no more of it', async () => {
    const on = await desk().failed();
    await floor().bookOne(desk().released(on, 'L1', { quantity: kilograms(4) }, at(4)));
    const place = await shelf();
    expect(await floor().bookOne(move(on, 1, STOCK, place))).toMatchObject({ result: 'posted' });
    expect(await floor().bookOne(count(on, 1, place))).toMatchObject({ result: 'posted' });
    expect(await ship(on, 3)).toMatchObject({ result: 'posted' });
    // One is left, at the shelf: the plant allows more, quality does not.
    expect(await ship(on, 2, bare)).toMatchObject({
      code: 'lot-held',
      message: expect.stringMatching(/: 2(\.0)? kg would go, 1(\.0)? are free$/),
    });
    expect(await floor().bookOne(count(on, 0, place))).toMatchObject({ result: 'posted' });
    expect(await ship(on, 1, bare)).toMatchObject({ code: 'lot-held' });
    expect(await desk().where(on)).toMatchObject({ held: 2, stock: 0 });
  });

  test('what was issued before its lot failed may be used by its order alone, and no more be issued', async () => {
    const stock = { C1: { quantity: 20 } };
    const on = await desk().release({ components: [{ per: 1, tracking: 'lot', stock }] });
    const [item = ''] = on.components;
    const issue = (value: number, hours: number) =>
      posting(
        'material.consumed',
        { order: on.order, item, quantity: kilograms(value), lots: lots(value, 'C1') },
        { policy: on.policy, ...at(hours) },
      );
    await floor().bookOne(issue(6, 5));
    await floor().bookOne(desk().inspected({ ...on, product: item }, 'C1', 'fail', at(4)));
    expect(await floor().bookOne(issue(1, 3))).toMatchObject({ code: 'lot-held' });
    const to = await shelf();
    const away = posting(
      'stock.moved',
      { item, quantity: kilograms(6), from: STOCK, to, lots: lots(6, 'C1') },
      { policy: on.policy, stream: `stock/${item}`, ...at(0) },
    );
    expect(await floor().bookOne(away)).toMatchObject({ code: 'lot-held' });
    const made = floor().reported(on, 6, { lot: { number: 'L1' } }, { policy: on.policy, ...at(2) });
    expect(await floor().bookOne(made)).toMatchObject({ result: 'posted' });
    expect(await desk().where({ product: item })).toMatchObject({ held: 14, stock: 0 });
  });

  test('in a plant without a hold place, what its order gives back of a failed lot is free for nobody', async () => {
    await Promise.all([sister(), desk().places()]);
    const stock = { C1: { quantity: 20 } };
    const there = await floor().release({
      ...{ quantity: 10, warehouse: 'GDA' },
      components: [{ per: 1, tracking: 'lot', stock }],
    });
    const [item = ''] = there.components;
    const issue = (order: string, value: number) =>
      floor().bookOne(
        inSister(
          posting(
            'material.consumed',
            { order, item, quantity: kilograms(value), lots: lots(value, 'C1') },
            { policy: bare, ...at(6) },
          ),
        ),
      );
    expect(await issue(there.order, 6)).toMatchObject({ result: 'posted' });
    await floor().bookOne(
      desk().inspected({ ...there, product: item, policy: policyFor() }, 'C1', 'fail', at(5)),
    );
    const consumed = [{ item, quantity: kilograms(2), lots: lots(2, 'C1') }];
    const report = floor().reported(there, 5, { consumed }, { policy: bare, ...at(4) });
    const booked = await floor().bookOne(inSister(report));
    expect(booked).toMatchObject({ result: 'posted' });
    expect(warningsOf(booked)).toContainEqual(expect.stringContaining('GDA has no place to hold them'));
    const other = await floor().releaseAgain(there, 10, 'GDA');
    expect(await issue(other.order, 1)).toMatchObject({ code: 'lot-held' });
  });

  test('a plant without a hold place takes in nothing of what another plant failed', async () => {
    const on = await desk().failed();
    await sister();
    expect(await floor().bookOne(inSister(count(on, 4, THERE, bare)))).toMatchObject({ code: 'lot-held' });
    const next = await floor().release({ quantity: 5, warehouse: 'GDA', components: [] });
    const consumed = [{ item: on.product, quantity: kilograms(2), lots: lots(2) }];
    expect(
      await floor().bookOne(inSister(floor().reported(next, 1, { consumed }, { policy: bare, ...at(1) }))),
    ).toMatchObject({ code: 'lot-held' });
    const payload = { order: next.order, item: on.product, quantity: kilograms(2), lots: lots(2) };
    const issue = posting('material.consumed', payload, { policy: bare, ...at(1) });
    expect(await floor().bookOne(inSister(issue))).toMatchObject({ code: 'lot-held' });
  });

  test('a failure holds them in all plants with a hold place, and each releases its own', async () => {
    const there = await sister();
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 6, 'L1', at(9)));
    await floor().bookOne(desk().released(on, 'L1', {}, at(8)));
    await floor().bookOne(inSister(count(on, 4, THERE, there, 7)));
    const row = await floor().bookOne(desk().inspected(on, 'L1', 'fail', at(5)));
    expect(lotsOf(row)).toMatchObject([
      { moved: 6, held: 6, elsewhere: [{ warehouse: 'GDA', name: expect.any(String), held: 4 }] },
    ]);
    expect(row).not.toHaveProperty('warnings');
    expect([await lies(HELD_THERE, on.product), await lies(THERE, on.product)]).toEqual([4, 0]);
    const sisters = { ...on, policy: there };
    const passed = await floor().bookOne(inSister(desk().inspected(sisters, 'L1', 'pass', at(4))));
    expect(lotsOf(passed)).toMatchObject([
      { verdict: 'pass', moved: 0, held: 4, elsewhere: [{ warehouse: WAREHOUSE, held: 6 }] },
    ]);
    const released = await floor().bookOne(inSister(desk().released(sisters, 'L1', {}, at(4))));
    expect(lotsOf(released)).toMatchObject([{ moved: -4, held: 0 }]);
    expect(await lies(THERE, on.product)).toBe(4);
    await floor().bookOne(desk().released(on, 'L1', {}, at(4)));
    expect(await desk().where(on)).toMatchObject({ held: 0, stock: 6 });
  });

  test('what of the lot lies where nothing can hold it is said', async () => {
    const warehouse = { code: 'BGO', name: 'Bergen' };
    await floor().backend.seed({ warehouses: [warehouse], items: [] });
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 6, 'L1', at(9)));
    await floor().bookOne(desk().released(on, 'L1', {}, at(8)));
    await floor().bookOne({ ...count(on, 4, 'BGO/Stock', bare, 7), warehouse: 'BGO' });
    const held = await floor().bookOne(desk().held(on, 'L1', {}, at(5)));
    expect(lotsOf(held)).toMatchObject([{ moved: 6, held: 6, bypassed: true }]);
    expect(warningsOf(held)).toEqual([
      expect.stringMatching(
        /^4(\.0)? kg of .* lot L1 lie where there is no hold place, in BGO: no event takes them/,
      ),
    ]);
    expect(await lies('BGO/Stock', on.product)).toBe(4);
    const down = { ...count(on, 1, 'BGO/Stock', bare), warehouse: 'BGO' };
    expect(await floor().bookOne(down)).toMatchObject({ code: 'lot-held' });
  });

  test('a shipment right after the pass lets out what the verdict has released, and no more', async () => {
    const on = await desk().release();
    const sold = await counter().sellAgain([on.product], [4]);
    await floor().bookOne(desk().made(on, 6, 'L1', at(9)));
    await floor().bookOne(desk().inspected(on, 'L1', 'pass', at(5)));
    await floor().bookOne(desk().made(on, 3, 'L1', at(3)));
    const lines = [left(on.product, 4, { lots: lots(4) })];
    const row = await floor().bookOne(counter().shipped(sold, { lines }, { policy: on.policy, ...at(1) }));
    expect(row).toMatchObject({ result: 'posted' });
    expect(lotsOf(row)).toMatchObject([{ lot: 'L1', moved: -4, held: 5, verdict: 'pass' }]);
    const next = await counter().sellAgain([on.product], [2]);
    const all = counter().shipped(next, { final: true }, { policy: on.policy, ...at(0) });
    expect(await floor().bookOne(all)).toMatchObject({ result: 'posted' });
    expect(await ship(on, 1)).toMatchObject({ code: 'lot-held' });
    expect(await desk().where(on)).toMatchObject({ held: 3, stock: 0 });
  });

  test('so do a consumption, an issue and a move', async () => {
    const passed = async () => {
      const on = await desk().release();
      await floor().bookOne(desk().made(on, 6, 'L1', at(9)));
      await floor().bookOne(desk().inspected(on, 'L1', 'pass', at(5)));
      return on;
    };
    const [one, two, three] = [await passed(), await passed(), await passed()];
    expect(await used(one, 2)).toMatchObject({ result: 'posted' });
    expect(await desk().where(one)).toMatchObject({ held: 4, stock: 0 });
    expect(await issued(two, 2)).toMatchObject({ result: 'posted' });
    expect(await desk().where(two)).toMatchObject({ held: 4, stock: 2 });
    const place = await shelf();
    expect(await floor().bookOne(move(three, 2, STOCK, place))).toMatchObject({ result: 'posted' });
    expect([await lies(place, three.product), (await desk().where(three)).held]).toEqual([2, 4]);
  });

  test('waste of the lot is taken from where it is held: a delivery keeps what it was promised', async () => {
    const on = await desk().failed();
    await floor().bookOne(desk().released(on, 'L1', { quantity: kilograms(2) }, at(4)));
    const sold = await counter().sellAgain([on.product], [2]);
    expect(await floor().backend.sales.promised(sold.delivery)).toEqual({ L1: 2 });
    const scrap = floor().scrapped(on, 1, { lot: 'L1' }, { policy: on.policy });
    expect(lotsOf(await floor().bookOne(scrap))).toMatchObject([{ moved: -1, held: 3 }]);
    expect(await floor().backend.sales.promised(sold.delivery)).toEqual({ L1: 2 });
    expect(await desk().where(on)).toMatchObject({ held: 3, stock: 2 });
    const lines = [left(on.product, 2, { lots: lots(2) })];
    const shipped = counter().shipped(sold, { lines }, { policy: on.policy, ...at(1) });
    expect(await floor().bookOne(shipped)).toMatchObject({ result: 'posted' });
  });

  test('a word that is ahead of the clock counts from now, and says so', async () => {
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 6, 'L1', at(9)));
    const passed = await floor().bookOne(desk().inspected(on, 'L1', 'pass', at(-1)));
    expect(warningsOf(passed)).toEqual([
      expect.stringMatching(/^its time is ahead of the clock of Odoo: it counts from 20\d\d-.* UTC$/),
    ]);
    const held = await floor().bookOne(desk().held(on, 'L1', {}, at(-2)));
    expect(lotsOf(held)).toMatchObject([{ verdict: 'held', decides: true, held: 6 }]);
  });

  test('a count finds none of an item that must be released and has no lots', async () => {
    await desk().places();
    const [item = ''] = await counter().offer({ stock: 5 });
    const policy = { ...policyFor(), gate: { ...holdPolicyFor(), everything: true } };
    const counted = (value: number) =>
      floor().bookOne(
        posting(
          'stock.counted',
          { item, location: STOCK, quantity: kilograms(value) },
          { policy, stream: `stock/${item}`, ...at(0) },
        ),
      );
    expect(await counted(7)).toMatchObject({ code: 'gate-needs-lots', pointer: '/data' });
    expect(await lies(STOCK, item)).toBe(5);
    expect(await counted(4)).toMatchObject({ result: 'posted' });
  });
}
