import { expect, test } from 'vitest';
import type { Floor } from '../booking.suite.ts';
import { PurchaseDesk } from '../purchasing.ts';
import { GRAM, hoursAgo, UNIT } from '../shop-floor.ts';
import { insist } from './concurrency.ts';

const serials = (...numbers: string[]) => ({ serials: numbers.map((number) => ({ number })) });

export function receipts(floor: Floor): void {
  const desk = () => new PurchaseDesk(floor());

  test('what came is on hand, and the rest stays on a backorder', async () => {
    const on = await desk().order();
    const row = await floor().bookOne(desk().received(on, 4));
    expect(row).toMatchObject({ result: 'posted', document: { model: 'stock.picking' } });
    const [item = ''] = on.items;
    expect(await floor().stockOf(item)).toBe(4);
    expect(await desk().look(on)).toMatchObject({
      confirmed: true,
      lines: [{ item, received: 4, awaited: 6 }],
      receipts: [
        { state: 'done', goods: { [item]: 4 } },
        { state: 'open', goods: { [item]: 6 } },
      ],
    });
  });

  test('part, part and the last part, in one call', async () => {
    const on = await desk().order();
    const rows = await floor().book(...[3, 5, 2].map((value) => desk().received(on, value)));
    expect(rows.map(({ result }) => result)).toEqual(['posted', 'posted', 'posted']);
    expect(new Set(rows.map((row) => 'document' in row && row.document.id)).size).toBe(3);
    expect(await desk().look(on)).toMatchObject({
      lines: [{ received: 10, awaited: 0 }],
      receipts: [{ state: 'done' }, { state: 'done' }, { state: 'done' }],
    });
  });

  test('the last of it, less than ordered, gives up the rest', async () => {
    const on = await desk().order({ items: [{ quantities: [10] }, { quantities: [5] }] });
    const [item = ''] = on.items;
    await floor().book(desk().received(on, 4), desk().received(on, 3, { final: true }));
    expect(await floor().stockOf(item)).toBe(7);
    expect(await desk().look(on)).toMatchObject({
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
    expect(await desk().look(on)).toMatchObject({
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
    expect((await desk().look(on)).lines).toMatchObject([
      { received: 10, awaited: 0 },
      { received: 2, awaited: 3 },
    ]);
    await floor().bookOne(desk().received(on, 4));
    expect((await desk().look(on)).lines).toMatchObject([{ received: 10 }, { received: 6, awaited: 0 }]);
  });

  test('unless the event says which', async () => {
    const on = await desk().order({ items: [{ quantities: [10, 5] }, { quantities: [1] }] });
    await floor().bookOne(desk().received(on, [desk().line(on, 4, { line: 2 })]));
    expect((await desk().look(on)).lines).toMatchObject([{ received: 0 }, { received: 4 }, { received: 0 }]);
    for (const line of [3, 4]) {
      const row = await floor().bookOne(desk().received(on, [desk().line(on, 4, { line })]));
      expect(row).toMatchObject({ code: 'item-not-on-order', pointer: '/data/lines/0/line' });
    }
  });

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
    expect((await floor().world.onHand('OSL', item)).byLot).toEqual({ A: 17, B: 3 });
    expect(await floor().world.lotTwins(item, 'A')).toBe(1);
    expect((await desk().look(on)).lines).toMatchObject([{ received: 10 }, { received: 10 }]);
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
    expect(await floor().world.lotTwins(milk, 'A')).toBe(0);
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
    expect((await floor().world.onHand('OSL', item)).byLot).toEqual({ S1: 1, S2: 1, S3: 1 });
    const again = await floor().bookOne(desk().received(on, [desk().line(on, 1, serials('S1'))]));
    expect(again).toMatchObject({ code: 'serial-already-received', pointer: '/data/lines/0/serials' });
    const few = await floor().bookOne(desk().received(on, [desk().line(on, 2, serials('S4'))]));
    expect(few).toMatchObject({ code: 'serial-count-mismatch', pointer: '/data/lines/0/serials' });
    expect((await desk().look(on)).lines).toMatchObject([{ received: 3, awaited: 1 }]);
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
    expect((await desk().look(on)).lines).toMatchObject([
      { received: 2.5, awaited: 7.5 },
      { received: 5, awaited: 19 },
    ]);
    const wrong = desk().line(on, 1, { quantity: { value: 1, uom: UNIT } });
    expect(await floor().bookOne(desk().received(on, [wrong]))).toMatchObject({
      code: 'unit-not-convertible',
    });
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
    expect((await desk().look(on)).lines).toMatchObject([{ received: 7, awaited: 3 }]);
  }, 120_000);

  test('different receipts of one order at once all count', async () => {
    const on = await desk().order();
    const events = [1, 2, 3].map((value) => desk().received(on, value));
    await Promise.all(events.map((event) => insist(floor(), event)));
    expect(await floor().stockOf(on.items[0] ?? '')).toBe(6);
    expect((await desk().look(on)).lines).toMatchObject([{ received: 6, awaited: 4 }]);
  }, 120_000);

  test('orders that bring the same lot at once share it, the same serial at once bring it once', async () => {
    const lotted = { quantities: [5], tracking: 'lot' as const };
    const one = await desk().order({ items: [lotted] });
    const two = await desk().orderAgain(one, [lotted]);
    const lots = [{ number: 'SHARED', quantity: 1 }];
    await Promise.all(
      [one, two].map((on) => insist(floor(), desk().received(on, [desk().line(on, 1, { lots })]))),
    );
    expect(await floor().world.lotTwins(one.items[0] ?? '', 'SHARED')).toBe(1);
    const numbered = { quantities: [5], tracking: 'serial' as const, uom: UNIT };
    const three = await desk().order({ items: [numbered] });
    const four = await desk().orderAgain(three, [numbered]);
    const results = await Promise.all(
      [three, four].map((on) => insist(floor(), desk().received(on, [desk().line(on, 1, serials('ONCE'))]))),
    );
    expect(results.sort()).toEqual(['posted', 'refused']);
    expect(await floor().stockOf(three.items[0] ?? '')).toBe(1);
  }, 120_000);

  test('only goods of the order, of a placed order of this plant, from its supplier, are received', async () => {
    const on = await desk().order();
    const other = await desk().order({ items: [{ quantities: [1] }] });
    const foreign = desk().received(on, [desk().line(other, 1)]);
    expect(await floor().bookOne(foreign)).toMatchObject({
      code: 'item-not-on-order',
      pointer: '/data/lines/0/item',
    });
    const unheardOf = desk().received(on, [desk().line(on, 1, { item: 'NO-SUCH-ITEM' })]);
    expect(await floor().bookOne(unheardOf)).toMatchObject({ code: 'unknown-item' });
    const nowhere = desk().received(on, 1, { location: 'NO-SUCH-PLACE' });
    expect(await floor().bookOne(nowhere)).toMatchObject({
      code: 'unknown-location',
      pointer: '/data/location',
    });
    const stranger = desk().received(on, 1, { supplier: other.supplier });
    expect(await floor().bookOne(stranger)).toMatchObject({
      code: 'wrong-supplier',
      pointer: '/data/supplier',
    });
    const known = desk().received(on, 1, { supplier: on.supplier });
    expect(await floor().bookOne(known)).toMatchObject({ result: 'posted' });
    expect(await floor().stockOf(on.items[0] ?? '')).toBe(1);
  });

  test.each([
    ['no lines', { lines: [] }, '/data/lines'],
    ['lines that are an object', { lines: {} }, '/data/lines'],
    ['a line that is text', { lines: ['GOODS'] }, '/data/lines/0'],
    ['a final that is a number', { final: 1 }, '/data/final'],
    ['a field nobody knows', { picked: true }, '/data'],
    ['a delivery note that is too long', { delivery_note: 'x'.repeat(129) }, '/data/deliveryNote'],
  ])('%s is refused as malformed', async (_, wrong, pointer) => {
    const on = await desk().order();
    const event = desk().received(on, 1);
    Object.assign(event.payload, wrong);
    expect(await floor().bookOne(event)).toMatchObject({ code: 'malformed-posting', pointer });
  });

  test.each([
    ['a place that is text', { line: '1' }, '/line'],
    ['a place that is zero', { line: 0 }, '/line'],
    ['a place that is a truth value', { line: true }, '/line'],
    ['lots that are text', { lots: 'A' }, '/lots'],
    [
      'a lot that is named twice',
      {
        lots: [
          { number: 'A', quantity: 1 },
          { number: 'A', quantity: 1 },
        ],
      },
      '/lots/1/number',
    ],
    [
      'a lot that expires sometime',
      { lots: [{ number: 'A', quantity: 2, expires: 'soon' }] },
      '/lots/0/expiresAt',
    ],
    ['a lot with Odoo values of its own', { lots: [{ number: 'A', quantity: 2, id: 7 }] }, '/lots/0'],
  ])('%s is refused as malformed', async (_, wrong, where) => {
    const on = await desk().order({ items: [{ quantities: [10], tracking: 'lot' }] });
    const line = { ...desk().line(on, 2), ...wrong } as never;
    const row = await floor().bookOne(desk().received(on, [line]));
    expect(row).toMatchObject({ code: 'malformed-posting', pointer: `/data/lines/0${where}` });
    expect(await floor().stockOf(on.items[0] ?? '')).toBe(0);
  });

  test.each([
    ['draft', 'purchase-order-not-confirmed'],
    ['cancelled', 'purchase-order-cancelled'],
  ] as const)('an order that is %s is refused', async (state, code) => {
    const on = await desk().order({ state });
    const row = await floor().bookOne(desk().received(on, 1));
    expect(row).toMatchObject({ code, pointer: '/data/purchaseOrder' });
  });

  test('an order of another warehouse does not exist', async () => {
    const on = await desk().order({ warehouse: 'GDA' });
    expect(await floor().bookOne(desk().received(on, 1))).toMatchObject({ code: 'unknown-purchase-order' });
    const there = desk().received(on, 1, {}, { warehouse: 'GDA' });
    expect(await floor().bookOne(there)).toMatchObject({ result: 'posted' });
  });
}
