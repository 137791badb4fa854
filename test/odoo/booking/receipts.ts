import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { PurchaseDesk } from '../purchasing.ts';
import { insist } from './concurrency.ts';

export function receipts(floor: Floor): void {
  const desk = () => new PurchaseDesk(floor());

  test('what came is on hand, and the rest stays on a backorder', async () => {
    const on = await desk().order();
    const row = await floor().bookOne(desk().received(on, 4));
    expect(row).toMatchObject({ result: 'posted', document: { model: 'stock.picking' } });
    const [item = ''] = on.items;
    expect(await floor().stockOf(item)).toBe(4);
    expect(await desk().seen(on)).toMatchObject({
      confirmed: true,
      lines: [{ item, received: 4, awaited: 6 }],
      receipts: [
        { state: 'done', goods: { [item]: 4 } },
        { state: 'open', goods: { [item]: 6 } },
      ],
    });
  });

  test('goods lie where the plant says it put them', async () => {
    const on = await desk().order();
    const name = floor().name('RACK');
    await floor().backend.seed({
      warehouses: [{ code: 'OSL', name: 'Oslo' }],
      items: [],
      locations: [{ name, warehouse: 'OSL' }],
    });
    const rows = await floor().book(
      desk().received(on, 3, { location: name }),
      desk().received(on, 2, { location: `OSL/Stock/${name}` }),
      desk().received(on, 1),
    );
    expect(rows.map(({ result }) => result)).toEqual(['posted', 'posted', 'posted']);
    const [item = ''] = on.items;
    expect((await floor().backend.stockAt(`OSL/Stock/${name}`, item)).quantity).toBe(5);
    expect((await floor().backend.stockAt('OSL/Stock', item)).quantity).toBe(1);
  });

  test('part, part and the last part, in one call', async () => {
    const on = await desk().order();
    const rows = await floor().book(...[3, 5, 2].map((value) => desk().received(on, value)));
    expect(rows.map(({ result }) => result)).toEqual(['posted', 'posted', 'posted']);
    expect(new Set(rows.map((row) => 'document' in row && row.document.id)).size).toBe(3);
    expect(await desk().seen(on)).toMatchObject({
      lines: [{ received: 10, awaited: 0 }],
      receipts: [{ state: 'done' }, { state: 'done' }, { state: 'done' }],
    });
  });

  test('the last of it, less than ordered, gives up the rest', async () => {
    const on = await desk().order({ items: [{ quantities: [10] }, { quantities: [5] }] });
    const [item = ''] = on.items;
    await floor().book(desk().received(on, 4), desk().received(on, 3, { final: true }));
    expect(await floor().stockOf(item)).toBe(7);
    expect(await desk().seen(on)).toMatchObject({
      lines: [
        { received: 7, awaited: 0 },
        { received: 0, awaited: 0 },
      ],
      receipts: [{ state: 'done' }, { state: 'done' }],
    });
    expect(await floor().bookOne(desk().received(on, 3))).toMatchObject({ code: 'nothing-to-receive' });
  });

  test('more than was ordered is taken in, and the order says so', async () => {
    const on = await desk().order();
    await floor().bookOne(desk().received(on, 12));
    expect(await floor().stockOf(on.items[0] ?? '')).toBe(12);
    expect(await desk().seen(on)).toMatchObject({
      lines: [{ received: 12, awaited: 0 }],
      receipts: [{ state: 'done' }],
    });
  });

  test('what has come in full is refused, also while other goods are awaited', async () => {
    const on = await desk().order({ items: [{ quantities: [10] }, { quantities: [5] }] });
    await floor().bookOne(desk().received(on, 10));
    const row = await floor().bookOne(desk().received(on, 1));
    expect(row).toMatchObject({ code: 'nothing-to-receive', pointer: '/data/lines/0' });
    expect(await floor().stockOf(on.items[0] ?? '')).toBe(10);
  });

  test('lines of one item are filled one after the other', async () => {
    const on = await desk().order({ items: [{ quantities: [10, 5] }] });
    await floor().bookOne(desk().received(on, 12));
    expect((await desk().seen(on)).lines).toMatchObject([
      { received: 10, awaited: 0 },
      { received: 2, awaited: 3 },
    ]);
    await floor().bookOne(desk().received(on, 4));
    expect((await desk().seen(on)).lines).toMatchObject([{ received: 10 }, { received: 6, awaited: 0 }]);
  });

  test('unless the event says which', async () => {
    const on = await desk().order({ items: [{ quantities: [10, 5] }, { quantities: [1] }] });
    await floor().bookOne(desk().received(on, [desk().line(on, 4, { line: 2 })]));
    expect((await desk().seen(on)).lines).toMatchObject([{ received: 0 }, { received: 4 }, { received: 0 }]);
    for (const line of [3, 4]) {
      const row = await floor().bookOne(desk().received(on, [desk().line(on, 4, { line })]));
      expect(row).toMatchObject({ code: 'item-not-on-order', pointer: '/data/lines/0/line' });
    }
  });

  test('a repeat books nothing, in the same call, later, or at once', async () => {
    const on = await desk().order();
    const event = desk().received(on, 4);
    await floor().bookOne(event);
    const [repeat] = await floor().book(event);
    expect(repeat).toMatchObject({ result: 'duplicate', document: { model: 'stock.picking' } });
    const other = desk().received(on, 3);
    const results = await Promise.all([1, 2, 3].map(() => insist(floor(), other)));
    expect(results.sort()).toEqual(['duplicate', 'duplicate', 'posted']);
    expect(await floor().stockOf(on.items[0] ?? '')).toBe(7);
    expect((await desk().seen(on)).lines).toMatchObject([{ received: 7, awaited: 3 }]);
  }, 120_000);

  test('different receipts of one order at once all count', async () => {
    const on = await desk().order();
    const events = [1, 2, 3].map((value) => desk().received(on, value));
    await Promise.all(events.map((event) => insist(floor(), event)));
    expect(await floor().stockOf(on.items[0] ?? '')).toBe(6);
    expect((await desk().seen(on)).lines).toMatchObject([{ received: 6, awaited: 4 }]);
  }, 120_000);
}
