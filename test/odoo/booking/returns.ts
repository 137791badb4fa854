import { expect, test } from 'vitest';
import type { MaterialReturned } from '../../../lambdas/posting/events/material-returned.ts';
import type { Floor } from '../open-floor.ts';
import { GRAM, KG, posting, type Released, UNIT } from '../shop-floor.ts';

export function returned(on: Released, item: string, value: number, more: Partial<MaterialReturned> = {}) {
  return posting('material.returned', { order: on.order, item, quantity: { value, uom: KG }, ...more });
}

const results = (rows: readonly { result: string }[]) => rows.map(({ result }) => result);

export function returns(floor: Floor): void {
  test('what comes back was not consumed', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 2, stock: 99 }] });
    const [milk = ''] = on.components;
    const rows = await floor().book(
      floor().consumed(on, milk, 15),
      returned(on, milk, 3000, { quantity: { value: 3000, uom: GRAM } }),
      floor().reported(on, 10),
    );
    expect(rows[1]).toMatchObject({
      result: 'posted',
      document: { model: 'mrp.production', name: on.order },
    });
    expect(await floor().backend.orderFamily(on.order)).toMatchObject([{ consumed: { [milk]: 12 } }]);
    expect(await floor().stockOf(milk)).toBe(87);
  });

  test('when all of it comes back, nothing is consumed, also not by the bill of materials', async () => {
    const on = await floor().release({
      quantity: 10,
      components: [
        { per: 2, stock: 99 },
        { per: 1, stock: 99 },
      ],
    });
    const [milk = '', cup = ''] = on.components;
    await floor().book(floor().consumed(on, milk, 15), returned(on, milk, 15), floor().reported(on, 10));
    const [part] = await floor().backend.orderFamily(on.order);
    expect(part?.consumed).toEqual({ [cup]: 10 });
    expect(await floor().stockOf(milk)).toBe(99);
  });

  test('the same lots come back that were issued', async () => {
    const stock = { A: { quantity: 50 }, B: { quantity: 50 }, C: { quantity: 50 } };
    const on = await floor().release({ quantity: 10, components: [{ per: 2, tracking: 'lot', stock }] });
    const [milk = ''] = on.components;
    const lots = [
      { number: 'B', quantity: 5 },
      { number: 'C', quantity: 4 },
    ];
    await floor().book(
      floor().consumed(on, milk, 9, { lots }),
      returned(on, milk, 2, { lots: [{ number: 'B', quantity: 2 }] }),
      returned(on, milk, 5, {
        lots: [
          { number: 'B', quantity: 1 },
          { number: 'C', quantity: 4 },
        ],
      }),
    );
    expect(await floor().backend.issued(on.order)).toEqual({ [milk]: { quantity: 2, byLot: { B: 2 } } });
    // Only one lot is left that can be meant.
    expect(await floor().bookOne(returned(on, milk, 0.5))).toMatchObject({ result: 'posted' });
    await floor().bookOne(floor().reported(on, 10));
    expect((await floor().backend.onHand('OSL', milk)).byLot).toEqual({ A: 50, B: 48.5, C: 50 });
  });

  test('which of several lots came back must be said', async () => {
    const stock = { A: { quantity: 5 }, B: { quantity: 50 } };
    const on = await floor().release({ quantity: 10, components: [{ per: 2, tracking: 'lot', stock }] });
    const [milk = ''] = on.components;
    await floor().bookOne(floor().consumed(on, milk, 9));
    expect(await floor().bookOne(returned(on, milk, 1))).toMatchObject({
      result: 'refused',
      code: 'lot-required',
    });
    const lots = [{ number: 'A', quantity: 6 }];
    expect(await floor().bookOne(returned(on, milk, 6, { lots }))).toMatchObject({
      code: 'nothing-to-return',
      message: expect.stringContaining('lot A given back, but order'),
    });
    expect(await floor().backend.issued(on.order)).toEqual({
      [milk]: { quantity: 9, byLot: { A: 5, B: 4 } },
    });
  });

  test('more than was issued is refused, and says how much was', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 2, stock: 99 }] });
    const [milk = ''] = on.components;
    expect(await floor().bookOne(returned(on, milk, 1))).toMatchObject({
      code: 'nothing-to-return',
      pointer: '/data/quantity',
      message: `1 kg of ${milk} given back, but order ${on.order} has consumed only 0`,
    });
    const rows = await floor().book(
      floor().consumed(on, milk, 8),
      returned(on, milk, 5),
      returned(on, milk, 4),
    );
    expect(results(rows)).toEqual(['posted', 'posted', 'refused']);
    expect(rows[2]).toMatchObject({ message: expect.stringContaining('has consumed only 3') });
    expect(await floor().backend.issued(on.order)).toMatchObject({ [milk]: { quantity: 3 } });
  });

  test('many in one call end where they would one by one', async () => {
    const release = () =>
      floor().release({
        quantity: 10,
        components: [
          { per: 2, stock: 99 },
          { per: 2, tracking: 'lot', stock: { A: { quantity: 50 }, B: { quantity: 50 } } },
        ],
      });
    const ends = [];
    for (const inOneCall of [true, false]) {
      const on = await release();
      const [milk = '', cup = ''] = on.components;
      const a = (quantity: number) => ({ lots: [{ number: 'A', quantity }] });
      const ab = (quantity: number) => ({
        lots: [
          { number: 'A', quantity },
          { number: 'B', quantity },
        ],
      });
      await floor().book(
        floor().reported(on, 5),
        floor().consumed(on, milk, 12),
        floor().consumed(on, cup, 8, ab(4)),
      );
      const backs = [
        returned(on, milk, 3),
        returned(on, cup, 1, a(1)),
        returned(on, milk, 2.5),
        returned(on, cup, 4, ab(2)),
        returned(on, milk, 8),
        returned(on, cup, 2, a(2)),
      ];
      const rows = inOneCall ? await floor().book(...backs) : [];
      if (!inOneCall) for (const back of backs) rows.push(await floor().bookOne(back));
      const issued = await floor().backend.issued(on.order);
      const stock = [await floor().backend.onHand('OSL', milk), await floor().backend.onHand('OSL', cup)];
      ends.push({ rows: results(rows), issued: [issued[milk], issued[cup]], stock });
    }
    expect(ends[0]).toEqual(ends[1]);
    expect(ends[0]?.rows).toEqual(Array(6).fill('posted'));
    expect(ends[0]?.issued).toEqual([undefined, { quantity: 2, byLot: { B: 2 } }]);
    expect(ends[0]?.stock).toMatchObject([{ quantity: 90.5 }, { byLot: { A: 41, B: 50 } }]);
  });

  test('an order that was cancelled has nothing to give back', async () => {
    const on = await floor().release({ quantity: 10 });
    await floor().backend.cancelOrder(on.order);
    expect(await floor().bookOne(returned(on, on.components[0] ?? '', 1))).toMatchObject({
      code: 'order-cancelled',
    });
  });

  test.each<[string, Partial<MaterialReturned>, string, string]>([
    ['an order nobody knows', { order: 'NO-ORDER' }, 'unknown-order', '/data/order'],
    ['an item nobody knows', { item: 'NO-ITEM' }, 'unknown-item', '/data/item'],
    [
      'pieces of what is weighed',
      { quantity: { value: 1, uom: UNIT } },
      'unit-not-convertible',
      '/data/quantity/unit',
    ],
    ['a field nobody knows', { vals: {} } as never, 'malformed-posting', '/data'],
    [
      'a lot of an item without',
      { lots: [{ number: 'A', quantity: 1 }] },
      'item-not-tracked',
      '/data/lots/0',
    ],
  ])('%s is refused', async (_, broken, code, pointer) => {
    const on = await floor().release({ quantity: 10 });
    const row = await floor().bookOne(returned(on, on.components[0] ?? '', 1, broken));
    expect(row).toMatchObject({ result: 'refused', code, pointer });
  });
}
