import { expect, test } from 'vitest';
import type { Posting } from '../../../lambdas/odoo/posting.ts';
import type { MachineCounted } from '../../../lambdas/posting/events/machine-counted.ts';
import type { Floor } from '../open-floor.ts';
import { GRAM, hoursAgo, KG, type Overrides, posting, type Released, UNIT } from '../shop-floor.ts';

const MACHINE = 'COUNTER';

function counted(
  on: Pick<Released, 'order'>,
  value: number,
  more: Partial<MachineCounted> = {},
  over: Overrides = {},
): Posting {
  const payload = { machine: MACHINE, order: on.order, count: { value, uom: KG }, ...more };
  return posting('machine.counted', payload, { stream: `machine/${MACHINE}`, ...over });
}

export function machineCounts(floor: Floor): void {
  const release = (quantity = 10) => floor().release({ quantity, operations: [MACHINE] });

  test('the last reading shows on the order, with the time it was read', async () => {
    const on = await release();
    const time = hoursAgo(2);
    const row = await floor().bookOne(counted(on, 4, { scrap_count: { value: 500, uom: GRAM } }, { time }));
    expect(row).toMatchObject({ result: 'posted', document: { model: 'mrp.production', name: on.order } });
    const seen = { part: on.order, count: 4, scrapped: 0.5, at: time };
    expect(await floor().backend.counted(on.order)).toEqual([seen]);
  });

  test('of many readings in one call, and of many calls, the one read last wins', async () => {
    const on = await release();
    const at = (hours: number, value: number) => counted(on, value, {}, { time: hoursAgo(hours) });
    const rows = await floor().book(at(5, 1), at(3, 3), at(4, 2));
    expect(rows.map(({ result }) => result)).toEqual(['posted', 'posted', 'posted']);
    expect(await floor().backend.counted(on.order)).toMatchObject([{ count: 3 }]);
    const late = at(6, 9);
    expect(await floor().bookOne(late)).toMatchObject({ result: 'posted' });
    expect(await floor().backend.counted(on.order)).toMatchObject([{ count: 3 }]);
    expect(await floor().backend.idempotencyRecords([late.event])).toEqual([late.event]);
    await floor().bookOne(at(1, 4));
    expect(await floor().backend.counted(on.order)).toMatchObject([{ count: 4 }]);
  });

  test('of readings of the same second, the one sent last wins', async () => {
    const on = await release();
    const time = hoursAgo(1);
    await floor().book(counted(on, 1, {}, { time }), counted(on, 2, {}, { time }));
    await floor().bookOne(counted(on, 3, {}, { time }));
    expect(await floor().backend.counted(on.order)).toMatchObject([{ count: 3 }]);
  });

  test('it takes no component and completes nothing, whatever it shows', async () => {
    const on = await release();
    const before = await floor().backend.orderFamily(on.order);
    await floor().book(counted(on, 4), counted(on, 10), counted(on, 12));
    expect(await floor().backend.orderFamily(on.order)).toEqual(before);
    expect(await floor().backend.issued(on.order)).toEqual({});
    await floor().bookOne(floor().reported(on, 10));
    const [milk = ''] = on.components;
    expect(await floor().backend.orderFamily(on.order)).toMatchObject([
      { produced: 10, consumed: { [milk]: 20 } },
    ]);
  });

  test('a counter that began anew, and one beyond the order, show as they are', async () => {
    const on = await release();
    await floor().bookOne(counted(on, 15, {}, { time: hoursAgo(3) }));
    expect(await floor().backend.counted(on.order)).toMatchObject([{ count: 15 }]);
    await floor().bookOne(counted(on, 0, {}, { time: hoursAgo(2) }));
    expect(await floor().backend.counted(on.order)).toMatchObject([{ count: 0 }]);
  });

  test('it belongs to the open part; a backorder begins without', async () => {
    const on = await release();
    await floor().book(counted(on, 4), floor().reported(on, 4));
    expect(await floor().backend.counted(on.order)).toMatchObject([{ part: `${on.order}-001`, count: 4 }]);
    await floor().bookOne(counted(on, 6));
    expect(await floor().backend.counted(on.order)).toMatchObject([
      { part: `${on.order}-001`, count: 4 },
      { part: `${on.order}-002`, count: 6 },
    ]);
  });

  test.each(['done', 'cancelled'])(
    'a late reading of an order that is %s is posted and changes nothing',
    async (how) => {
      const on = await release();
      if (how === 'done') await floor().bookOne(floor().reported(on, 10));
      else await floor().backend.cancelOrder(on.order);
      const before = await floor().backend.orderFamily(on.order);
      const rows = await floor().book(counted(on, 7), counted(on, 8));
      expect(rows).toMatchObject([1, 2].map(() => ({ result: 'posted', document: { name: on.order } })));
      expect(await floor().backend.orderFamily(on.order)).toEqual(before);
      expect(await floor().backend.counted(on.order)).toEqual([]);
      expect(await floor().stockOf(on.product)).toBe(how === 'done' ? 10 : 0);
    },
  );

  test('the count of an operation stays with the operation', async () => {
    const on = await floor().release({ quantity: 10, operations: [MACHINE, 'PACKER'] });
    await floor().book(
      counted(on, 5, { operation: `Work at ${MACHINE}` }),
      counted(on, 6, { operation: `Work at ${MACHINE}` }),
      counted(on, 3, { operation: 'Work at PACKER' }),
    );
    expect(await floor().backend.counted(on.order)).toMatchObject([
      { part: on.order, operation: `Work at ${MACHINE}`, count: 6 },
      { part: on.order, operation: 'Work at PACKER', count: 3 },
    ]);
  });

  test('without an order, the machine itself is the document', async () => {
    await release();
    const idle = posting('machine.counted', { machine: MACHINE, count: { value: 0, uom: UNIT } });
    const document = { model: 'mrp.workcenter', name: `Line ${MACHINE}` };
    expect(await floor().bookOne(idle)).toMatchObject({ result: 'posted', document });
    expect(await floor().bookOne(idle)).toMatchObject({ result: 'duplicate', document });
  });

  test.each<[string, Partial<MachineCounted>, string, string]>([
    ['an order nobody knows', { order: 'NO-ORDER' }, 'unknown-order', '/data/order'],
    ['a machine nobody knows', { machine: 'NO-MACHINE' }, 'unknown-work-center', '/data/machine'],
    ['an operation the order has not', { operation: 'Dance' }, 'unknown-work-center', '/data/operation'],
    [
      'pieces of what is weighed',
      { count: { value: 1, uom: UNIT } },
      'unit-not-convertible',
      '/data/count/unit',
    ],
    ['less than nothing', { count: { value: -1, uom: KG } }, 'quantity-not-positive', '/data/count/value'],
    ['a scrap count that is text', { scrap_count: 'few' as never }, 'malformed-posting', '/data/scrapCount'],
  ])('%s is refused', async (_, broken, code, pointer) => {
    const on = await release();
    expect(await floor().bookOne(counted(on, 1, broken))).toMatchObject({ result: 'refused', code, pointer });
    expect(await floor().backend.counted(on.order)).toEqual([]);
  });

  test('of a finished order the latest part is named, and what it does not have is refused all the same', async () => {
    const on = await release();
    await floor().bookOne(floor().reported(on, 4));
    await floor().bookOne(floor().reported(on, 6, { final: true }));
    const row = await floor().bookOne(counted(on, 10));
    expect(row).toMatchObject({ result: 'posted', document: { name: `${on.order}-002` } });
    const pieces = counted(on, 1, { count: { value: 1, uom: UNIT } });
    expect(await floor().bookOne(pieces)).toMatchObject({ code: 'unit-not-convertible' });
  });

  test('an operation that a finished order has not is refused', async () => {
    const on = await release();
    await floor().bookOne(floor().reported(on, 10, { final: true }));
    expect(await floor().bookOne(counted(on, 10, { operation: 'Dance' }))).toMatchObject({
      code: 'unknown-work-center',
      pointer: '/data/operation',
    });
  });

  test('an order that is still a draft is refused', async () => {
    const on = await floor().release({ quantity: 10, operations: [MACHINE], confirmed: false });
    expect(await floor().bookOne(counted(on, 1))).toMatchObject({ code: 'order-not-confirmed' });
  });
}
