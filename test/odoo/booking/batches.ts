import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { KG } from '../shop-floor.ts';

export function batches(floor: Floor): void {
  test('reports of many orders book each as if it were alone', async () => {
    const one = await floor().release({ quantity: 10, components: [{ per: 2, stock: 1000 }] });
    const [full, partial, short, over, actual] = await Promise.all(
      [1, 2, 3, 4, 5].map(() => floor().releaseAgain(one, 10)),
    );
    if (!full || !partial || !short || !over || !actual) throw new Error('orders are missing');
    const [milk = ''] = one.components;
    const rows = await floor().book(
      floor().reported(full, 10),
      floor().reported(partial, 4),
      floor().reported(short, 3, { final: true }),
      floor().reported(over, 12),
      floor().reported(actual, 10, { consumed: [{ item: milk, quantity: { value: 17, uom: KG } }] }),
    );
    expect(rows.map(({ result }) => result)).toEqual(['posted', 'posted', 'posted', 'posted', 'posted']);
    const seen = [];
    for (const { order } of [full, partial, short, over, actual])
      for (const { state, produced, consumed } of await floor().backend.orderFamily(order))
        seen.push([state, produced, consumed[milk] ?? 0]);
    expect(seen).toEqual([
      ['done', 10, 20],
      ['done', 4, 8],
      ['confirmed', 0, 0],
      ['done', 3, 6],
      ['done', 12, 24],
      ['done', 10, 17],
    ]);
    expect(await floor().stockOf(milk)).toBe(925);
    expect(await floor().stockOf(one.product)).toBe(39);
  });

  test('one that is refused leaves the others of the call booked, and only itself out', async () => {
    const one = await floor().release({ quantity: 2 });
    const orders = [one, await floor().releaseAgain(one, 2), await floor().releaseAgain(one, 2)];
    const [first, second, third] = orders.map((on) => floor().reported(on, 2));
    const bad = { ...second, payload: { ...second?.payload, quantity: { value: 2, uom: 'uom.nothing' } } };
    const rows = await floor().book(first as never, bad as never, third as never);
    expect(rows.map(({ result }) => result)).toEqual(['posted', 'refused', 'posted']);
    expect(await floor().stockOf(one.product)).toBe(4);
  });

  test('when stock is short for all of them, those that come first get it', async () => {
    const one = await floor().release({ quantity: 1, components: [{ per: 4, stock: 10 }] });
    const orders = [one, await floor().releaseAgain(one, 1), await floor().releaseAgain(one, 1)];
    const rows = await floor().book(...orders.map((on) => floor().reported(on, 1)));
    expect(rows).toMatchObject([
      { result: 'posted' },
      { result: 'posted' },
      { result: 'refused', code: 'insufficient-stock' },
    ]);
    expect(await floor().stockOf(one.components[0] ?? '')).toBe(2);
  });

  test('two ordering keys that name one order do not book on top of each other', async () => {
    const on = await floor().release({ quantity: 10 });
    const rows = await floor().book(
      floor().reported(on, 4, {}, { stream: 'one' }),
      floor().reported(on, 6, {}, { stream: 'other' }),
    );
    expect(rows.map(({ result }) => result)).toEqual(['posted', 'posted']);
    expect((await floor().backend.orderFamily(on.order)).map(({ produced }) => produced)).toEqual([4, 6]);
  });

  test('an event that comes twice in one call is booked once, whatever its ordering key', async () => {
    const on = await floor().release({ quantity: 10 });
    const event = floor().reported(on, 4);
    const rows = await floor().book(event, { ...event, stream: 'other' }, event);
    expect(rows.map(({ result }) => result)).toEqual(['posted', 'duplicate', 'duplicate']);
    expect(await floor().stockOf(on.product)).toBe(4);
  });

  test('events of all kinds keep their order within an order', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 2, stock: 100 }] });
    const other = await floor().release({ quantity: 5 });
    const [milk = ''] = on.components;
    const rows = await floor().book(
      floor().consumed(on, milk, 9),
      floor().reported(other, 2),
      floor().reported(on, 4),
      floor().scrapped(on, 1),
      floor().reported(other, 3),
      floor().reported(on, 6),
    );
    expect(rows.every(({ result }) => result === 'posted')).toBe(true);
    expect((await floor().backend.orderFamily(on.order)).map(({ consumed }) => consumed[milk])).toEqual([
      9, 12,
    ]);
    expect(await floor().stockOf(on.product)).toBe(9);
    expect(await floor().stockOf(other.product)).toBe(5);
  });
}
