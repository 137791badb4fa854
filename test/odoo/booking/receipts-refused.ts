import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { PurchaseDesk } from '../purchasing.ts';

export function receiptsRefused(floor: Floor): void {
  const desk = () => new PurchaseDesk(floor());

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
    const unheard = desk().received(on, 1, { supplier: 'NO-SUCH-SUPPLIER' });
    expect(await floor().bookOne(unheard)).toMatchObject({
      code: 'unknown-partner',
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
