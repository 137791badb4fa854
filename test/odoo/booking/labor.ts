import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { at, spans } from './work-orders.ts';

export function labor(floor: Floor): void {
  const release = () => floor().release({ quantity: 10, operations: ['MIX', 'FILL'] });

  test('each confirmation is a row with its real times, its person and note', async () => {
    const on = await release();
    const rows = await floor().book(
      floor().labor(on, 'MIX', at('06:00'), at('07:30'), { person: '4711', note: 'helped out' }),
      floor().labor(on, 'MIX', at('06:30'), at('07:00'), { person: '4712' }),
      floor().labor(on, 'FILL', at('07:00'), at('08:00'), { note: 'alone' }),
    );
    const documents = rows.map((row) => (row.result === 'posted' ? row.document : undefined));
    expect(documents.map((document) => document?.model)).toEqual(
      Array(3).fill('mrp.workcenter.productivity'),
    );
    expect(new Set(documents.map((document) => document?.id)).size).toBe(3);
    const times = await floor().backend.workTimes(on.order);
    expect(spans(times)).toEqual(['MIX 06:00-07:30', 'MIX 06:30-07:00', 'FILL 07:00-08:00']);
    expect(times.map(({ note }) => note)).toEqual(['4711: helped out', '4712', 'alone']);
  });

  test('an operation that was worked on has begun', async () => {
    const on = await release();
    await floor().bookOne(floor().labor(on, 'MIX', at('06:00'), at('07:30')));
    expect(await floor().backend.workOrders(on.order)).toMatchObject([
      [{ state: 'progress', started: at('06:00') }, { state: 'ready' }],
    ]);
    expect(await floor().backend.orderFamily(on.order)).toMatchObject([{ state: 'progress' }]);
  });

  test('before, between and after partial reports, it is booked on the part that was being made', async () => {
    const on = await release();
    await floor().book(
      floor().reported(on, 4, {}, { time: at('08:00') }),
      floor().labor(on, 'FILL', at('07:00'), at('08:00'), { note: 'first' }),
      floor().labor(on, 'FILL', at('08:00'), at('09:00'), { note: 'second' }),
      floor().reported(on, 6, {}, { time: at('09:00') }),
      floor().labor(on, 'FILL', at('08:30'), at('09:00'), { note: 'second' }),
      floor().labor(on, 'FILL', at('09:30'), at('09:45'), { note: 'cleaning' }),
    );
    const times = await floor().backend.workTimes(on.order);
    expect(times.map(({ note, part }) => [note, part.slice(-3)])).toEqual([
      ['first', '001'],
      ['second', '002'],
      ['second', '002'],
      ['cleaning', '002'],
    ]);
    expect((await floor().backend.orderFamily(on.order)).map(({ produced }) => produced)).toEqual([4, 6]);
    expect(await floor().stockOf(on.components[0] ?? '')).toBe(980);
  });

  test('on an operation that is done before the order, and not asked for by the backorder', async () => {
    const on = await release();
    const labour = [{ work_center: 'MIX', start: at('06:30'), end: at('07:00') }];
    await floor().book(
      floor().finished(on, 'MIX', at('07:00')),
      floor().reported(on, 4, {}, { time: at('08:00') }),
      floor().labor(on, 'MIX', at('08:30'), at('08:45')),
      floor().reported(on, 6, { labour }, { time: at('09:00') }),
    );
    const times = await floor().backend.workTimes(on.order);
    expect(spans(times)).toEqual(['MIX 06:30-07:00', 'MIX 08:30-08:45']);
    expect(times.map(({ part }) => part.slice(-3))).toEqual(['001', '001']);
    expect((await floor().backend.workOrders(on.order))[0]?.[0]).toMatchObject({ finished: at('07:00') });
  });

  test('adds to the times that the operation ran, and leaves them alone', async () => {
    const on = await release();
    await floor().book(
      floor().started(on, 'MIX', at('06:00')),
      floor().labor(on, 'MIX', at('06:00'), at('06:30'), { person: '4711' }),
      floor().finished(on, 'MIX', at('07:00')),
    );
    expect(spans(await floor().backend.workTimes(on.order))).toEqual(['MIX 06:00-07:00', 'MIX 06:00-06:30']);
  });

  test('one that cannot be is refused, and those booked with it stand', async () => {
    const on = await release();
    const other = await release();
    const rows = await floor().book(
      floor().labor(on, 'MIX', at('06:00'), at('07:00')),
      floor().labor(on, 'PAINT', at('06:00'), at('07:00')),
      floor().labor(other, 'MIX', at('07:00'), at('06:00')),
    );
    expect(rows).toMatchObject([
      { result: 'posted' },
      { code: 'unknown-work-center', pointer: '/data/workCenter' },
      { code: 'malformed-posting', pointer: '/data/endedAt' },
    ]);
    expect(spans(await floor().backend.workTimes(on.order))).toEqual(['MIX 06:00-07:00']);
    expect(await floor().backend.workTimes(other.order)).toEqual([]);
  });
}
