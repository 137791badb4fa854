import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { PurchaseDesk } from '../purchasing.ts';
import { KG, UNIT } from '../shop-floor.ts';
import { insist } from './concurrency.ts';

export function subcontracting(floor: Floor): void {
  const desk = () => new PurchaseDesk(floor());
  const kilograms = (value: number) => ({ value, uom: KG });

  test('components leave the stock at the subcontractor as its goods come in', async () => {
    const on = await desk().orderSubcontracted({ quantities: [10] }, [{ per: 2, stock: 100 }]);
    const [made = ''] = on.items;
    const [paint = ''] = on.components;
    await floor().bookOne(desk().received(on, 4));
    expect(await floor().stockOf(made)).toBe(4);
    expect((await floor().backend.atSuppliers(paint)).quantity).toBe(92);
    expect((await desk().seen(on)).lines).toMatchObject([{ received: 4, awaited: 6 }]);
    await floor().bookOne(desk().received(on, 8));
    expect(await floor().stockOf(made)).toBe(12);
    expect((await floor().backend.atSuppliers(paint)).quantity).toBe(76);
  });

  test('the rest that will not come takes no components', async () => {
    const on = await desk().orderSubcontracted({ quantities: [10] }, [{ per: 2, stock: 100 }]);
    await floor().bookOne(desk().received(on, 4, { final: true }));
    expect((await floor().backend.atSuppliers(on.components[0] ?? '')).quantity).toBe(92);
    expect((await desk().seen(on)).lines).toMatchObject([{ received: 4, awaited: 0 }]);
  });

  test('what the subcontractor says it used is what is taken, for each lot it made', async () => {
    const stock = { K1: 50, K2: 50 };
    const on = await desk().orderSubcontracted({ quantities: [10], tracking: 'lot' }, [
      { per: 2, stock: 100 },
      { per: 1, tracking: 'lot', stock },
    ]);
    const [made = ''] = on.items;
    const [paint = '', case_ = ''] = on.components;
    const line = (lot: string, value: number, used: number, from: string) =>
      desk().line(on, value, {
        lots: [{ number: lot, quantity: value }],
        consumed: [
          { item: paint, quantity: kilograms(used) },
          { item: case_, quantity: kilograms(value), lots: [{ number: from, quantity: value }] },
        ],
      });
    const row = await floor().bookOne(desk().received(on, [line('A', 3, 7, 'K2'), line('B', 2, 4, 'K1')]));
    expect(row).toMatchObject({ result: 'posted' });
    expect((await floor().backend.onHand('OSL', made)).byLot).toEqual({ A: 3, B: 2 });
    expect((await floor().backend.atSuppliers(paint)).quantity).toBe(89);
    expect((await floor().backend.atSuppliers(case_)).byLot).toEqual({ K1: 48, K2: 47 });
    expect((await desk().seen(on)).lines).toMatchObject([{ received: 5, awaited: 5 }]);
  });

  test('lots and serials by the bill of materials, and the rest later', async () => {
    const on = await desk().orderSubcontracted({ quantities: [3], tracking: 'serial', uom: UNIT }, [
      { per: 2, stock: 100 },
    ]);
    const [made = ''] = on.items;
    const came = (...numbers: string[]) =>
      desk().received(on, [
        desk().line(on, numbers.length, { serials: numbers.map((number) => ({ number })) }),
      ]);
    const rows = await floor().book(came('S1', 'S2'), came('S3'));
    expect(rows).toMatchObject([{ result: 'posted' }, { result: 'posted' }]);
    expect((await floor().backend.onHand('OSL', made)).byLot).toEqual({ S1: 1, S2: 1, S3: 1 });
    expect((await floor().backend.atSuppliers(on.components[0] ?? '')).quantity).toBe(94);
  });

  test('components that are not there are refused, and nothing came in', async () => {
    const on = await desk().orderSubcontracted({ quantities: [10] }, [{ per: 2, stock: 5 }]);
    const row = await floor().bookOne(desk().received(on, 4));
    expect(row).toMatchObject({ code: 'insufficient-stock' });
    expect(await floor().stockOf(on.items[0] ?? '')).toBe(0);
    expect((await desk().seen(on)).lines).toMatchObject([{ received: 0, awaited: 10 }]);
    const allowed = desk().received(on, 4, {}, { policy: { negative_stock: 'allow' } });
    expect(await floor().bookOne(allowed)).toMatchObject({ result: 'posted' });
    expect((await floor().backend.atSuppliers(on.components[0] ?? '')).quantity).toBe(-3);
  });

  test('a component by lot of which too little is there is refused', async () => {
    const on = await desk().orderSubcontracted({ quantities: [10] }, [
      { per: 1, tracking: 'lot', stock: { K1: 2 } },
    ]);
    expect(await floor().bookOne(desk().received(on, 4))).toMatchObject({ code: 'insufficient-stock' });
    const allowed = desk().received(on, 4, {}, { policy: { negative_stock: 'allow' } });
    expect(await floor().bookOne(allowed)).toMatchObject({ code: 'lot-required' });
    expect(await floor().bookOne(desk().received(on, 2))).toMatchObject({ result: 'posted' });
    expect((await floor().backend.atSuppliers(on.components[0] ?? '')).quantity).toBe(0);
  });

  test('an announcement says when it comes, and takes nothing', async () => {
    const on = await desk().orderSubcontracted({ quantities: [10] }, [{ per: 2, stock: 100 }]);
    await floor().book(desk().announced(on, [desk().line(on, 4)]), desk().received(on, 10));
    expect((await floor().backend.atSuppliers(on.components[0] ?? '')).quantity).toBe(80);
    expect(await floor().stockOf(on.items[0] ?? '')).toBe(10);
  });

  test('only what a subcontractor makes consumes anything, and says so once', async () => {
    const bought = await desk().order();
    const on = await desk().orderSubcontracted({ quantities: [10] }, [{ per: 2, stock: 100 }]);
    const [paint = ''] = on.components;
    const consumed = [{ item: paint, quantity: kilograms(1) }];
    const wrong = desk().received(bought, [desk().line(bought, 1, { consumed })]);
    expect(await floor().bookOne(wrong)).toMatchObject({
      code: 'item-not-on-order',
      pointer: '/data/lines/0/consumed',
    });
    const twice = desk().received(on, [desk().line(on, 1, { consumed }), desk().line(on, 1, { consumed })]);
    expect(await floor().bookOne(twice)).toMatchObject({
      code: 'malformed-posting',
      pointer: '/data/lines/1/consumed',
    });
  });

  test('three identical calls at once consume once', async () => {
    const on = await desk().orderSubcontracted({ quantities: [10] }, [{ per: 2, stock: 100 }]);
    const event = desk().received(on, 4);
    const results = await Promise.all([1, 2, 3].map(() => insist(floor(), event)));
    expect(results.sort()).toEqual(['duplicate', 'duplicate', 'posted']);
    expect((await floor().backend.atSuppliers(on.components[0] ?? '')).quantity).toBe(92);
    expect(await floor().stockOf(on.items[0] ?? '')).toBe(4);
  }, 120_000);
}
