import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { UNIT } from '../shop-floor.ts';

const serials = (...numbers: string[]) => ({ serials: numbers.map((number) => ({ number })) });

export function lotsAndSerials(floor: Floor): void {
  test('the lot of a report is made, once, and carries the goods', async () => {
    const on = await floor().release({ quantity: 10, tracking: 'lot', expires: true });
    const lot = { number: 'Y26-1', expires: '2030-01-31 00:00:00' };
    await floor().book(floor().reported(on, 4, { lot }), floor().reported(on, 6, { lot }));
    expect((await floor().backend.orderFamily(on.order)).map(({ lots }) => lots)).toEqual([
      ['Y26-1'],
      ['Y26-1'],
    ]);
    expect((await floor().backend.onHand('OSL', on.product)).byLot).toEqual({ 'Y26-1': 10 });
    expect(await floor().backend.lotTwins(on.product, 'Y26-1')).toBe(1);
  });

  test('two items may have lots of the same number', async () => {
    const one = await floor().release({ quantity: 1, tracking: 'lot' });
    const two = await floor().release({ quantity: 1, tracking: 'lot' });
    const lot = { number: floor().name('LOT') };
    const rows = await floor().book(floor().reported(one, 1, { lot }), floor().reported(two, 1, { lot }));
    expect(rows.map(({ result }) => result)).toEqual(['posted', 'posted']);
    expect(await floor().backend.lotTwins(two.product, lot.number)).toBe(1);
  });

  test('a tracked product without a lot is refused, where Odoo would invent one', async () => {
    const on = await floor().release({ quantity: 1, tracking: 'lot' });
    expect(await floor().bookOne(floor().reported(on, 1))).toMatchObject({ code: 'lot-required' });
    expect(await floor().stockOf(on.product)).toBe(0);
  });

  test('a lot for a product that is not tracked is refused, not dropped', async () => {
    const on = await floor().release({ quantity: 1 });
    const row = await floor().bookOne(floor().reported(on, 1, { lot: { number: 'L' } }));
    expect(row).toMatchObject({ code: 'item-not-tracked', pointer: '/data/lot' });
  });

  test('as many serials as pieces are produced, in parts', async () => {
    const on = await floor().release({ quantity: 5, tracking: 'serial', uom: UNIT });
    const rows = await floor().book(
      floor().reported(on, 3, serials('S1', 'S2', 'S3')),
      floor().reported(on, 2, serials('S4', 'S5')),
    );
    expect(rows.map(({ result }) => result)).toEqual(['posted', 'posted']);
    const family = await floor().backend.orderFamily(on.order);
    expect(family.map(({ produced, lots }) => [produced, lots])).toEqual([
      [3, ['S1', 'S2', 'S3']],
      [2, ['S4', 'S5']],
    ]);
    expect((await floor().backend.onHand('OSL', on.product)).byLot).toEqual({
      S1: 1,
      S2: 1,
      S3: 1,
      S4: 1,
      S5: 1,
    });
    expect(family.map(({ consumed }) => consumed[on.components[0] ?? ''])).toEqual([6, 4]);
  });

  test('more or fewer serials than pieces are refused', async () => {
    const on = await floor().release({ quantity: 3, tracking: 'serial', uom: UNIT });
    for (const numbers of [
      ['S1', 'S2'],
      ['S1', 'S2', 'S3', 'S4'],
      ['S1', 'S2', 'S2'],
    ]) {
      const row = await floor().bookOne(floor().reported(on, 3, serials(...numbers)));
      expect(row).toMatchObject({ code: 'serial-count-mismatch', pointer: '/data/serials' });
    }
    expect(await floor().backend.lotTwins(on.product, 'S1')).toBe(0);
  });

  test('a serial is produced once', async () => {
    const on = await floor().release({ quantity: 2, tracking: 'serial', uom: UNIT });
    await floor().bookOne(floor().reported(on, 1, serials('S1')));
    const row = await floor().bookOne(floor().reported(on, 1, serials('S1')));
    expect(row).toMatchObject({ code: 'serial-already-produced' });
    expect(await floor().stockOf(on.product)).toBe(1);
  });
}
