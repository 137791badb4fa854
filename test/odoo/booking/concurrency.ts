import { expect, test } from 'vitest';
import { bookPostings } from '../../../lambdas/odoo/ports.ts';
import type { Posting } from '../../../lambdas/odoo/posting.ts';
import type { Floor } from '../open-floor.ts';
import type { ShopFloor } from '../shop-floor.ts';

/** Asks again as the plant queue does, until Odoo answers for the event: a race may end in a transient failure. */
export async function insist(on: ShopFloor, posting: Posting): Promise<string> {
  for (;;) {
    const answer = await bookPostings(on.client, [posting]);
    if (answer.ok) return answer.rows[0]?.result ?? 'nothing';
    if (answer.kind !== 'transient') throw new Error(`${answer.code}: ${answer.message}`);
  }
}

export function concurrency(floor: Floor): void {
  test('three identical calls at once book one partial completion', async () => {
    const on = await floor().release({ quantity: 10 });
    const event = floor().reported(on, 4);
    const results = await Promise.all([1, 2, 3].map(() => insist(floor(), event)));
    expect(results.sort()).toEqual(['duplicate', 'duplicate', 'posted']);
    expect((await floor().backend.orderFamily(on.order)).map(({ produced }) => produced)).toEqual([4, 0]);
    expect(await floor().stockOf(on.components[0] ?? '')).toBe(992);
    expect(await floor().backend.idempotencyRecords([event.event])).toEqual([event.event]);
  }, 120_000);

  test('three identical scraps at once scrap once; three different ones scrap three times', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 1, stock: 100 }] });
    const [milk = ''] = on.components;
    const same = floor().scrapped(on, 5, { item: milk });
    await Promise.all([1, 2, 3].map(() => insist(floor(), same)));
    expect(await floor().stockOf(milk)).toBe(95);
    const different = [1, 1, 1].map((value) => floor().scrapped(on, value, { item: milk }));
    await Promise.all(different.map((posting) => insist(floor(), posting)));
    expect(await floor().stockOf(milk)).toBe(92);
    expect(await floor().backend.scrapped(on.order, milk)).toBe(8);
  }, 120_000);

  test('orders that report the same new lot at once share one lot', async () => {
    const one = await floor().release({ quantity: 1, tracking: 'lot' });
    const orders = [one, await floor().releaseAgain(one, 1), await floor().releaseAgain(one, 1)];
    const lot = { number: 'SHARED' };
    await Promise.all(orders.map((on) => insist(floor(), floor().reported(on, 1, { lot }))));
    expect(await floor().backend.lotTwins(one.product, 'SHARED')).toBe(1);
    expect((await floor().backend.onHand('OSL', one.product)).byLot).toEqual({ SHARED: 3 });
  }, 120_000);

  test('orders that want the last of a component at once do not take it twice', async () => {
    const one = await floor().release({ quantity: 1, components: [{ per: 6, stock: 10 }] });
    const orders = [one, await floor().releaseAgain(one, 1), await floor().releaseAgain(one, 1)];
    const results = await Promise.all(orders.map((on) => insist(floor(), floor().reported(on, 1))));
    expect(results.sort()).toEqual(['posted', 'refused', 'refused']);
    expect(await floor().stockOf(one.components[0] ?? '')).toBe(4);
  }, 120_000);

  test('different reports of one order at once all count', async () => {
    const on = await floor().release({ quantity: 9 });
    const reports = [2, 3, 4].map((value) => floor().reported(on, value));
    await Promise.all(reports.map((posting) => insist(floor(), posting)));
    expect(await floor().stockOf(on.product)).toBe(9);
    expect(await floor().stockOf(on.components[0] ?? '')).toBe(982);
    expect((await floor().backend.orderFamily(on.order)).every(({ state }) => state === 'done')).toBe(true);
  }, 120_000);
}
