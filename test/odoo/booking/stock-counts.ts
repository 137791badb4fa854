import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { GRAM, hoursAgo, KG, posting, UNIT } from '../shop-floor.ts';
import { insist } from './concurrency.ts';
import { counted, moved, onShelves, shelve } from './warehouse.ts';

export function stockCounts(floor: Floor): void {
  test('a count is what lies there, however often the event comes', async () => {
    const on = await shelve(floor(), { stock: [50, 50] });
    const event = counted(on, 47, { reason: 'cycle', counted_by: 'anna' });
    const first = await floor().bookOne(event);
    expect(first).toMatchObject({ result: 'posted', document: { model: 'stock.move' } });
    const [second, third] = await floor().book(event, event);
    expect(second).toEqual({ ...first, result: 'duplicate' });
    expect(third).toEqual({ ...first, result: 'duplicate' });
    expect(await onShelves(floor(), on)).toEqual([47, 50, 0]);
  });

  test('a repeat after later movements does not put the counted quantity back', async () => {
    const on = await shelve(floor(), { stock: [50] });
    const event = counted(on, 40);
    await floor().book(event, moved(on, 15, {}, { time: hoursAgo(0) }), event);
    expect(await onShelves(floor(), on)).toEqual([25, 15, 0]);
  });

  test('more, less, the same, nothing, and where nothing ever was', async () => {
    const on = await shelve(floor(), { stock: [50, 7] });
    const [a, b, c] = on.shelves;
    for (const [location, value] of [
      [a, 60],
      [a, 60],
      [b, 0],
      [b, 0],
      [c, 3],
      [c, 0],
      [c, 8],
    ] as const)
      expect(await floor().bookOne(counted(on, value, { location }))).toMatchObject({ result: 'posted' });
    expect(await onShelves(floor(), on)).toEqual([60, 0, 8]);
  });

  test('what was issued to an order and is not consumed yet is not taken twice', async () => {
    for (const tracking of ['none', 'lot'] as const) {
      const stock = tracking === 'lot' ? { A: { quantity: 12 } } : 12;
      const on = await floor().release({ quantity: 2, components: [{ per: 1, tracking, stock }] });
      const [item = ''] = on.components;
      const lots = (quantity: number) => (tracking === 'lot' ? { lots: [{ number: 'A', quantity }] } : {});
      const count = (value: number) => {
        const quantity = { value, uom: KG };
        const lot = tracking === 'lot' ? { lot: 'A' } : {};
        return posting(
          'stock.counted',
          { item, location: 'OSL/Stock', quantity, ...lot },
          { time: hoursAgo(0) },
        );
      };
      const back = { order: on.order, item, quantity: { value: 1, uom: KG }, ...lots(1) };
      await floor().nextSecond();
      const rows = await floor().book(
        floor().consumed(on, item, 4, lots(4)),
        posting('material.returned', back),
        count(9),
        floor().reported(on, 2, {}, { time: hoursAgo(0) }),
      );
      expect(rows.map(({ result }) => result)).toEqual(Array(4).fill('posted'));
      // Twelve, three of them used: the nine that were counted are there.
      expect(await floor().stockOf(item)).toBe(9);
      await floor().nextSecond();
      expect(await floor().bookOne(count(8))).toMatchObject({ result: 'posted' });
      expect(await floor().stockOf(item)).toBe(8);
    }
  });

  test('counted between issue and completion, or before the issue, and booked after them', async () => {
    const on = await floor().release({ quantity: 2, components: [{ per: 2, tracking: 'none', stock: 12 }] });
    const [item = ''] = on.components;
    const count = (value: number, hours: number) =>
      posting(
        'stock.counted',
        { item, location: 'OSL/Stock', quantity: { value, uom: KG } },
        { time: hoursAgo(hours) },
      );
    const issue = { order: on.order, item, quantity: { value: 4, uom: KG } };
    await floor().nextSecond();
    const rows = await floor().book(
      posting('material.consumed', issue, { time: hoursAgo(3) }),
      count(12, 4),
      floor().reported(on, 2, {}, { time: hoursAgo(1) }),
    );
    expect(rows.map(({ result }) => result)).toEqual(Array(3).fill('posted'));
    expect(await floor().stockOf(item)).toBe(8);
    expect(await floor().bookOne(count(8, 2))).toMatchObject({ result: 'posted' });
    expect(await floor().stockOf(item)).toBe(8);
  });

  test('in any unit of the item', async () => {
    const on = await shelve(floor(), { stock: [10] });
    await floor().bookOne(counted(on, 0, { quantity: { value: 8500, uom: GRAM } }));
    expect(await onShelves(floor(), on)).toEqual([8.5, 0, 0]);
  });

  test('of one lot, and the others stay', async () => {
    const on = await shelve(floor(), { tracking: 'lot', stock: [{ A: 10, B: 10 }] });
    const count = (value: number, lot?: string) => floor().bookOne(counted(on, value, lot ? { lot } : {}));
    expect(await count(4, 'B')).toMatchObject({ result: 'posted' });
    expect(await count(4)).toMatchObject({ code: 'lot-required', pointer: '/data/lot' });
    expect(await count(4, floor().name('X'))).toMatchObject({ code: 'unknown-lot', pointer: '/data/lot' });
    expect((await floor().backend.stockAt(on.shelves[0], on.item)).byLot).toEqual({ A: 10, B: 4 });
    const other = await shelve(floor());
    expect(await floor().bookOne(counted(other, 4, { lot: 'A' }))).toMatchObject({
      code: 'item-not-tracked',
    });
  });

  test('a serial is there or not, and in one place only', async () => {
    const on = await shelve(floor(), { uom: UNIT, tracking: 'serial', stock: [{ S1: 1 }] });
    const [a, b] = on.shelves;
    const count = (value: number, location = a) =>
      floor().bookOne(counted(on, value, { location, lot: 'S1' }));
    expect(await count(2)).toMatchObject({ code: 'serial-count-mismatch' });
    expect(await count(1, b)).toMatchObject({ code: 'serial-elsewhere', pointer: '/data/location' });
    expect(await count(0)).toMatchObject({ result: 'posted' });
    expect(await count(1, b)).toMatchObject({ result: 'posted' });
    expect(await onShelves(floor(), on)).toEqual([0, 1, 0]);
  });

  test('a count that comes late is carried forward by what moved since', async () => {
    const on = await shelve(floor());
    const [a, b] = on.shelves;
    await floor().book(
      counted(on, 20, {}, { time: hoursAgo(9) }),
      moved(on, 2, {}, { time: hoursAgo(5) }),
      moved(on, 3, {}, { time: hoursAgo(3) }),
      moved(on, 1, { from: b, to: a }, { time: hoursAgo(2) }),
    );
    expect(await onShelves(floor(), on)).toEqual([16, 4, 0]);
    await floor().bookOne(counted(on, 12, {}, { time: hoursAgo(4) }));
    expect(await onShelves(floor(), on)).toEqual([10, 4, 0]);
  });

  test('a count that comes after a later one changes nothing, also when that found what was there', async () => {
    const on = await shelve(floor());
    await floor().bookOne(counted(on, 20, {}, { time: hoursAgo(9) }));
    await floor().bookOne(counted(on, 20, {}, { time: hoursAgo(2) }));
    const late = await floor().bookOne(counted(on, 33, {}, { time: hoursAgo(4) }));
    expect(late).toMatchObject({ result: 'posted' });
    expect(await onShelves(floor(), on)).toEqual([20, 0, 0]);
    await floor().bookOne(counted(on, 18, {}, { time: hoursAgo(1) }));
    expect(await onShelves(floor(), on)).toEqual([18, 0, 0]);
  });

  test('a late count that what left since contradicts is refused, where the plant allows no negative stock', async () => {
    const on = await shelve(floor());
    await floor().book(counted(on, 20, {}, { time: hoursAgo(9) }), moved(on, 8, {}, { time: hoursAgo(3) }));
    const late = (over = {}) => floor().bookOne(counted(on, 5, {}, { time: hoursAgo(4), ...over }));
    expect(await late()).toMatchObject({ code: 'count-contradicted', pointer: '/data/quantity/value' });
    expect(await onShelves(floor(), on)).toEqual([12, 8, 0]);
    expect(await late({ policy: { negative_stock: 'allow' } })).toMatchObject({ result: 'posted' });
    expect(await onShelves(floor(), on)).toEqual([-3, 8, 0]);
  });

  test('less than orders have reserved: they make do with what was counted', async () => {
    const on = await floor().release({ quantity: 5, components: [{ per: 2, stock: 12 }] });
    const [item = ''] = on.components;
    const stock = { item, uom: on.uom, shelves: ['OSL/Stock', '', ''] } as const;
    await floor().bookOne(counted({ ...stock, shelves: [...stock.shelves] }, 4));
    expect(await floor().bookOne(floor().reported(on, 5))).toMatchObject({ code: 'insufficient-stock' });
    expect(await floor().bookOne(floor().reported(on, 2))).toMatchObject({ result: 'posted' });
    expect(await floor().stockOf(item)).toBe(0);
  });

  test('a place must be known, and hold stock', async () => {
    const on = await shelve(floor());
    for (const location of ['OSL', 'GDA/Stock', floor().name('NOWHERE')])
      expect(await floor().bookOne(counted(on, 1, { location }))).toMatchObject({
        code: 'unknown-location',
        pointer: '/data/location',
      });
  });

  test('three identical counts at once count once', async () => {
    const on = await shelve(floor(), { stock: [10] });
    const event = counted(on, 4);
    const results = await Promise.all([1, 2, 3].map(() => insist(floor(), event)));
    expect(results.sort()).toEqual(['duplicate', 'duplicate', 'posted']);
    expect(await onShelves(floor(), on)).toEqual([4, 0, 0]);
  }, 120_000);

  test('different counts of one place at once: one of them stands, never their sum', async () => {
    // Odoo notes the day of a place's last count. Where it was today, that does not keep two counts apart.
    const on = await shelve(floor(), { stock: [10, 10, 10] });
    const other = { ...(await shelve(floor())), shelves: on.shelves };
    for (const location of on.shelves) {
      await floor().bookOne(counted(on, 11, { location }));
      const counts = [4, 5, 6].map((value) => counted(other, value, { location }));
      const results = await Promise.all(counts.map((event) => insist(floor(), event)));
      expect(results).toEqual(['posted', 'posted', 'posted']);
      expect([4, 5, 6]).toContain((await floor().backend.stockAt(location, other.item)).quantity);
    }
  }, 120_000);

  test('a count while goods are taken: both are booked, in one order or the other', async () => {
    for (let round = 0; round < 3; round += 1) {
      const on = await shelve(floor(), { stock: [20, 20] });
      const count = counted(on, 15);
      // Before the count: it stands, when they were booked before it.
      const moves = [1, 2].map(() => moved(on, 3));
      await Promise.all([...moves, count].map((event) => insist(floor(), event)));
      const [left, taken] = await onShelves(floor(), on);
      expect(taken).toBe(26);
      expect([9, 12, 15]).toContain(left);
    }
  }, 120_000);
}
