import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { GRAM, hoursAgo, UNIT } from '../shop-floor.ts';
import { insist } from './concurrency.ts';
import { moved, onShelves, STOCK, shelve } from './warehouse.ts';

export function stockMoves(floor: Floor): void {
  test('goods are moved once, however often the event comes', async () => {
    const on = await shelve(floor(), { stock: [50] });
    const event = moved(on, 20);
    const first = await floor().bookOne(event);
    expect(first).toMatchObject({ result: 'posted', document: { model: 'stock.picking' } });
    expect(first).toMatchObject({ document: { name: expect.stringMatching(/^OSL\/INT\/\d+$/) } });
    const [second, third] = await floor().book(event, event);
    expect(second).toEqual({ ...first, result: 'duplicate' });
    expect(third).toEqual({ ...first, result: 'duplicate' });
    expect(await onShelves(floor(), on)).toEqual([30, 20, 0]);
    expect(await floor().stockOf(on.item)).toBe(50);
  });

  test('one after another, from A to B and on to C', async () => {
    const on = await shelve(floor(), { stock: [10] });
    const [, b, c] = on.shelves;
    const rows = await floor().book(moved(on, 10), moved(on, 7, { from: b, to: c }));
    expect(rows).toMatchObject([{ result: 'posted' }, { result: 'posted' }]);
    expect(await onShelves(floor(), on)).toEqual([0, 3, 7]);
  });

  test('in any unit of the item', async () => {
    const on = await shelve(floor(), { stock: [10] });
    await floor().bookOne(moved(on, 2500, { quantity: { value: 2500, uom: GRAM } }));
    expect(await onShelves(floor(), on)).toEqual([7.5, 2.5, 0]);
    const pieces = moved(on, 1, { quantity: { value: 1, uom: UNIT } });
    expect(await floor().bookOne(pieces)).toMatchObject({
      code: 'unit-not-convertible',
      pointer: '/data/quantity/unit',
    });
  });

  test('more than lies there is refused, or goes negative where the plant allows it', async () => {
    const on = await shelve(floor(), { stock: [4, 100] });
    expect(await floor().bookOne(moved(on, 5))).toMatchObject({ code: 'insufficient-stock' });
    expect(await onShelves(floor(), on)).toEqual([4, 100, 0]);
    await floor().bookOne(moved(on, 5, {}, { policy: { negative_stock: 'allow' } }));
    expect(await onShelves(floor(), on)).toEqual([-1, 105, 0]);
  });

  test('goods on a shelf are not taken for goods of the place around it', async () => {
    const on = await shelve(floor(), { stock: [8] });
    const row = await floor().bookOne(moved(on, 5, { from: STOCK }));
    expect(row).toMatchObject({ code: 'insufficient-stock' });
    expect(await onShelves(floor(), on)).toEqual([8, 0, 0]);
  });

  test('the lots that were moved, and no others', async () => {
    const on = await shelve(floor(), { tracking: 'lot', stock: [{ A: 10, B: 10 }] });
    const lots = [
      { number: 'B', quantity: 6 },
      { number: 'A', quantity: 1 },
    ];
    expect(await floor().bookOne(moved(on, 7, { lots }))).toMatchObject({ result: 'posted' });
    expect((await floor().backend.stockAt(on.shelves[0], on.item)).byLot).toEqual({ A: 9, B: 4 });
    expect((await floor().backend.stockAt(on.shelves[1], on.item)).byLot).toEqual({ A: 1, B: 6 });
    const more = moved(on, 5, { lots: [{ number: 'B', quantity: 5 }] });
    expect(await floor().bookOne(more)).toMatchObject({ code: 'insufficient-stock' });
  });

  test('a tracked item needs its lots; a lot must be known, and add up', async () => {
    const on = await shelve(floor(), { tracking: 'lot', stock: [{ A: 10 }] });
    const move = (value: number, number?: string, quantity = value) =>
      floor().bookOne(moved(on, value, number ? { lots: [{ number, quantity }] } : {}));
    expect(await move(5)).toMatchObject({ code: 'lot-required', pointer: '/data/lots' });
    expect(await move(5, floor().name('X'))).toMatchObject({
      code: 'unknown-lot',
      pointer: '/data/lots/0/number',
    });
    expect(await move(5, 'A', 4)).toMatchObject({ code: 'malformed-posting', pointer: '/data/lots' });
    const other = await shelve(floor(), { stock: [10] });
    const lots = [{ number: 'A', quantity: 5 }];
    expect(await floor().bookOne(moved(other, 5, { lots }))).toMatchObject({ code: 'item-not-tracked' });
    expect(await onShelves(floor(), on)).toEqual([10, 0, 0]);
  });

  test('an expired lot can be moved: that is how it leaves the shelf', async () => {
    const stock: [Record<string, number>] = [{ OLD: 10 }];
    const on = await shelve(floor(), {
      tracking: 'lot',
      expires: true,
      stock,
      lotsExpire: '2025-01-01T00:00:00Z',
    });
    const event = moved(on, 10, { lots: [{ number: 'OLD', quantity: 10 }] });
    expect(await floor().bookOne(event)).toMatchObject({ result: 'posted' });
    expect(await onShelves(floor(), on)).toEqual([0, 10, 0]);
  });

  test('serials are moved one by one', async () => {
    const on = await shelve(floor(), { uom: UNIT, tracking: 'serial', stock: [{ S1: 1, S2: 1, S3: 1 }] });
    const lots = [
      { number: 'S3', quantity: 1 },
      { number: 'S1', quantity: 1 },
    ];
    await floor().bookOne(moved(on, 2, { lots }));
    expect((await floor().backend.stockAt(on.shelves[0], on.item)).byLot).toEqual({ S2: 1 });
    const twice = moved(on, 2, { lots: [{ number: 'S2', quantity: 2 }] });
    expect(await floor().bookOne(twice)).toMatchObject({ code: 'serial-count-mismatch' });
    const again = moved(on, 1, { lots: [{ number: 'S1', quantity: 1 }] });
    expect(await floor().bookOne(again)).toMatchObject({ code: 'insufficient-stock' });
  });

  test('what an order had reserved is taken, and the order makes do with what is left', async () => {
    const on = await floor().release({ quantity: 5, components: [{ per: 2, stock: 12 }] });
    const [item = ''] = on.components;
    const away = floor().name('AWAY');
    await floor().backend.seed({
      warehouses: [],
      items: [],
      locations: [{ name: away, warehouse: 'OSL', parent: 'OSL' }],
    });
    const move = (value: number) => moved({ item, uom: on.uom, shelves: [STOCK, away, away] }, value);
    expect(await floor().bookOne(move(9))).toMatchObject({ result: 'posted' });
    expect(await floor().stockOf(item)).toBe(3);
    expect(await floor().bookOne(floor().reported(on, 5))).toMatchObject({ code: 'insufficient-stock' });
    expect(await floor().bookOne(floor().reported(on, 1))).toMatchObject({ result: 'posted' });
    expect(await floor().stockOf(item)).toBe(1);
  });

  test('a place is known by its full name, its name, or its barcode', async () => {
    const on = await shelve(floor(), { stock: [10] });
    const [shelf, barcode] = [floor().name('SHELF'), floor().name('BARCODE')];
    await floor().backend.seed({
      warehouses: [],
      items: [],
      locations: [{ name: shelf, warehouse: 'OSL', barcode }],
    });
    for (const to of [`${STOCK}/${shelf}`, shelf, barcode])
      expect(await floor().bookOne(moved(on, 1, { to }))).toMatchObject({ result: 'posted' });
    expect((await floor().backend.stockAt(`${STOCK}/${shelf}`, on.item)).quantity).toBe(3);
  });

  test('a place that is unknown, ambiguous, a view, or of another warehouse is refused', async () => {
    const on = await shelve(floor(), { stock: [10] });
    const [double, view, far] = [floor().name('DOUBLE'), floor().name('VIEW'), floor().name('FAR')];
    await floor().backend.seed({
      warehouses: [],
      items: [],
      locations: [
        { name: double, warehouse: 'OSL', parent: on.shelves[0] },
        { name: double, warehouse: 'OSL', parent: on.shelves[1] },
        { name: view, warehouse: 'OSL', usage: 'view' },
        { name: far, warehouse: 'GDA' },
      ],
    });
    expect(await floor().bookOne(moved(on, 1, { to: double }))).toMatchObject({
      code: 'ambiguous-code',
      pointer: '/data/to',
      message: expect.stringMatching(/2 locations .* OSL\/Stock\/.*; OSL\/Stock\//),
    });
    for (const to of [floor().name('NOWHERE'), view, far, `GDA/Stock/${far}`, 'OSL'])
      expect(await floor().bookOne(moved(on, 1, { to }))).toMatchObject({
        code: 'unknown-location',
        pointer: '/data/to',
        message: expect.stringContaining(to),
      });
    expect(await floor().bookOne(moved(on, 1, { from: far }))).toMatchObject({ pointer: '/data/from' });
    expect(await onShelves(floor(), on)).toEqual([10, 0, 0]);
  });

  test('a move to where it is, under another name, is refused', async () => {
    const on = await shelve(floor(), { stock: [10] });
    const [from] = on.shelves;
    const row = await floor().bookOne(moved(on, 1, { to: from.replace(`${STOCK}/`, '') }));
    expect(row).toMatchObject({ code: 'same-location', pointer: '/data/to' });
  });

  test('what is refused leaves nothing behind', async () => {
    const on = await shelve(floor(), { stock: [5] });
    const event = moved(on, 9);
    const [refused, behind] = await floor().book(event, moved(on, 1));
    expect([refused?.result, behind?.result]).toEqual(['refused', 'behind']);
    expect(await floor().backend.idempotencyRecords([event.event])).toEqual([]);
    // Were a transfer left open, these five would be reserved by it.
    expect(await floor().bookOne(moved(on, 5))).toMatchObject({ result: 'posted' });
    expect(await onShelves(floor(), on)).toEqual([0, 5, 0]);
  });

  test('three identical calls at once move once; three different ones do not take the same goods', async () => {
    const on = await shelve(floor(), { stock: [10] });
    const same = moved(on, 4);
    const results = await Promise.all([1, 2, 3].map(() => insist(floor(), same)));
    expect(results.sort()).toEqual(['duplicate', 'duplicate', 'posted']);
    const three = [1, 2, 3].map(() => moved(on, 4));
    const others = await Promise.all(three.map((event) => insist(floor(), event)));
    expect(others.sort()).toEqual(['posted', 'refused', 'refused']);
    expect(await onShelves(floor(), on)).toEqual([2, 8, 0]);
  }, 120_000);

  test('twenty moves between four places, shuffled and each sent twice, end where the arithmetic says', async () => {
    const on = await shelve(floor(), { stock: [300, 300, 300] });
    const places = [...on.shelves, STOCK];
    await floor().backend.seed({
      warehouses: [{ code: 'OSL', name: 'Oslo' }],
      items: [{ code: on.item, name: on.item, uom: on.uom, tracking: 'none' }],
      stock: [{ warehouse: 'OSL', item: on.item, quantity: 300 }],
    });
    const expected = new Map(places.map((place) => [place, 300]));
    const chance = chances(20_261_123);
    const events = Array.from({ length: 20 }, (_, index) => {
      const [from = '', to = ''] = shuffled(places, chance);
      const value = 1 + chance(11);
      expected.set(from, (expected.get(from) ?? 0) - value);
      expected.set(to, (expected.get(to) ?? 0) + value);
      return moved(on, value, { from, to }, { time: hoursAgo(20 - index) });
    });
    const deliveries = shuffled([...events, ...events], chance);
    while (deliveries.length > 0)
      await Promise.all(deliveries.splice(0, 3).map((event) => insist(floor(), event)));
    for (const [place, quantity] of expected)
      expect([place, (await floor().backend.stockAt(place, on.item)).quantity]).toEqual([place, quantity]);
  }, 120_000);
}

/** Whole numbers below a bound, the same in every run: a failure can be looked at again. */
function chances(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor(state / 65_536) % below;
  };
}

function shuffled<T>(all: readonly T[], chance: (below: number) => number): T[] {
  return all.reduce<T[]>((done, each, index) => done.toSpliced(chance(index + 1), 0, each), []);
}
