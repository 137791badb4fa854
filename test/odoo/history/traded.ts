import { expect, test } from 'vitest';
import { deliveries, receipts, supplierScorecard } from '../../../datasets/odoo.ts';
import { Counter } from '../counter.ts';
import type { Floor } from '../open-floor.ts';
import { PurchaseDesk } from '../purchasing.ts';
import { policyFor, QualityDesk } from '../quality-desk.ts';
import { KG } from '../shop-floor.ts';
import { HistoryReader, lateOn, of, sum } from './reader.ts';

export function traded(floor: Floor): void {
  const reader = () => new HistoryReader(floor());
  const desk = () => new PurchaseDesk(floor());

  test('what came is of the day it came, with its supplier, its purchase and quality’s word', async () => {
    const quality = new QualityDesk(floor());
    await quality.places();
    const on = await desk().order({ items: [{ quantities: [10], tracking: 'lot' }] });
    const [milk = ''] = on.items;
    const { before, after, day, next } = lateOn(6, reader().plant.timeZone);
    const line = (number: string, quantity: number) =>
      desk().line(on, quantity, { lots: [{ number, quantity }] });
    const rows = await floor().book(
      desk().received(on, [line('A', 4)], {}, { time: before }),
      desk().received(on, [line('B', 5)], {}, { time: after }),
      quality.inspected({ product: milk, policy: policyFor(milk) }, 'B', 'fail'),
    );
    expect(rows).toMatchObject([{ result: 'posted' }, { result: 'posted' }, { result: 'posted' }]);
    const known = { item: milk, supplier: on.supplier, purchase_order: on.order, ordered: 10, unit: 'KGM' };
    const monday = of(await reader().rows(receipts, day), 'item', milk);
    expect(monday).toMatchObject([{ ...known, lot: 'A', quantity: 4, event: rows[0]?.event }]);
    expect(monday[0]).not.toHaveProperty('verdict');
    expect(of(await reader().rows(receipts, next), 'item', milk)).toMatchObject([
      { ...known, lot: 'B', quantity: 5, verdict: 'fail' },
    ]);
  });

  test('what left is of the day it left, with its sales order and what was ordered', async () => {
    const sold = await new Counter(floor()).sell({ quantity: 20, stock: 50 });
    const [milk = ''] = sold.items;
    const { after, next } = lateOn(6, reader().plant.timeZone);
    const row = await floor().bookOne(
      new Counter(floor()).shipped(sold, { tracking: 'T-1' }, { time: after }),
    );
    expect(row).toMatchObject({ result: 'posted' });
    expect(of(await reader().rows(deliveries, next), 'item', milk)).toMatchObject([
      {
        delivery: sold.delivery,
        customer: sold.customer,
        quantity: 20,
        ordered: 20,
        tracking: 'T-1',
        event: row.event,
      },
    ]);
  });

  test('a plant does not get what happened in another’s warehouse', async () => {
    const on = await desk().order();
    const [milk = ''] = on.items;
    const { before, day } = lateOn(6, reader().plant.timeZone);
    await floor().bookOne(desk().received(on, 4, {}, { time: before }));
    const { other } = reader();
    expect(of(await reader().rows(receipts, day, { plant: other }), 'item', milk)).toEqual([]);
    expect(of(await reader().rows(receipts, day), 'item', milk)).toHaveLength(1);
  });

  test('a day is read in portions of any size', async () => {
    const on = await desk().order({ items: [{ quantities: [2] }, { quantities: [3] }, { quantities: [5] }] });
    const { before, day } = lateOn(8, reader().plant.timeZone);
    const all = on.items.map((item, at) => desk().line(on, [2, 3, 5][at] ?? 0, { item }));
    expect(await floor().bookOne(desk().received(on, all, {}, { time: before }))).toMatchObject({
      result: 'posted',
    });
    for (const most of [1, 2, 3, 4])
      expect(sum(of(await reader().rows(receipts, day, { most }), 'purchase_order', on.order))).toBe(10);
  });

  test('a supplier is judged by what was due, when its day is over', async () => {
    const { plant } = reader();
    const due = lateOn(5, plant.timeZone);
    const late = lateOn(3, plant.timeZone);
    const quality = new QualityDesk(floor());
    await quality.places();
    const on = await desk().order({
      items: [
        { quantities: [10] },
        { quantities: [10] },
        { quantities: [10], tracking: 'lot' },
        { quantities: [10] },
      ],
    });
    const [early = '', tardy = '', lotted = '', missing = ''] = on.items;
    const promise = (items: string[], promised: string) =>
      desk().confirmed(
        on,
        items.map((item) => ({ item, quantity: { value: 10, uom: KG }, promised })),
      );
    const lots = [
      { number: 'A', quantity: 4 },
      { number: 'B', quantity: 6 },
    ];
    const rows = await floor().book(
      promise(on.items, due.before),
      desk().received(
        on,
        [desk().line(on, 10, { item: early })],
        {},
        { time: lateOn(6, plant.timeZone).before },
      ),
      desk().received(on, [desk().line(on, 10, { item: lotted, lots })], {}, { time: due.before }),
      desk().received(on, [desk().line(on, 4, { item: tardy })], {}, { time: due.before }),
      desk().received(on, [desk().line(on, 6, { item: tardy })], {}, { time: late.before }),
      desk().received(on, [desk().line(on, 9, { item: missing })], {}, { time: due.before }),
      quality.inspected({ product: lotted, policy: policyFor(lotted) }, 'B', 'fail'),
    );
    expect(rows.map(({ result }) => result)).toEqual(Array(7).fill('posted'));
    const card = async () => of(await reader().rows(supplierScorecard, due.day), 'supplier', on.supplier);
    expect(await card()).toMatchObject([
      {
        lines_due: 4,
        lines_on_time: 2,
        lines_in_full: 3,
        lines_on_time_in_full: 2,
        lots_received: 2,
        lots_refused: 1,
      },
    ]);
    // What is due tomorrow is not late, and not counted.
    await floor().bookOne(promise([missing], lateOn(-1, plant.timeZone).before));
    expect(await card()).toMatchObject([{ lines_due: 3, lines_on_time: 2, lines_in_full: 3 }]);
  });
}
