import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { GRAM, KG, UNIT } from '../shop-floor.ts';

export function scraps(floor: Floor): void {
  test('a component is scrapped once, however often the event comes', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 2, stock: 50 }] });
    const [milk = ''] = on.components;
    const event = floor().scrapped(on, 3, { item: milk });
    const first = await floor().bookOne(event);
    expect(first).toMatchObject({ result: 'posted', document: { model: 'stock.scrap' } });
    const [second, third] = await floor().book(event, event);
    expect(second).toEqual({ ...first, result: 'duplicate' });
    expect(third).toEqual({ ...first, result: 'duplicate' });
    expect(await floor().backend.scrapped(on.order, milk)).toBe(3);
    expect(await floor().stockOf(milk)).toBe(47);
  });

  test("without an item it is the order's product, from what was made", async () => {
    const on = await floor().release({ quantity: 10 });
    await floor().book(
      floor().reported(on, 6),
      floor().scrapped(on, 1, { quantity: { value: 1500, uom: GRAM } }),
      floor().reported(on, 4),
    );
    expect(await floor().stockOf(on.product)).toBe(8.5);
    expect(await floor().backend.scrapped(on.order, on.product)).toBe(1.5);
    expect((await floor().backend.orderFamily(on.order)).map(({ produced }) => produced)).toEqual([6, 4]);
  });

  test('scrap of a component does not change what the order consumes', async () => {
    const on = await floor().release({ quantity: 5, components: [{ per: 2, stock: 50 }] });
    const [milk = ''] = on.components;
    await floor().book(floor().scrapped(on, 4, { item: milk }), floor().reported(on, 5));
    expect(await floor().backend.orderFamily(on.order)).toMatchObject([{ consumed: { [milk]: 10 } }]);
    expect(await floor().stockOf(milk)).toBe(36);
  });

  test('scrap against a done order is booked, and leaves the order as it was', async () => {
    const on = await floor().release({ quantity: 5, components: [{ per: 2, stock: 50 }] });
    const [milk = ''] = on.components;
    await floor().book(
      floor().reported(on, 5),
      floor().scrapped(on, 1, { item: milk }),
      floor().scrapped(on, 2),
    );
    expect(await floor().backend.orderFamily(on.order)).toMatchObject([
      { state: 'done', produced: 5, consumed: { [milk]: 10 } },
    ]);
    expect([await floor().stockOf(milk), await floor().stockOf(on.product)]).toEqual([39, 3]);
  });

  test('product that was not made yet cannot be scrapped', async () => {
    const on = await floor().release({ quantity: 5 });
    expect(await floor().bookOne(floor().scrapped(on, 1))).toMatchObject({ code: 'insufficient-stock' });
    expect(await floor().backend.scrapped(on.order, on.product)).toBe(0);
  });

  test('more than is on hand is refused, or goes negative where the plant allows it', async () => {
    const on = await floor().release({ quantity: 5, components: [{ per: 2, stock: 4 }] });
    const [milk = ''] = on.components;
    expect(await floor().bookOne(floor().scrapped(on, 5, { item: milk }))).toMatchObject({
      code: 'insufficient-stock',
    });
    expect(await floor().stockOf(milk)).toBe(4);
    const allowed = floor().scrapped(on, 5, { item: milk }, { policy: { negative_stock: 'allow' } });
    expect(await floor().bookOne(allowed)).toMatchObject({ result: 'posted' });
    expect(await floor().stockOf(milk)).toBe(-1);
  });

  test('a tracked item is scrapped by lot', async () => {
    const stock = { A: { quantity: 5 }, B: { quantity: 50 } };
    const on = await floor().release({ quantity: 5, components: [{ per: 1, tracking: 'lot', stock }] });
    const [milk = ''] = on.components;
    const scrap = (lot?: string) => floor().scrapped(on, 6, { item: milk, ...(lot ? { lot } : {}) });
    expect(await floor().bookOne(scrap())).toMatchObject({ code: 'lot-required', pointer: '/data/lot' });
    expect(await floor().bookOne(scrap('A'))).toMatchObject({ code: 'insufficient-stock' });
    expect(await floor().bookOne(scrap(floor().name('X')))).toMatchObject({
      code: 'unknown-lot',
      pointer: '/data/lot',
    });
    expect(await floor().bookOne(scrap('B'))).toMatchObject({ result: 'posted' });
    expect((await floor().backend.onHand('OSL', milk)).byLot).toEqual({ A: 5, B: 44 });
  });

  test('a serial is one piece', async () => {
    const stock = { S1: { quantity: 1 } };
    const on = await floor().release({
      quantity: 1,
      uom: UNIT,
      components: [{ per: 1, uom: UNIT, tracking: 'serial', stock }],
    });
    const scrap = (value: number) =>
      floor().scrapped(on, value, {
        item: on.components[0] ?? '',
        lot: 'S1',
        quantity: { value, uom: UNIT },
      });
    expect(await floor().bookOne(scrap(2))).toMatchObject({ code: 'serial-count-mismatch' });
    expect(await floor().bookOne(scrap(1))).toMatchObject({ result: 'posted' });
    expect(await floor().stockOf(on.components[0] ?? '')).toBe(0);
  });

  test('a reason must be known', async () => {
    const on = await floor().release({ quantity: 5 });
    await floor().backend.seed({ warehouses: [], items: [], scrapReasons: ['Burst'] });
    const scrap = (reason: string) => floor().scrapped(on, 1, { item: on.components[0] ?? '', reason });
    expect(await floor().bookOne(scrap('Alien abduction'))).toMatchObject({
      code: 'unknown-scrap-reason',
      pointer: '/data/reason',
    });
    expect(await floor().bookOne(scrap('Burst'))).toMatchObject({ result: 'posted' });
  });

  test('an item that the order neither makes nor consumes is refused', async () => {
    const on = await floor().release({ quantity: 5 });
    const other = await floor().release({ quantity: 5 });
    const row = await floor().bookOne(floor().scrapped(on, 1, { item: other.components[0] ?? '' }));
    expect(row).toMatchObject({ code: 'item-not-on-order', pointer: '/data/item' });
  });

  test('a cancelled order is refused', async () => {
    const on = await floor().release({ quantity: 5 });
    await floor().backend.cancelOrder(on.order);
    const row = await floor().bookOne(
      floor().scrapped(on, 1, { item: on.components[0] ?? '', quantity: { value: 1, uom: KG } }),
    );
    expect(row).toMatchObject({ code: 'order-cancelled' });
  });
}
