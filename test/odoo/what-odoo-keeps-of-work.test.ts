import { beforeAll, describe, expect, test } from 'vitest';
import { type RealOdooBackend, realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { at } from './booking/work-orders.ts';
import { type Released, ShopFloor } from './shop-floor.ts';

/** What only a real Odoo can show: what it makes of the times of operations, and of components tied to them. */
let backend: RealOdooBackend;
let floor: ShopFloor;

beforeAll(() => {
  backend = realOdooFromEnvironment();
  floor = new ShopFloor(backend);
});

const release = () => floor.release({ quantity: 10, operations: ['MIX', 'FILL'] });

interface Operation {
  id: number;
  duration: number;
  duration_expected: number;
  qty_produced: number;
  date_finished: string;
}

const operationsOf = (on: Released) =>
  backend.odoo.search<Operation>(
    'mrp.workorder',
    [['production_id.production_group_id.name', '=', on.order]],
    ['duration', 'duration_expected', 'qty_produced', 'date_finished'],
    { order: 'id' },
  );

const partsOf = (on: Released) =>
  backend.odoo.search<{
    id: number;
    state: string;
    date_start: string;
    date_finished: string;
    move_raw_ids: number[];
  }>(
    'mrp.production',
    [['production_group_id.name', '=', on.order]],
    ['state', 'date_start', 'date_finished', 'move_raw_ids'],
    { order: 'backorder_sequence' },
  );

const rawMovesOf = async (on: Released) => {
  const parts = await partsOf(on);
  return backend.odoo.search<{ id: number; picked: boolean; date: string; quantity: number }>(
    'stock.move',
    [['id', 'in', parts.flatMap(({ move_raw_ids }) => move_raw_ids)]],
    ['picked', 'date', 'quantity'],
    { order: 'id' },
  );
};

const expectedTimes = (on: Released) =>
  backend.odoo.search<{ id: number; date_start: string; date_end: string; duration: number }>(
    'mrp.workcenter.productivity',
    [
      ['production_id.production_group_id.name', '=', on.order],
      ['x_plant_gateway_kind', '=', 'expected'],
    ],
    ['date_start', 'date_end', 'duration'],
    { order: 'id' },
  );

describe('what Odoo keeps of work', () => {
  test('minutes that are exact, whatever parts the order was reported in', async () => {
    const on = await release();
    await floor.book(
      floor.started(on, 'MIX', at('06:00')),
      floor.finished(on, 'MIX', at('06:50')),
      floor.started(on, 'FILL', at('06:50')),
      floor.reported(on, 4, {}, { time: at('08:00') }),
      floor.paused(on, 'FILL', at('08:30')),
      floor.started(on, 'FILL', at('09:00')),
      floor.reported(on, 6, {}, { time: at('09:45') }),
    );
    const operations = await operationsOf(on);
    expect(operations.map(({ duration }) => duration)).toEqual([50, 70, 0, 75]);
    expect(operations.map(({ qty_produced }) => qty_produced)).toEqual([10, 4, 0, 6]);
    expect(await expectedTimes(on)).toEqual([]);
  });

  test.each([
    ['after a start', (on: Released) => floor.started(on, 'MIX', at('06:00'))],
    ['after labour', (on: Released) => floor.labor(on, 'MIX', at('06:00'), at('07:00'))],
    [
      'after an end of a part',
      (on: Released) => floor.finished(on, 'MIX', at('07:00'), { quantity: { value: 4, uom: on.uom } }),
    ],
  ])('the expected minutes of a part, not of the whole order, %s', async (_, before) => {
    const on = await release();
    await floor.book(before(on), floor.reported(on, 4, {}, { time: at('08:00') }));
    const operations = await operationsOf(on);
    expect(operations.map((each) => each.duration_expected)).toEqual([40, 40, 60, 60]);
    expect(operations[1]?.duration).toBe(40);
  });

  test('the order begins with its first operation, not with the call', async () => {
    const on = await release();
    await floor.bookOne(floor.started(on, 'FILL', at('06:30')));
    expect(await partsOf(on)).toMatchObject([{ state: 'progress', date_start: at('06:30') }]);
    await floor.bookOne(floor.started(on, 'MIX', at('06:00')));
    expect(await partsOf(on)).toMatchObject([{ date_start: at('06:00') }]);
    const [mix] = await operationsOf(on);
    expect(mix?.duration_expected).toBe(100);
  });

  test('all operations done: the order waits to be closed, its components untouched', async () => {
    const on = await release();
    await floor.book(floor.finished(on, 'MIX', at('06:30')), floor.finished(on, 'FILL', at('07:00')));
    expect(await partsOf(on)).toMatchObject([{ state: 'to_close' }]);
    expect(await rawMovesOf(on)).toMatchObject([{ picked: false }]);
  });

  test('what comes after the completion leaves the dates of the order and its goods alone', async () => {
    const on = await release();
    await floor.book(
      floor.started(on, 'MIX', at('06:00')),
      floor.reported(on, 10, {}, { time: at('08:00') }),
      floor.finished(on, 'MIX', at('08:20')),
      floor.finished(on, 'FILL', at('08:10')),
      floor.labor(on, 'FILL', at('05:00'), at('05:30')),
    );
    expect(await partsOf(on)).toMatchObject([{ state: 'done', date_finished: at('08:00') }]);
    expect(await rawMovesOf(on)).toMatchObject([{ date: at('08:00') }]);
    expect((await operationsOf(on)).map(({ duration, date_finished }) => [duration, date_finished])).toEqual([
      [140, at('08:20')],
      [30, at('08:10')],
    ]);
  });

  test('an expected duration at the time of the report, until a real one comes', async () => {
    const on = await release();
    await floor.bookOne(floor.reported(on, 10, {}, { time: at('08:00') }));
    expect(await expectedTimes(on)).toMatchObject([
      { duration: 100, date_start: at('06:20'), date_end: at('08:00') },
      { duration: 100, date_start: at('06:20'), date_end: at('08:00') },
    ]);
    await floor.book(
      floor.labor(on, 'MIX', at('06:00'), at('07:00')),
      floor.labor(on, 'MIX', at('06:00'), at('07:30')),
      floor.started(on, 'FILL', at('07:40')),
    );
    expect(await expectedTimes(on)).toEqual([]);
    expect((await operationsOf(on)).map(({ duration }) => duration)).toEqual([150, 20]);
  });

  test("a person's own timer ends with the report, at its time", async () => {
    const on = await release();
    const [mix] = await operationsOf(on);
    await backend.odoo.call('mrp.workorder', 'button_start', { ids: [mix?.id] });
    const time = new Date().toISOString().slice(0, 19).replace('T', ' ');
    await floor.bookOne(floor.reported(on, 4, {}, { time }));
    const open = [
      ['production_id.production_group_id.name', '=', on.order],
      ['date_end', '=', false],
    ];
    expect(await backend.odoo.search('mrp.workcenter.productivity', open, ['id'])).toEqual([]);
    expect((await partsOf(on)).map(({ state }) => state)).toEqual(['done', 'confirmed']);
  });
});

describe('components that the BOM ties to an operation', () => {
  test('are consumed by the reports as much as they say, though their operation was done before', async () => {
    const tied = await release();
    const [bom] = await backend.odoo.search<{ id: number; bom_line_ids: number[]; operation_ids: number[] }>(
      'mrp.bom',
      [['product_tmpl_id.default_code', '=', tied.product]],
      ['bom_line_ids', 'operation_ids'],
    );
    const vals = { operation_id: bom?.operation_ids[0] };
    await backend.odoo.call('mrp.bom.line', 'write', { ids: bom?.bom_line_ids, vals });
    const on = await floor.releaseAgain(tied, 10);
    const [milk = ''] = on.components;
    await floor.book(
      floor.started(on, 'MIX', at('06:00')),
      floor.finished(on, 'MIX', at('07:00')),
      floor.reported(on, 4, {}, { time: at('08:00') }),
      floor.reported(on, 5, { final: true }, { time: at('09:00') }),
    );
    const family = await backend.orderFamily(on.order);
    expect(family.map(({ produced, consumed }) => [produced, consumed[milk]])).toEqual([
      [4, 8],
      [5, 10],
    ]);
  });
});
