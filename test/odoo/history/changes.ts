import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { PurchaseDesk } from '../purchasing.ts';
import { policyFor, QualityDesk } from '../quality-desk.ts';
import { HistoryReader, lateOn } from './reader.ts';

export function changes(floor: Floor): void {
  const reader = () => new HistoryReader(floor());

  test('what is booked late changes its own day and no other', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 2, stock: 50 }] });
    const late = lateOn(await reader().quiet(20), reader().plant.timeZone);
    const report = floor().reported(on, 10, { final: true }, { time: late.after });
    expect(await reader().changedBy(() => floor().bookOne(report))).toEqual({
      production: [late.next],
      consumption: [late.next],
      labour: [],
      scrap: [],
      deliveries: [],
      receipts: [],
      supplier_scorecard: [],
    });
  });

  test('quality’s word changes the days on which the lot came, and the day it was due', async () => {
    const desk = new PurchaseDesk(floor());
    const quality = new QualityDesk(floor());
    await quality.places();
    const on = await desk.order({ items: [{ quantities: [10], tracking: 'lot' }] });
    const [milk = ''] = on.items;
    const { before, day } = lateOn(await reader().quiet(40), reader().plant.timeZone);
    const due = lateOn(await reader().quiet(60), reader().plant.timeZone);
    const promise = { item: milk, quantity: { value: 10, uom: 'uom.product_uom_kgm' }, promised: due.before };
    const lots = [{ number: 'A', quantity: 10 }];
    await floor().book(
      desk.confirmed(on, [promise]),
      desk.received(on, [desk.line(on, 10, { lots })], {}, { time: before }),
    );
    const word = quality.inspected({ product: milk, policy: policyFor(milk) }, 'A', 'fail');
    expect(await reader().changedBy(() => floor().bookOne(word))).toMatchObject({
      receipts: [day],
      supplier_scorecard: [due.day],
      production: [],
      deliveries: [],
    });
  });

  test('without a watermark, or with one of another database, every day counts', async () => {
    const { days, anew, mark } = await reader().days();
    expect(anew).toBe(true);
    expect(days.production?.length).toBeGreaterThan(0);
    const [, transaction] = mark.split(':');
    expect(await reader().days(`1:${transaction}`)).toMatchObject({ anew: true, days });
  });
}
