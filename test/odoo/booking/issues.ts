import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { GRAM, KG } from '../shop-floor.ts';

export function issues(floor: Floor): void {
  test('what was issued adds up, survives the completion, and is what is consumed', async () => {
    const on = await floor().release({
      quantity: 10,
      components: [
        { per: 2, stock: 99 },
        { per: 1, stock: 99 },
      ],
    });
    const [milk = '', cup = ''] = on.components;
    const rows = await floor().book(
      floor().consumed(on, milk, 15),
      floor().consumed(on, milk, 8000, { quantity: { value: 8000, uom: GRAM } }),
      floor().reported(on, 10),
    );
    expect(rows[0]).toMatchObject({
      result: 'posted',
      document: { model: 'mrp.production', name: on.order },
    });
    expect(await floor().backend.orderFamily(on.order)).toMatchObject([
      { consumed: { [milk]: 23, [cup]: 10 } },
    ]);
  });

  test('stock falls when the order is completed, not before', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 2, stock: 99 }] });
    await floor().bookOne(floor().consumed(on, on.components[0] ?? '', 7));
    expect(await floor().stockOf(on.components[0] ?? '')).toBe(99);
    await floor().bookOne(floor().reported(on, 10));
    expect(await floor().stockOf(on.components[0] ?? '')).toBe(92);
  });

  test('it belongs to the part completed next; the backorder follows the BOM again', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 2, stock: 99 }] });
    const [milk = ''] = on.components;
    await floor().book(
      floor().consumed(on, milk, 9),
      floor().reported(on, 4),
      floor().consumed(on, milk, 5),
      floor().reported(on, 3),
      floor().reported(on, 3),
    );
    expect((await floor().backend.orderFamily(on.order)).map(({ consumed }) => consumed[milk])).toEqual([
      9, 5, 6,
    ]);
  });

  test('issues by lot take those lots, again and again', async () => {
    const stock = { A: { quantity: 50 }, B: { quantity: 50 }, C: { quantity: 50 } };
    const on = await floor().release({ quantity: 10, components: [{ per: 2, tracking: 'lot', stock }] });
    const [milk = ''] = on.components;
    await floor().book(
      floor().consumed(on, milk, 5, { lots: [{ number: 'B', quantity: 5 }] }),
      floor().consumed(on, milk, 7, {
        lots: [
          { number: 'B', quantity: 3 },
          { number: 'C', quantity: 4 },
        ],
      }),
      floor().reported(on, 10),
    );
    expect((await floor().backend.onHand('OSL', milk)).byLot).toEqual({ A: 50, B: 42, C: 46 });
  });

  test('a component the BOM does not know is added, and not asked for again by the backorder', async () => {
    const on = await floor().release({ quantity: 10 });
    const other = await floor().release({ quantity: 1, components: [{ per: 1, stock: 50 }] });
    const [sugar = ''] = other.components;
    await floor().book(
      floor().consumed(on, sugar, 2),
      floor().consumed(on, sugar, 3),
      floor().reported(on, 4),
      floor().reported(on, 6),
    );
    expect((await floor().backend.orderFamily(on.order)).map(({ consumed }) => consumed[sugar] ?? 0)).toEqual(
      [5, 0],
    );
    expect(await floor().stockOf(sugar)).toBe(45);
  });

  test('more than is on hand is refused, counting what was issued before', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 2, stock: 10 }] });
    const [milk = ''] = on.components;
    const rows = await floor().book(floor().consumed(on, milk, 8), floor().consumed(on, milk, 3));
    expect(rows).toMatchObject([{ result: 'posted' }, { result: 'refused', code: 'insufficient-stock' }]);
    await floor().bookOne(floor().reported(on, 10));
    expect(await floor().stockOf(milk)).toBe(2);
  });

  test('lots that do not add up are refused', async () => {
    const stock = { A: { quantity: 50 } };
    const on = await floor().release({ quantity: 10, components: [{ per: 2, tracking: 'lot', stock }] });
    const more = { lots: [{ number: 'A', quantity: 4 }] };
    const row = await floor().bookOne(floor().consumed(on, on.components[0] ?? '', 5, more));
    expect(row).toMatchObject({ code: 'malformed-posting', pointer: '/data/lots' });
  });

  test('the order must be open', async () => {
    const on = await floor().release({ quantity: 1 });
    await floor().bookOne(floor().reported(on, 1));
    const late = floor().consumed(on, on.components[0] ?? '', 1, { quantity: { value: 1, uom: KG } });
    expect(await floor().bookOne(late)).toMatchObject({ code: 'order-done' });
    expect(await floor().stockOf(on.components[0] ?? '')).toBe(998);
  });
}
