import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { returned } from './returns.ts';

const results = (rows: readonly { result: string }[]) => rows.map(({ result }) => result);

export function returnsAfterCompletion(floor: Floor): void {
  test('what a completed order consumed comes back into stock, and never more of it', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 2, stock: 99 }] });
    const [milk = ''] = on.components;
    await floor().bookOne(floor().reported(on, 10));
    expect(await floor().stockOf(milk)).toBe(79);
    const rows = await floor().book(returned(on, milk, 4), returned(on, milk, 6), returned(on, milk, 11));
    expect(results(rows)).toEqual(['posted', 'posted', 'refused']);
    expect(rows[2]).toMatchObject({ message: expect.stringContaining('has consumed only 10') });
    expect(await floor().stockOf(milk)).toBe(89);
    expect(await floor().stockOf(on.product)).toBe(10);
    expect(await floor().backend.orderFamily(on.order)).toMatchObject([
      { state: 'done', consumed: { [milk]: 20 } },
    ]);
  });

  test('it comes from what is only recorded first, then from the latest part, by its lots', async () => {
    const stock = { A: { quantity: 8 }, B: { quantity: 50 } };
    const on = await floor().release({ quantity: 10, components: [{ per: 2, tracking: 'lot', stock }] });
    const [milk = ''] = on.components;
    const lot = (number: string, quantity: number) => ({ lots: [{ number, quantity }] });
    await floor().book(
      floor().reported(on, 4),
      floor().consumed(on, milk, 5, lot('B', 5)),
      floor().reported(on, 1),
      floor().consumed(on, milk, 3, lot('B', 3)),
    );
    expect((await floor().backend.onHand('OSL', milk)).byLot).toEqual({ B: 45 });
    const rows = await floor().book(
      returned(on, milk, 4, lot('B', 4)),
      returned(on, milk, 2, lot('A', 2)),
      returned(on, milk, 5, lot('B', 5)),
    );
    expect(rows).toMatchObject([
      { result: 'posted', document: { name: `${on.order}-003` } },
      { result: 'posted' },
      { result: 'refused', message: expect.stringContaining('lot B given back') },
    ]);
    expect(await floor().backend.issued(on.order)).toEqual({});
    expect((await floor().backend.onHand('OSL', milk)).byLot).toEqual({ A: 2, B: 46 });
  });

  test('what comes back where nothing was left is the youngest stock', async () => {
    const stock = { A: { quantity: 4 }, B: { quantity: 4 } };
    const on = await floor().release({ quantity: 2, components: [{ per: 2, tracking: 'lot', stock }] });
    const [milk = ''] = on.components;
    // Odoo knows the age of stock to the second, and takes the older record of two alike.
    await floor().nextSecond();
    await floor().book(floor().reported(on, 2), returned(on, milk, 4));
    expect((await floor().backend.onHand('OSL', milk)).byLot).toEqual({ A: 4, B: 4 });
    const next = await floor().releaseAgain(on, 1);
    await floor().bookOne(floor().reported(next, 1));
    expect((await floor().backend.onHand('OSL', milk)).byLot).toEqual({ A: 4, B: 2 });
  });

  test('a repeat gives back once', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 2, stock: 99 }] });
    const [milk = ''] = on.components;
    await floor().bookOne(floor().reported(on, 10));
    const back = returned(on, milk, 4);
    expect(results(await floor().book(back, back))).toEqual(['posted', 'duplicate']);
    expect(await floor().bookOne(back)).toMatchObject({ result: 'duplicate' });
    expect(await floor().stockOf(milk)).toBe(83);
  });
}
