import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { PurchaseDesk } from '../purchasing.ts';
import { policyFor, QualityDesk } from '../quality-desk.ts';
import { HistoryReader, lateOn } from './reader.ts';

export function changes(floor: Floor): void {
  const reader = () => new HistoryReader(floor());

  test('what is booked late changes its own day and no other', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 2, stock: 50 }] });
    await floor().bookOne(floor().reported(on, 2, {}, { time: lateOn(3, reader().plant.timeZone).before }));
    const mark = await reader().quietMark();

    const other = await floor().release({ quantity: 10, components: [{ per: 2, stock: 50 }] });
    const late = lateOn(9, reader().plant.timeZone);
    await floor().bookOne(floor().reported(other, 10, { final: true }, { time: late.after }));
    const { days, anew } = await reader().days(mark);
    expect(anew).toBe(false);
    expect(days).toMatchObject({
      production: [late.next],
      consumption: [late.next],
      deliveries: [],
      receipts: [],
      scrap: [],
    });
  });

  test('quality’s word changes the days on which the lot came, and the day it was due', async () => {
    const desk = new PurchaseDesk(floor());
    const quality = new QualityDesk(floor());
    await quality.places();
    const on = await desk.order({ items: [{ quantities: [10], tracking: 'lot' }] });
    const [milk = ''] = on.items;
    const { before, day } = lateOn(7, reader().plant.timeZone);
    const due = lateOn(4, reader().plant.timeZone);
    const promise = { item: milk, quantity: { value: 10, uom: 'uom.product_uom_kgm' }, promised: due.before };
    const lots = [{ number: 'A', quantity: 10 }];
    await floor().book(
      desk.confirmed(on, [promise]),
      desk.received(on, [desk.line(on, 10, { lots })], {}, { time: before }),
    );
    const mark = await reader().quietMark();
    await floor().bookOne(quality.inspected({ product: milk, policy: policyFor(milk) }, 'A', 'fail'));
    expect((await reader().days(mark)).days).toMatchObject({
      receipts: [day],
      supplier_scorecard: [due.day],
    });
  });

  test('without a mark, or with one of another database, every day counts', async () => {
    const { days, anew, mark } = await reader().days();
    expect(anew).toBe(true);
    expect(days.production?.length).toBeGreaterThan(0);
    const [, transaction] = mark.split(':');
    expect(await reader().days(`1:${transaction}`)).toMatchObject({ anew: true, days });
  });
}
