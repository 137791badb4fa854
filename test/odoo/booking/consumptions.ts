import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { GRAM, hoursAgo, KG, UNIT } from '../shop-floor.ts';

const rfc3339 = (moment: string) => `${moment.replace(' ', 'T')}Z`;

export function consumptions(floor: Floor): void {
  test('components named take what was really used, the others follow the BOM', async () => {
    const on = await floor().release({
      quantity: 10,
      components: [
        { per: 2, stock: 99 },
        { per: 1, stock: 99 },
      ],
    });
    const [milk = '', cup = ''] = on.components;
    const consumed = [{ item: milk, quantity: { value: 23_500, uom: GRAM } }];
    await floor().bookOne(floor().reported(on, 10, { consumed }));
    expect(await floor().backend.orderFamily(on.order)).toMatchObject([
      { consumed: { [milk]: 23.5, [cup]: 10 } },
    ]);
  });

  test('in a partial report they count for that part alone', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 2, stock: 99 }] });
    const [milk = ''] = on.components;
    await floor().book(
      floor().reported(on, 5, { consumed: [{ item: milk, quantity: { value: 13, uom: KG } }] }),
      floor().reported(on, 5),
    );
    expect((await floor().backend.orderFamily(on.order)).map(({ consumed }) => consumed[milk])).toEqual([
      13, 10,
    ]);
  });

  test('nothing used of a component consumes nothing of it', async () => {
    const on = await floor().release({
      quantity: 4,
      operations: ['MIX'],
      components: [
        { per: 2, stock: 99 },
        { per: 1, stock: 9 },
      ],
    });
    const [milk = '', cup = ''] = on.components;
    await floor().bookOne(
      floor().reported(on, 4, { consumed: [{ item: milk, quantity: { value: 0, uom: KG } }] }),
    );
    const [made] = await floor().backend.orderFamily(on.order);
    expect(made).toMatchObject({ state: 'done', consumed: { [cup]: 4 } });
    expect(made?.consumed[milk] ?? 0).toBe(0);
  });

  test('lots named are the lots taken', async () => {
    const stock = { A: { quantity: 50 }, B: { quantity: 50 }, C: { quantity: 50 } };
    const on = await floor().release({ quantity: 10, components: [{ per: 2, tracking: 'lot', stock }] });
    const [milk = ''] = on.components;
    const lots = [
      { number: 'B', quantity: 15 },
      { number: 'C', quantity: 6 },
    ];
    await floor().bookOne(
      floor().reported(on, 10, { consumed: [{ item: milk, quantity: { value: 21, uom: KG }, lots }] }),
    );
    expect((await floor().backend.onHand('OSL', milk)).byLot).toEqual({ A: 50, B: 35, C: 44 });
  });

  test('lots not named are the ones Odoo reserved', async () => {
    const on = await floor().release({
      quantity: 10,
      components: [{ per: 2, tracking: 'lot', stock: { A: { quantity: 15 }, B: { quantity: 50 } } }],
    });
    await floor().bookOne(floor().reported(on, 10));
    const { byLot } = await floor().backend.onHand('OSL', on.components[0] ?? '');
    expect([byLot.A ?? 0, byLot.B]).toEqual([0, 45]);
  });

  test('a serial component is used once, and by name', async () => {
    const stock = { S1: { quantity: 1 }, S2: { quantity: 1 }, S3: { quantity: 1 } };
    const on = await floor().release({
      quantity: 2,
      uom: UNIT,
      components: [{ per: 1, uom: UNIT, tracking: 'serial', stock }],
    });
    const [chip = ''] = on.components;
    const report = (...lots: { number: string; quantity: number }[]) =>
      floor().reported(on, 2, { consumed: [{ item: chip, quantity: { value: 2, uom: UNIT }, lots }] });
    expect(await floor().bookOne(report({ number: 'S1', quantity: 2 }))).toMatchObject({
      code: 'serial-count-mismatch',
    });
    const row = await floor().bookOne(report({ number: 'S1', quantity: 1 }, { number: 'S3', quantity: 1 }));
    expect(row).toMatchObject({ result: 'posted' });
    expect((await floor().backend.onHand('OSL', chip)).byLot).toEqual({ S2: 1 });
  });

  test.each([
    ['unknown', 'unknown-lot'],
    ['of another item', 'lot-of-other-item'],
  ])('a lot that is %s is refused', async (which, code) => {
    const number = floor().name('LOT');
    const other = which === 'unknown' ? floor().name('LOT') : number;
    const on = await floor().release({
      quantity: 1,
      components: [
        { per: 2, tracking: 'lot', stock: { [floor().name('LOT')]: { quantity: 9 } } },
        { per: 1, tracking: 'lot', stock: { [other]: { quantity: 9 } } },
      ],
    });
    const lots = [{ number, quantity: 2 }];
    const consumed = [{ item: on.components[0] ?? '', quantity: { value: 2, uom: KG }, lots }];
    const row = await floor().bookOne(floor().reported(on, 1, { consumed }));
    expect(row).toMatchObject({ code, pointer: '/data/consumed/0/lots/0/number' });
    expect(await floor().stockOf(on.product)).toBe(0);
  });

  test('a component lot that had expired is refused; one that was still good when used is booked late', async () => {
    const stock = { OLD: { quantity: 9, expires: rfc3339(hoursAgo(48)) } };
    const on = await floor().release({
      quantity: 4,
      components: [{ per: 1, tracking: 'lot', expires: true, stock }],
    });
    const consumed = [
      {
        item: on.components[0] ?? '',
        quantity: { value: 2, uom: KG },
        lots: [{ number: 'OLD', quantity: 2 }],
      },
    ];
    const late = await floor().bookOne(floor().reported(on, 2, { consumed }, { time: hoursAgo(24) }));
    expect(late).toMatchObject({ result: 'refused', code: 'lot-expired' });
    expect(await floor().stockOf(on.components[0] ?? '')).toBe(9);
    const good = await floor().bookOne(floor().reported(on, 2, { consumed }, { time: hoursAgo(72) }));
    expect(good).toMatchObject({ result: 'posted' });
    expect(await floor().stockOf(on.components[0] ?? '')).toBe(7);
  });

  test('more than is on hand is refused, with nothing booked', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 2, stock: 19 }] });
    const row = await floor().bookOne(floor().reported(on, 10));
    expect(row).toMatchObject({ result: 'refused', code: 'insufficient-stock' });
    expect(row).toHaveProperty('message', expect.stringContaining('19'));
    expect(await floor().stockOf(on.components[0] ?? '')).toBe(19);
    expect(await floor().stockOf(on.product)).toBe(0);
    expect(await floor().bookOne(floor().reported(on, 9))).toMatchObject({ result: 'posted' });
  });

  test('more than is in the lot is refused, though other lots have it', async () => {
    const stock = { A: { quantity: 5 }, B: { quantity: 50 } };
    const on = await floor().release({ quantity: 10, components: [{ per: 1, tracking: 'lot', stock }] });
    const [milk = ''] = on.components;
    const consumed = [
      { item: milk, quantity: { value: 10, uom: KG }, lots: [{ number: 'A', quantity: 10 }] },
    ];
    expect(await floor().bookOne(floor().reported(on, 10, { consumed }))).toMatchObject({
      code: 'insufficient-stock',
    });
    expect((await floor().backend.onHand('OSL', milk)).byLot).toEqual({ A: 5, B: 50 });
  });

  test('a plant that allows negative stock goes negative', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 2, stock: 5 }] });
    const policy = { negative_stock: 'allow' } as const;
    expect(await floor().bookOne(floor().reported(on, 10, {}, { policy }))).toMatchObject({
      result: 'posted',
    });
    expect(await floor().stockOf(on.components[0] ?? '')).toBe(-15);
  });

  test('a component the BOM does not know is added to the order', async () => {
    const on = await floor().release({ quantity: 10 });
    const other = await floor().release({ quantity: 1, components: [{ per: 1, stock: 50 }] });
    const [sugar = ''] = other.components;
    await floor().book(
      floor().reported(on, 4, { consumed: [{ item: sugar, quantity: { value: 3, uom: KG } }] }),
      floor().reported(on, 6),
    );
    expect((await floor().backend.orderFamily(on.order)).map(({ consumed }) => consumed[sugar] ?? 0)).toEqual(
      [3, 0],
    );
    expect(await floor().stockOf(sugar)).toBe(47);
  });

  test('an item Odoo does not know is refused', async () => {
    const on = await floor().release({ quantity: 1 });
    const consumed = [{ item: floor().name('NOTHING'), quantity: { value: 3, uom: KG } }];
    expect(await floor().bookOne(floor().reported(on, 1, { consumed }))).toMatchObject({
      code: 'unknown-item',
      pointer: '/data/consumed/0/item',
    });
  });

  test('an order with strict consumption keeps to its BOM: the wizard Odoo answers with means not booked', async () => {
    const on = await floor().release({ quantity: 2, consumption: 'strict' });
    const consumed = [{ item: on.components[0] ?? '', quantity: { value: 3, uom: KG } }];
    expect(await floor().bookOne(floor().reported(on, 2, { consumed }))).toMatchObject({
      code: 'confirmation-needed',
    });
    expect(await floor().backend.orderFamily(on.order)).toMatchObject([{ state: 'confirmed', produced: 0 }]);
    expect(await floor().bookOne(floor().reported(on, 2))).toMatchObject({ result: 'posted' });
  });
}
