import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { PurchaseDesk } from '../purchasing.ts';
import { hoursAgo, KG, UNIT } from '../shop-floor.ts';

const inDays = (days: number) => hoursAgo(-24 * days);

export function confirmations(floor: Floor): void {
  const desk = () => new PurchaseDesk(floor());
  const confirmed = (item: string, value: number, promised?: string) => ({
    item,
    quantity: { value, uom: KG },
    ...(promised && { promised }),
  });

  test('reference and dates are kept, and the receipt is due when it was promised', async () => {
    const on = await desk().order({ items: [{ quantities: [10] }, { quantities: [5] }] });
    const [sugar = '', cup = ''] = on.items;
    const [soon, later] = [inDays(3), inDays(9)];
    const lines = [confirmed(sugar, 10, soon), confirmed(cup, 5, later)];
    const row = await floor().bookOne(desk().confirmed(on, lines, { reference: 'SO-1' }));
    expect(row).toMatchObject({
      result: 'posted',
      document: { model: 'purchase.order', name: `${on.order} (SO-1)` },
    });
    expect(await desk().seen(on)).toMatchObject({
      state: 'placed',
      supplierReference: 'SO-1',
      confirmed: true,
      lines: [
        { awaited: 10, due: soon },
        { awaited: 5, due: later },
      ],
      activities: [],
    });
  });

  test('another quantity leaves the order as it is, and asks somebody to look', async () => {
    const on = await desk().order();
    const [sugar = ''] = on.items;
    await floor().bookOne(desk().confirmed(on, [confirmed(sugar, 8)], { note: 'crop failure' }));
    const seen = await desk().seen(on);
    expect(seen.lines).toMatchObject([{ awaited: 10 }]);
    const difference = `${sugar}: 8 kg confirmed, 10 kg ordered`;
    expect(seen.notes).toEqual([expect.stringContaining(difference)]);
    expect(seen.notes[0]).toContain('crop failure');
    expect(seen.activities).toEqual([expect.stringContaining(difference)]);
  });

  test('nobody is asked any more when the supplier confirms what was ordered', async () => {
    const on = await desk().order();
    const [sugar = ''] = on.items;
    await floor().book(
      desk().confirmed(on, [confirmed(sugar, 8)]),
      desk().confirmed(on, [confirmed(sugar, 7)]),
    );
    expect((await desk().seen(on)).activities).toEqual([expect.stringContaining('7 kg confirmed')]);
    await floor().bookOne(desk().confirmed(on, [confirmed(sugar, 10)]));
    expect((await desk().seen(on)).activities).toEqual([]);
  });

  test('a later confirmation is the one that counts', async () => {
    const on = await desk().order();
    const [sugar = ''] = on.items;
    const [first, second] = [inDays(3), inDays(4)];
    await floor().book(
      desk().confirmed(on, [confirmed(sugar, 10, first)], { reference: 'SO-1' }),
      desk().confirmed(on, [confirmed(sugar, 10, second)], { reference: 'SO-2' }),
    );
    expect(await desk().seen(on)).toMatchObject({ supplierReference: 'SO-2', lines: [{ due: second }] });
  });

  test('after all of it came, it is still kept, and asks nobody for anything', async () => {
    const on = await desk().order();
    const [sugar = ''] = on.items;
    const event = desk().confirmed(on, [confirmed(sugar, 8, inDays(3))], { reference: 'SO-1' });
    const rows = await floor().book(desk().received(on, 10), event);
    expect(rows).toMatchObject([{ result: 'posted' }, { result: 'posted' }]);
    expect(await desk().seen(on)).toMatchObject({
      supplierReference: 'SO-1',
      lines: [{ received: 10 }],
      activities: [],
    });
  });

  test('between two parts it moves what is still to come', async () => {
    const on = await desk().order();
    const [sugar = ''] = on.items;
    const due = inDays(6);
    await floor().book(desk().received(on, 4), desk().confirmed(on, [confirmed(sugar, 10, due)]));
    expect((await desk().seen(on)).lines).toMatchObject([{ received: 4, awaited: 6, due }]);
    await floor().bookOne(desk().received(on, 6));
    expect((await desk().seen(on)).lines).toMatchObject([{ received: 10, awaited: 0 }]);
  });

  test('two lines of one item are confirmed together, or each by its place', async () => {
    const on = await desk().order({ items: [{ quantities: [10, 5] }] });
    const [sugar = ''] = on.items;
    const [all, second] = [inDays(2), inDays(5)];
    await floor().book(
      desk().confirmed(on, [confirmed(sugar, 15, all)]),
      desk().confirmed(on, [{ ...confirmed(sugar, 5, second), line: 2 }]),
    );
    expect(await desk().seen(on)).toMatchObject({ lines: [{ due: all }, { due: second }], activities: [] });
  });

  test('it is about a placed order of this supplier, and its goods', async () => {
    const on = await desk().order();
    const draft = await desk().order({ state: 'draft' });
    const cancelled = await desk().order({ state: 'cancelled' });
    const [sugar = ''] = on.items;
    const refused = [
      [desk().confirmed(draft), 'purchase-order-not-confirmed'],
      [desk().confirmed(cancelled), 'purchase-order-cancelled'],
      [desk().confirmed({ ...on, order: 'NO-SUCH-ORDER' }), 'unknown-purchase-order'],
      [desk().confirmed(on, [], { supplier: draft.supplier }), 'wrong-supplier'],
      [desk().confirmed(on, [confirmed(draft.items[0] ?? '', 1)]), 'item-not-on-order'],
      [
        desk().confirmed(on, [{ ...confirmed(sugar, 1), quantity: { value: 1, uom: UNIT } }]),
        'unit-not-convertible',
      ],
    ] as const;
    for (const [event, code] of refused) expect(await floor().bookOne(event)).toMatchObject({ code });
    expect(await desk().seen(on)).toMatchObject({ confirmed: false, notes: [] });
  });
}
