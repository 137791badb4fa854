import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { PurchaseDesk } from '../purchasing.ts';
import { hoursAgo, UNIT } from '../shop-floor.ts';

const inDays = (days: number) => hoursAgo(-24 * days);

export function announcements(floor: Floor): void {
  const desk = () => new PurchaseDesk(floor());

  test('lots and date are expected, and nothing is on hand', async () => {
    const on = await desk().order({ items: [{ quantities: [10], tracking: 'lot', expires: true }] });
    const [item = ''] = on.items;
    const due = inDays(2);
    const lots = [
      { number: 'A', quantity: 3, expires: inDays(90) },
      { number: 'B', quantity: 4 },
    ];
    const event = desk().announced(on, [desk().line(on, 7, { lots })], { expected: due });
    expect(await floor().bookOne(event)).toMatchObject({
      result: 'posted',
      document: { model: 'stock.picking' },
    });
    expect(await desk().seen(on)).toMatchObject({
      confirmed: false,
      lines: [{ received: 0, awaited: 10, due }],
      receipts: [{ state: 'open', goods: { [`${item}/A`]: 3, [`${item}/B`]: 4 } }],
      notes: [expect.stringContaining('ASN-1')],
    });
    expect(await floor().stockOf(item)).toBe(0);
    expect(await floor().backend.lotTwins(item, 'A')).toBe(0);
  });

  test('what really comes takes the place of what was announced', async () => {
    const on = await desk().order({ items: [{ quantities: [10], tracking: 'lot' }, { quantities: [5] }] });
    const [milk = '', sugar = ''] = on.items;
    const announced = desk().announced(on, [
      desk().line(on, 7, { lots: [{ number: 'A', quantity: 7 }] }),
      desk().line(on, 5, { item: sugar }),
    ]);
    const came = desk().line(on, 6, {
      lots: [
        { number: 'A', quantity: 2 },
        { number: 'C', quantity: 4 },
      ],
    });
    await floor().book(announced, desk().received(on, [came]));
    expect((await floor().backend.onHand('OSL', milk)).byLot).toEqual({ A: 2, C: 4 });
    expect(await floor().stockOf(sugar)).toBe(0);
    expect(await desk().seen(on)).toMatchObject({
      lines: [
        { received: 6, awaited: 4 },
        { received: 0, awaited: 5 },
      ],
      receipts: [
        { state: 'done', goods: { [`${milk}/A`]: 2, [`${milk}/C`]: 4 } },
        { state: 'open', goods: { [milk]: 4, [sugar]: 5 } },
      ],
    });
  });

  test('announced again it is replaced, another shipment is added', async () => {
    const on = await desk().order({ items: [{ quantities: [10], tracking: 'lot' }] });
    const [item = ''] = on.items;
    const shipment = (name: string, lot: string, value: number) =>
      desk().announced(on, [desk().line(on, value, { lots: [{ number: lot, quantity: value }] })], {
        shipment: name,
      });
    await floor().book(shipment('ASN-1', 'A', 4), shipment('ASN-2', 'B', 3), shipment('ASN-1', 'A', 2));
    expect((await desk().seen(on)).receipts).toMatchObject([
      { goods: { [`${item}/A`]: 2, [`${item}/B`]: 3 } },
    ]);
  });

  test('what a shipment no longer holds is expected as it was ordered', async () => {
    const on = await desk().order({ items: [{ quantities: [10] }, { quantities: [5] }] });
    const [sugar = '', cup = ''] = on.items;
    await floor().book(
      desk().announced(on, [desk().line(on, 4), desk().line(on, 3, { item: cup })]),
      desk().announced(on, [desk().line(on, 6)]),
    );
    expect((await desk().seen(on)).receipts).toMatchObject([{ goods: { [sugar]: 6, [cup]: 5 } }]);
  });

  test('what is still announced when other goods come is expected on, and no more', async () => {
    const on = await desk().order({ items: [{ quantities: [10] }, { quantities: [5], tracking: 'lot' }] });
    const [sugar = '', milk = ''] = on.items;
    const lots = [{ number: 'A', quantity: 3 }];
    await floor().book(
      desk().announced(on, [desk().line(on, 3, { item: milk, lots })]),
      desk().received(on, 4),
    );
    expect((await desk().seen(on)).receipts).toMatchObject([
      { state: 'done', goods: { [sugar]: 4 } },
      { state: 'open', goods: { [sugar]: 6, [`${milk}/A`]: 3 } },
    ]);
  });

  test('serials and pieces are expected as well', async () => {
    const on = await desk().order({
      items: [{ quantities: [3], tracking: 'serial', uom: UNIT }, { quantities: [9] }],
    });
    const [pump = '', sugar = ''] = on.items;
    const numbers = { serials: [{ number: 'S1' }, { number: 'S2' }] };
    await floor().bookOne(
      desk().announced(on, [desk().line(on, 2, numbers), desk().line(on, 8, { item: sugar })]),
    );
    expect((await desk().seen(on)).receipts).toMatchObject([
      { goods: { [`${pump}/S1`]: 1, [`${pump}/S2`]: 1, [sugar]: 8 } },
    ]);
    await floor().bookOne(
      desk().received(on, [desk().line(on, 3, { serials: [...numbers.serials, { number: 'S3' }] })]),
    );
    expect(await floor().stockOf(pump)).toBe(3);
  });

  test('after all of it came, it is kept as a note, and changes nothing', async () => {
    const on = await desk().order();
    const late = desk().announced(on, [desk().line(on, 10)], { expected: inDays(2) });
    const rows = await floor().book(desk().received(on, 10), late);
    expect(rows).toMatchObject([
      { result: 'posted' },
      { result: 'posted', document: { model: 'purchase.order', name: on.order } },
    ]);
    expect(await floor().stockOf(on.items[0] ?? '')).toBe(10);
    expect(await desk().seen(on)).toMatchObject({
      receipts: [{ state: 'done' }],
      notes: [expect.stringContaining('ASN-1')],
      activities: [],
    });
  });

  test('it is about a placed order of this supplier, and its goods', async () => {
    const on = await desk().order();
    const draft = await desk().order({ state: 'draft' });
    const cancelled = await desk().order({ state: 'cancelled' });
    const refused = [
      [desk().announced(draft, [desk().line(draft, 1)]), 'purchase-order-not-confirmed'],
      [desk().announced(cancelled, [desk().line(cancelled, 1)]), 'purchase-order-cancelled'],
      [desk().announced(on, [desk().line(draft, 1)]), 'item-not-on-order'],
      [desk().announced(on, [desk().line(on, 1)], { supplier: draft.supplier }), 'wrong-supplier'],
      [desk().announced(on, [desk().line(on, 1, { serials: [{ number: 'S' }] })]), 'item-not-tracked'],
    ] as const;
    for (const [event, code] of refused) expect(await floor().bookOne(event)).toMatchObject({ code });
  });
}
