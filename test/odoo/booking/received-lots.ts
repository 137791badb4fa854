import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { PurchaseDesk } from '../purchasing.ts';
import { GRAM, hoursAgo, UNIT } from '../shop-floor.ts';
import { insist } from './concurrency.ts';

const serials = (...numbers: string[]) => ({ serials: numbers.map((number) => ({ number })) });

export function receivedLots(floor: Floor): void {
  const desk = () => new PurchaseDesk(floor());

  test('lots are made, shared out among lines, and found again', async () => {
    const on = await desk().order({ items: [{ quantities: [10, 10], tracking: 'lot', expires: true }] });
    const [item = ''] = on.items;
    const lots = [
      { number: 'A', quantity: 12, expires: '2031-01-31 00:00:00' },
      { number: 'B', quantity: 3 },
    ];
    await floor().bookOne(desk().received(on, [desk().line(on, 15, { lots })]));
    await floor().bookOne(
      desk().received(on, [desk().line(on, 5, { lots: [{ number: 'A', quantity: 5 }] })]),
    );
    expect((await floor().backend.onHand('OSL', item)).byLot).toEqual({ A: 17, B: 3 });
    expect(await floor().backend.lotTwins(item, 'A')).toBe(1);
    expect((await desk().seen(on)).lines).toMatchObject([{ received: 10 }, { received: 10 }]);
  });

  test('goods that are tracked need their lots, others must have none', async () => {
    const on = await desk().order({
      items: [
        { quantities: [10], tracking: 'lot' },
        { quantities: [10] },
        { quantities: [2], tracking: 'serial' },
      ],
    });
    const [milk = '', sugar = '', pump = ''] = on.items;
    const lots = [{ number: 'A', quantity: 2 }];
    expect(await floor().bookOne(desk().received(on, 2))).toMatchObject({
      code: 'lot-required',
      pointer: '/data/lines/0',
    });
    for (const line of [
      desk().line(on, 2, { item: sugar, lots }),
      desk().line(on, 1, { item: milk, ...serials('S') }),
    ]) {
      const row = await floor().bookOne(desk().received(on, [line]));
      expect(row).toMatchObject({ code: 'item-not-tracked' });
    }
    const line = desk().line(on, 2, { item: pump, lots });
    expect(await floor().bookOne(desk().received(on, [line]))).toMatchObject({
      code: 'serial-count-mismatch',
    });
    const short = desk().line(on, 3, { item: milk, lots });
    expect(await floor().bookOne(desk().received(on, [short]))).toMatchObject({
      code: 'malformed-posting',
      pointer: '/data/lines/0/lots',
    });
    expect(await floor().backend.lotTwins(milk, 'A')).toBe(0);
  });

  test('a lot that had expired when it came is refused; expired since, it is taken', async () => {
    const on = await desk().order({ items: [{ quantities: [10], tracking: 'lot', expires: true }] });
    const lots = [{ number: 'OLD', quantity: 2, expires: hoursAgo(3) }];
    const late = desk().received(on, [desk().line(on, 2, { lots })]);
    expect(await floor().bookOne(late)).toMatchObject({ code: 'lot-expired', pointer: '/data/lines/0' });
    const before = desk().received(on, [desk().line(on, 2, { lots })], {}, { time: hoursAgo(5) });
    expect(await floor().bookOne(before)).toMatchObject({ result: 'posted' });
  });

  test('serials come in as pieces, each of them once', async () => {
    const items = [{ quantities: [4], tracking: 'serial' as const, uom: UNIT }];
    const on = await desk().order({ items });
    const [item = ''] = on.items;
    const rows = await floor().book(
      desk().received(on, [desk().line(on, 2, serials('S1', 'S2'))]),
      desk().received(on, [desk().line(on, 1, serials('S3'))]),
    );
    expect(rows).toMatchObject([{ result: 'posted' }, { result: 'posted' }]);
    expect((await floor().backend.onHand('OSL', item)).byLot).toEqual({ S1: 1, S2: 1, S3: 1 });
    const again = await floor().bookOne(desk().received(on, [desk().line(on, 1, serials('S1'))]));
    expect(again).toMatchObject({ code: 'serial-already-received', pointer: '/data/lines/0/serials' });
    const few = await floor().bookOne(desk().received(on, [desk().line(on, 2, serials('S4'))]));
    expect(few).toMatchObject({ code: 'serial-count-mismatch', pointer: '/data/lines/0/serials' });
    expect((await desk().seen(on)).lines).toMatchObject([{ received: 3, awaited: 1 }]);
  });

  test('other units are converted, also when the order is in dozens', async () => {
    const on = await desk().order({
      items: [{ quantities: [10] }, { quantities: [2], uom: UNIT, orderedIn: 'uom.product_uom_dozen' }],
    });
    const [sugar = '', cup = ''] = on.items;
    await floor().bookOne(
      desk().received(on, [
        desk().line(on, 2500, { quantity: { value: 2500, uom: GRAM } }),
        desk().line(on, 5, { item: cup }),
      ]),
    );
    expect(await floor().stockOf(sugar)).toBe(2.5);
    expect(await floor().stockOf(cup)).toBe(5);
    expect((await desk().seen(on)).lines).toMatchObject([
      { received: 2.5, awaited: 7.5 },
      { received: 5, awaited: 19 },
    ]);
    const wrong = desk().line(on, 1, { quantity: { value: 1, uom: UNIT } });
    expect(await floor().bookOne(desk().received(on, [wrong]))).toMatchObject({
      code: 'unit-not-convertible',
    });
  });

  test('orders that bring the same lot at once share it, the same serial at once bring it once', async () => {
    const lotted = { quantities: [5], tracking: 'lot' as const };
    const one = await desk().order({ items: [lotted] });
    const two = await desk().orderAgain(one, [lotted]);
    const lots = [{ number: 'SHARED', quantity: 1 }];
    await Promise.all(
      [one, two].map((on) => insist(floor(), desk().received(on, [desk().line(on, 1, { lots })]))),
    );
    expect(await floor().backend.lotTwins(one.items[0] ?? '', 'SHARED')).toBe(1);
    const numbered = { quantities: [5], tracking: 'serial' as const, uom: UNIT };
    const three = await desk().order({ items: [numbered] });
    const four = await desk().orderAgain(three, [numbered]);
    const results = await Promise.all(
      [three, four].map((on) => insist(floor(), desk().received(on, [desk().line(on, 1, serials('ONCE'))]))),
    );
    expect(results.sort()).toEqual(['posted', 'refused']);
    expect(await floor().stockOf(three.items[0] ?? '')).toBe(1);
  }, 120_000);
}
