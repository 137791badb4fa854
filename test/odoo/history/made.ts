import { expect, test } from 'vitest';
import { consumption, labour, production, scrap } from '../../../datasets/odoo.ts';
import { returned } from '../booking/returns.ts';
import type { Floor } from '../open-floor.ts';
import { KG } from '../shop-floor.ts';
import { HistoryReader, lateOn, of, sum } from './reader.ts';

export function made(floor: Floor): void {
  const reader = () => new HistoryReader(floor());

  test('what was made and used is of the day that it was on the plant’s own calendar', async () => {
    const on = await floor().release({
      quantity: 10,
      tracking: 'lot',
      components: [
        { per: 2, tracking: 'lot', stock: { A: { quantity: 50 }, B: { quantity: 50 } } },
        { per: 0.5, stock: 50 },
      ],
    });
    const [milk = '', cup = ''] = on.components;
    // Half an hour before and after midnight in Oslo.
    const { before, after, day, next } = lateOn(6, reader().plant.timeZone);
    const lots = [
      { number: 'A', quantity: 5 },
      { number: 'B', quantity: 3 },
    ];
    const consumed = [{ item: milk, quantity: { value: 8, uom: KG }, lots }];
    const first = floor().reported(on, 4, { lot: { number: 'L1' }, consumed }, { time: before });
    const second = floor().reported(on, 6, { lot: { number: 'L2' } }, { time: after });
    expect(await floor().book(first, second)).toMatchObject([{ result: 'posted' }, { result: 'posted' }]);

    const monday = of(await reader().rows(production, day), 'production_order', on.order);
    expect(monday).toMatchObject([
      {
        item: on.product,
        lot: 'L1',
        quantity: 4,
        unit: 'KGM',
        kind: 'product',
        planned: 4,
        finished_at: new Date(`${before.replace(' ', 'T')}Z`),
      },
    ]);
    const tuesday = of(await reader().rows(production, next), 'production_order', on.order);
    expect(tuesday).toMatchObject([{ lot: 'L2', quantity: 6, planned: 6, kind: 'product' }]);
    expect(monday[0]?.part).not.toBe(tuesday[0]?.part);

    const used = of(await reader().rows(consumption, day), 'production_order', on.order);
    expect(used.map(({ item, lot, quantity, kind }) => [item, lot, quantity, kind]).sort()).toEqual(
      [
        [cup, undefined, 2, 'used'],
        [milk, 'A', 5, 'used'],
        [milk, 'B', 3, 'used'],
      ].sort(),
    );
    expect(sum(of(await reader().rows(consumption, next), 'production_order', on.order))).toBe(15);
  });

  test('what came back after the order was done counts against what was used, on the day it came back', async () => {
    const on = await floor().release({ quantity: 5, components: [{ per: 2, stock: 50 }] });
    const [milk = ''] = on.components;
    const { before, day } = lateOn(6, reader().plant.timeZone);
    const later = lateOn(4, reader().plant.timeZone);
    await floor().book(floor().reported(on, 5, { final: true }, { time: before }), {
      ...returned(on, milk, 3),
      time: later.before,
    });
    expect(sum(of(await reader().rows(consumption, day), 'item', milk))).toBe(10);
    expect(of(await reader().rows(consumption, later.day), 'item', milk)).toMatchObject([
      { quantity: -3, kind: 'returned', production_order: on.order },
    ]);
  });

  test('scrap is not production, nor consumption, and has its reason', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 1, stock: 50 }] });
    const [milk = ''] = on.components;
    const { before, after, day, next } = lateOn(6, reader().plant.timeZone);
    const rows = await floor().book(
      floor().reported(on, 4, {}, { time: before }),
      floor().scrapped(on, 1.5, { item: milk }, { time: after }),
    );
    expect(rows.map(({ result }) => result)).toEqual(['posted', 'posted']);
    expect(of(await reader().rows(scrap, next), 'item', milk)).toMatchObject([
      { quantity: 1.5, unit: 'KGM', production_order: on.order, event: rows[1]?.event },
    ]);
    expect(sum(of(await reader().rows(consumption, day), 'item', milk))).toBe(4);
    expect(of(await reader().rows(consumption, next), 'item', milk)).toEqual([]);
    expect(of(await reader().rows(production, next), 'production_order', on.order)).toEqual([]);
  });

  test('labour is of the day it began, by operation', async () => {
    const center = floor().name('LINE');
    const on = await floor().release({ quantity: 10, operations: [center] });
    const { before, after, day, next } = lateOn(6, reader().plant.timeZone);
    const labor = floor().labor(on, center, before, after);
    const rows = await floor().book(labor, floor().reported(on, 10, { final: true }, { time: after }));
    expect(rows.map(({ result }) => result)).toEqual(['posted', 'posted']);
    expect(of(await reader().rows(labour, day), 'work_center', center)).toMatchObject([
      {
        production_order: on.order,
        operation: `Work at ${center}`,
        kind: 'reported',
        category: 'productive',
        minutes: 60,
      },
    ]);
    expect(of(await reader().rows(labour, next), 'work_center', center)).toEqual([]);
  });
}
