import { expect, test } from 'vitest';
import type { WorkTime } from '../../backends/test-backend.ts';
import type { Floor } from '../open-floor.ts';
import type { Released } from '../shop-floor.ts';

/** A clock time of a day that is over. */
export const at = (clock: string) => `2026-01-05 ${clock}:00`;

/** `Mix 06:00-07:00`; a time that runs has no end. */
export const spans = (times: WorkTime[]) =>
  times.map(
    ({ operation, start, end }) =>
      `${operation.replace('Work at ', '')} ${start.slice(11, 16)}-${end?.slice(11, 16) ?? ''}`,
  );

export function workOrders(floor: Floor): void {
  const release = () => floor().release({ quantity: 10, operations: ['MIX', 'FILL'] });
  const timesOf = async (on: Released) => spans(await floor().backend.workTimes(on.order));
  const statesOf = async (on: Released) =>
    (await floor().backend.workOrders(on.order)).map((part) => part.map(({ state }) => state));

  test('an operation runs from its start, stops at a pause and is done, all at the times of the events', async () => {
    const on = await release();
    const row = await floor().bookOne(floor().started(on, 'MIX', at('06:00'), { note: 'night shift' }));
    expect(row).toMatchObject({ result: 'posted', document: { model: 'mrp.workorder' } });
    expect(await floor().backend.workOrders(on.order)).toMatchObject([
      [
        { operation: 'Work at MIX', state: 'progress', started: at('06:00'), finished: undefined },
        { operation: 'Work at FILL', state: 'ready', started: undefined },
      ],
    ]);
    expect(await floor().backend.orderFamily(on.order)).toMatchObject([{ state: 'progress', consumed: {} }]);
    expect(await timesOf(on)).toEqual(['MIX 06:00-']);
    await floor().book(
      floor().paused(on, 'MIX', at('07:00'), { note: 'no milk' }),
      floor().started(on, 'MIX', at('07:30')),
      floor().finished(on, 'MIX', at('08:15')),
    );
    expect(await timesOf(on)).toEqual(['MIX 06:00-07:00', 'MIX 07:30-08:15']);
    expect((await floor().backend.workTimes(on.order)).map(({ note }) => note)).toEqual([
      'night shift; no milk',
      '',
    ]);
    expect(await floor().backend.workOrders(on.order)).toMatchObject([
      [{ state: 'done', started: at('06:00'), finished: at('08:15') }, { state: 'ready' }],
    ]);
  });

  test('operations that are done neither consume nor produce: the reports after them do, exactly', async () => {
    const on = await release();
    const [milk = ''] = on.components;
    await floor().book(
      floor().started(on, 'MIX', at('06:00')),
      floor().finished(on, 'MIX', at('07:00')),
      floor().started(on, 'FILL', at('07:00')),
    );
    await floor().bookOne(floor().reported(on, 4, {}, { time: at('08:00') }));
    await floor().bookOne(floor().finished(on, 'FILL', at('09:00')));
    expect(await floor().stockOf(milk)).toBe(992);
    await floor().bookOne(floor().reported(on, 6, { final: true }, { time: at('09:30') }));
    const family = await floor().backend.orderFamily(on.order);
    expect(family.map(({ state, produced, consumed }) => [state, produced, consumed[milk]])).toEqual([
      ['done', 4, 8],
      ['done', 6, 12],
    ]);
    expect(await timesOf(on)).toEqual(['MIX 06:00-07:00', 'FILL 07:00-08:00', 'FILL 08:00-09:00']);
    expect(await floor().backend.workOrders(on.order)).toMatchObject([
      [
        { state: 'done', started: at('06:00'), finished: at('07:00') },
        { state: 'done', started: at('07:00'), finished: at('08:00') },
      ],
      [{ state: 'cancel' }, { state: 'done', started: at('08:00'), finished: at('09:00') }],
    ]);
  });

  test('all operations done before the first report: parts of the order complete all the same', async () => {
    const on = await release();
    await floor().book(
      floor().finished(on, 'MIX', at('07:00')),
      floor().finished(on, 'FILL', at('08:00')),
      floor().reported(on, 3, {}, { time: at('08:05') }),
      floor().reported(on, 7, {}, { time: at('08:10') }),
    );
    const family = await floor().backend.orderFamily(on.order);
    expect(family.map(({ state, produced }) => [state, produced])).toEqual([
      ['done', 3],
      ['done', 7],
    ]);
    expect(await floor().stockOf(on.components[0] ?? '')).toBe(980);
    expect(await timesOf(on)).toEqual([]);
  });

  test('an operation done with less than all is still to be done for the rest', async () => {
    const on = await release();
    const quantity = { value: 4, uom: on.uom };
    await floor().book(
      floor().finished(on, 'MIX', at('07:00')),
      floor().finished(on, 'FILL', at('08:00'), { quantity }),
      floor().reported(on, 4, {}, { time: at('08:05') }),
    );
    expect(await statesOf(on)).toEqual([
      ['done', 'done'],
      ['cancel', 'ready'],
    ]);
    await floor().book(
      floor().started(on, 'FILL', at('09:00')),
      floor().reported(on, 6, {}, { time: at('10:00') }),
    );
    expect(await timesOf(on)).toEqual(['FILL 09:00-10:00']);
  });

  test('the end that comes after the last report counts', async () => {
    const on = await release();
    await floor().book(
      floor().started(on, 'FILL', at('06:00')),
      floor().reported(on, 10, {}, { time: at('07:00') }),
    );
    expect(await timesOf(on)).toEqual(['FILL 06:00-07:00']);
    expect(await floor().bookOne(floor().finished(on, 'FILL', at('07:10')))).toMatchObject({
      result: 'posted',
    });
    expect(await timesOf(on)).toEqual(['FILL 06:00-07:10']);
    expect(await floor().backend.workOrders(on.order)).toMatchObject([
      [{ state: 'done' }, { state: 'done', finished: at('07:10') }],
    ]);
    expect(await floor().bookOne(floor().finished(on, 'FILL', at('07:20')))).toMatchObject({
      code: 'operation-done',
    });
  });

  test('a pause after the last report counts too', async () => {
    const on = await release();
    await floor().book(
      floor().started(on, 'FILL', at('06:00')),
      floor().reported(on, 10, {}, { time: at('07:00') }),
      floor().paused(on, 'FILL', at('07:05')),
    );
    expect(await timesOf(on)).toEqual(['FILL 06:00-07:05']);
  });

  test('an end in the second of a partial report ends what the report carried over', async () => {
    const on = await release();
    await floor().book(
      floor().started(on, 'FILL', at('06:00')),
      floor().reported(on, 4, {}, { time: at('07:00') }),
    );
    expect(await timesOf(on)).toEqual(['FILL 06:00-07:00', 'FILL 07:00-']);
    await floor().bookOne(floor().paused(on, 'FILL', at('07:00')));
    expect(await timesOf(on)).toEqual(['FILL 06:00-07:00', 'FILL 07:00-07:00']);
  });

  test('a pause from before a partial report takes back what the report carried over', async () => {
    const on = await release();
    await floor().book(
      floor().started(on, 'FILL', at('06:00')),
      floor().reported(on, 4, {}, { time: at('07:00') }),
      floor().paused(on, 'FILL', at('06:40')),
    );
    expect(await timesOf(on)).toEqual(['FILL 06:00-06:40']);
  });

  test('an end from before a partial report ends the operation in all parts', async () => {
    const on = await release();
    await floor().book(
      floor().started(on, 'FILL', at('06:00')),
      floor().reported(on, 4, {}, { time: at('07:00') }),
      floor().finished(on, 'FILL', at('06:50')),
    );
    expect(await timesOf(on)).toEqual(['FILL 06:00-06:50']);
    expect(await statesOf(on)).toEqual([
      ['done', 'done'],
      ['ready', 'done'],
    ]);
  });

  test('what was started after a report that came late belongs to the backorder', async () => {
    const on = await release();
    await floor().book(
      floor().started(on, 'FILL', at('08:00')),
      floor().reported(on, 4, {}, { time: at('07:00') }),
      floor().finished(on, 'FILL', at('09:00')),
    );
    const times = await floor().backend.workTimes(on.order);
    expect(spans(times)).toEqual(['FILL 08:00-09:00']);
    expect(times[0]?.part).toBe(`${on.order}-002`);
  });

  test.each([
    ['as it happened', [0, 1, 2, 3]],
    ['the second start too late', [0, 1, 3, 2]],
    ['the first pause too late', [0, 2, 1, 3]],
    ['the first start too late', [2, 0, 1, 3]],
    ['the end first of all', [3, 0, 2, 1]],
    ['the first pause last', [0, 2, 3, 1]],
  ])('starts and pauses leave the same times, reported %s', async (_, order) => {
    const on = await release();
    const story = [
      floor().started(on, 'MIX', at('06:00')),
      floor().paused(on, 'MIX', at('07:00')),
      floor().started(on, 'MIX', at('08:00')),
      floor().finished(on, 'MIX', at('09:00')),
    ];
    const rows = await floor().book(...order.map((index) => story[index] as never));
    expect(rows.map(({ result }) => result)).toEqual(['posted', 'posted', 'posted', 'posted']);
    expect(await timesOf(on)).toEqual(['MIX 06:00-07:00', 'MIX 08:00-09:00']);
    expect((await floor().backend.workOrders(on.order))[0]?.[0]).toMatchObject({
      state: 'done',
      started: at('06:00'),
      finished: at('09:00'),
    });
  });

  test('a start that is reported twice changes nothing', async () => {
    const on = await release();
    await floor().book(floor().started(on, 'MIX', at('06:00')), floor().started(on, 'MIX', at('06:00')));
    expect(await timesOf(on)).toEqual(['MIX 06:00-']);
  });

  test('a work centre of two operations is not enough', async () => {
    const on = await floor().release({ quantity: 10, operations: ['MIX', 'MIX'] });
    expect(await floor().bookOne(floor().started(on, 'MIX', at('06:00')))).toMatchObject({
      code: 'ambiguous-operation',
      pointer: '/data/workCenter',
      message: `order ${on.order} has several operations for MIX: Work at MIX at Line MIX, Work at MIX at Line MIX`,
    });
    expect(await statesOf(on)).toEqual([['ready', 'ready']]);
  });

  test('what cannot be is refused in plain words, and changes nothing', async () => {
    const on = await release();
    expect(await floor().bookOne(floor().paused(on, 'MIX', at('06:00')))).toMatchObject({
      code: 'operation-not-running',
      message: `operation Work at MIX of order ${on.order} was not running at ${at('06:00')} UTC`,
    });
    await floor().book(floor().started(on, 'MIX', at('06:00')), floor().paused(on, 'MIX', at('07:00')));
    expect(await floor().bookOne(floor().paused(on, 'MIX', at('07:30')))).toMatchObject({
      code: 'operation-not-running',
    });
    await floor().bookOne(floor().started(on, 'MIX', at('08:00')));
    expect(await floor().bookOne(floor().finished(on, 'MIX', at('07:30')))).toMatchObject({
      code: 'operation-resumed',
      message: expect.stringContaining(`started at ${at('08:00')} UTC, after this end at ${at('07:30')} UTC`),
    });
    await floor().bookOne(floor().finished(on, 'MIX', at('09:00')));
    for (const late of [floor().started(on, 'MIX', at('10:00')), floor().finished(on, 'MIX', at('10:00'))])
      expect(await floor().bookOne(late)).toMatchObject({
        code: 'operation-done',
        message: expect.stringContaining(`was finished at ${at('09:00')} UTC`),
      });
    expect(await timesOf(on)).toEqual(['MIX 06:00-07:00', 'MIX 08:00-09:00']);
  });

  test('an operation that the order does not have, or an order that is no longer, is refused', async () => {
    const on = await release();
    expect(await floor().bookOne(floor().started(on, 'PAINT', at('06:00')))).toMatchObject({
      code: 'unknown-work-center',
      pointer: '/data/workCenter',
    });
    const both = { operation: 'Work at FILL' };
    expect(await floor().bookOne(floor().started(on, 'MIX', at('06:00'), both))).toMatchObject({
      code: 'unknown-work-center',
      pointer: '/data/operation',
    });
    const weight = { quantity: { value: 1, uom: 'uom.product_uom_unit' } };
    expect(await floor().bookOne(floor().finished(on, 'MIX', at('06:00'), weight))).toMatchObject({
      code: 'unit-not-convertible',
    });
    await floor().backend.cancelOrder(on.order);
    expect(await floor().bookOne(floor().started(on, 'MIX', at('06:00')))).toMatchObject({
      code: 'order-cancelled',
    });
  });
}
