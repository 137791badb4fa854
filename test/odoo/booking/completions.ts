import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { GRAM, KG, OTHER_WAREHOUSE, UNIT } from '../shop-floor.ts';

export function completions(floor: Floor): void {
  test('a full report completes the order and really consumes its components', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 2, stock: 100 }] });
    const row = await floor().bookOne(floor().reported(on, 10));
    expect(row).toMatchObject({ result: 'posted', document: { model: 'mrp.production', name: on.order } });
    expect(await floor().backend.orderFamily(on.order)).toEqual([
      {
        name: on.order,
        state: 'done',
        planned: 10,
        produced: 10,
        lots: [],
        consumed: { [on.components[0] ?? '']: 20 },
      },
    ]);
    expect(await floor().stockOf(on.product)).toBe(10);
    expect(await floor().stockOf(on.components[0] ?? '')).toBe(80);
  });

  test('a partial report leaves a backorder, and the next report under the first name books on it', async () => {
    const on = await floor().release({ quantity: 10 });
    const [first, second, third] = [4, 5, 1].map((value) => floor().reported(on, value));
    expect(await floor().bookOne(first as never)).toMatchObject({ document: { name: `${on.order}-001` } });
    expect(await floor().bookOne(second as never)).toMatchObject({ document: { name: `${on.order}-002` } });
    expect(await floor().bookOne(third as never)).toMatchObject({ document: { name: `${on.order}-003` } });
    const family = await floor().backend.orderFamily(on.order);
    expect(family.map(({ state, produced }) => [state, produced])).toEqual([
      ['done', 4],
      ['done', 5],
      ['done', 1],
    ]);
    expect(family.map(({ consumed }) => consumed[on.components[0] ?? ''])).toEqual([8, 10, 2]);
    expect(await floor().stockOf(on.components[0] ?? '')).toBe(980);
  });

  test('a part of an order is not to be named: its events would overtake those of the order', async () => {
    const on = await floor().release({ quantity: 10 });
    await floor().bookOne(floor().reported(on, 4));
    for (const part of [`${on.order}-001`, `${on.order}-002`]) {
      const row = await floor().bookOne(floor().reported({ ...on, order: part }, 1));
      expect(row).toMatchObject({ result: 'refused', code: 'unknown-order', pointer: '/data/order' });
      expect(row).toMatchObject({
        message: expect.stringContaining(`part of order ${on.order}: send ${on.order}`),
      });
    }
    expect(await floor().stockOf(on.product)).toBe(4);
  });

  test('partial reports in one call book one after the other', async () => {
    const on = await floor().release({ quantity: 10 });
    const rows = await floor().book(...[1, 2, 3, 4].map((value) => floor().reported(on, value)));
    expect(rows.map(({ result }) => result)).toEqual(['posted', 'posted', 'posted', 'posted']);
    const family = await floor().backend.orderFamily(on.order);
    expect(family.map(({ produced }) => produced)).toEqual([1, 2, 3, 4]);
    expect(await floor().stockOf(on.product)).toBe(10);
  });

  test('a done order is never written again', async () => {
    const on = await floor().release({ quantity: 3 });
    await floor().bookOne(floor().reported(on, 3));
    const row = await floor().bookOne(floor().reported(on, 4));
    expect(row).toMatchObject({ result: 'refused', code: 'order-done', pointer: '/data/order' });
    expect(await floor().stockOf(on.product)).toBe(3);
    expect(await floor().stockOf(on.components[0] ?? '')).toBe(994);
  });

  test('more than planned is booked, and consumes accordingly', async () => {
    const on = await floor().release({ quantity: 5 });
    await floor().bookOne(floor().reported(on, 7));
    const family = await floor().backend.orderFamily(on.order);
    expect(family).toMatchObject([
      { state: 'done', produced: 7, consumed: { [on.components[0] ?? '']: 14 } },
    ]);
  });

  test('a final report of less closes the order short, without a backorder', async () => {
    const on = await floor().release({ quantity: 10 });
    await floor().bookOne(floor().reported(on, 6, { final: true }));
    const family = await floor().backend.orderFamily(on.order);
    expect(family).toMatchObject([
      { name: on.order, state: 'done', produced: 6, consumed: { [on.components[0] ?? '']: 12 } },
    ]);
  });

  test('a backorder may be closed short too', async () => {
    const on = await floor().release({ quantity: 10 });
    await floor().book(floor().reported(on, 4), floor().reported(on, 3, { final: true }));
    const family = await floor().backend.orderFamily(on.order);
    expect(family.map(({ state, produced }) => [state, produced])).toEqual([
      ['done', 4],
      ['done', 3],
    ]);
    expect(await floor().bookOne(floor().reported(on, 1))).toMatchObject({ code: 'order-done' });
  });

  test("a quantity in another unit is converted to the order's", async () => {
    const on = await floor().release({ quantity: 10 });
    await floor().bookOne(floor().reported(on, 1, { quantity: { value: 2500, uom: GRAM } }));
    const [made] = await floor().backend.orderFamily(on.order);
    expect(made).toMatchObject({ produced: 2.5, consumed: { [on.components[0] ?? '']: 5 } });
  });

  test('more decimals than Odoo keeps are booked with a warning, or refused when the plant asks for it', async () => {
    const on = await floor().release({ quantity: 10 });
    const quantity = { value: 2504, uom: GRAM };
    const row = await floor().bookOne(floor().reported(on, 1, { quantity }));
    expect(row).toMatchObject({
      result: 'posted',
      warnings: [`2504 g of ${on.product} were sent, Odoo keeps 2.5 kg: it has no more decimals`],
    });
    const policy = { negative_stock: 'refuse' as const, rounding: 'refuse' as const };
    const other = await floor().bookOne(floor().reported(on, 1, { quantity }, { policy }));
    expect(other).toMatchObject({ code: 'quantity-not-kept', pointer: '/data/quantity' });
    const [item = ''] = on.components;
    const consumed = [{ item, quantity: { value: 1001, uom: GRAM } }];
    const used = await floor().bookOne(floor().reported(on, 1, { consumed }));
    expect(used).toMatchObject({ warnings: [expect.stringContaining(`1001 g of ${item} were sent`)] });
    const scrapped = floor().scrapped(on, 1, { item, quantity: { value: 15.004, uom: KG } }, { policy });
    expect(await floor().bookOne(scrapped)).toMatchObject({ code: 'quantity-not-kept' });
  });

  test.each([
    [
      'a unit without common reference',
      { value: 3, uom: UNIT },
      'unit-not-convertible',
      '/data/quantity/unit',
    ],
    [
      'a unit Odoo does not have',
      { value: 3, uom: 'uom.product_uom_cubit' },
      'unknown-unit',
      '/data/quantity/unit',
    ],
    [
      'an external id of something else',
      { value: 3, uom: 'base.main_company' },
      'unknown-unit',
      '/data/quantity/unit',
    ],
    [
      'a quantity that rounds to zero',
      { value: 1, uom: GRAM },
      'quantity-not-positive',
      '/data/quantity/value',
    ],
    ['a quantity of zero', { value: 0, uom: KG }, 'quantity-not-positive', '/data/quantity/value'],
    ['a negative quantity', { value: -1, uom: KG }, 'quantity-not-positive', '/data/quantity/value'],
  ])('%s is refused', async (_, quantity, code, pointer) => {
    const on = await floor().release({ quantity: 10 });
    const row = await floor().bookOne(floor().reported(on, 1, { quantity }));
    expect(row).toMatchObject({ result: 'refused', code, pointer });
    expect(await floor().stockOf(on.product)).toBe(0);
  });

  test('an order that does not exist, or belongs to another warehouse, is unknown', async () => {
    const on = await floor().release({ quantity: 1 });
    const elsewhere = await floor().release({ quantity: 1, warehouse: OTHER_WAREHOUSE });
    expect(await floor().bookOne(floor().reported({ ...on, order: floor().name('NONE') }, 1))).toMatchObject({
      code: 'unknown-order',
    });
    expect(await floor().bookOne(floor().reported(elsewhere, 1))).toMatchObject({ code: 'unknown-order' });
  });

  test('a draft order is refused, and stays a draft', async () => {
    const on = await floor().release({ quantity: 1, confirmed: false });
    expect(await floor().bookOne(floor().reported(on, 1))).toMatchObject({ code: 'order-not-confirmed' });
    expect(await floor().backend.orderFamily(on.order)).toMatchObject([{ state: 'draft', produced: 0 }]);
  });

  test('a cancelled order is refused', async () => {
    const on = await floor().release({ quantity: 1 });
    await floor().backend.cancelOrder(on.order);
    expect(await floor().bookOne(floor().reported(on, 1))).toMatchObject({ code: 'order-cancelled' });
    expect(await floor().stockOf(on.product)).toBe(0);
  });

  test('labour at a place the order does not pass is refused, and nothing is booked', async () => {
    const on = await floor().release({ quantity: 2, operations: ['MIX', 'FILL'] });
    const labour = [{ work_center: 'PAINT', start: '2026-01-05 08:00:00', end: '2026-01-05 09:00:00' }];
    const row = await floor().bookOne(floor().reported(on, 2, { labour }));
    expect(row).toMatchObject({ code: 'unknown-work-center', pointer: '/data/labour/0/workCenter' });
    expect(await floor().backend.orderFamily(on.order)).toMatchObject([{ state: 'confirmed', produced: 0 }]);
  });

  test('an order with operations and labour completes in parts', async () => {
    const on = await floor().release({ quantity: 4, operations: ['MIX', 'FILL'] });
    const labour = [{ work_center: 'FILL', start: '2026-01-05 08:00:00', end: '2026-01-05 09:00:00' }];
    const rows = await floor().book(floor().reported(on, 3, { labour }), floor().reported(on, 1, { labour }));
    expect(rows.map(({ result }) => result)).toEqual(['posted', 'posted']);
    const family = await floor().backend.orderFamily(on.order);
    expect(family.map(({ produced }) => produced)).toEqual([3, 1]);
    expect(family.map(({ consumed }) => consumed[on.components[0] ?? ''])).toEqual([6, 2]);
  });
}
