import { describe, expect, test } from 'vitest';
import type { Policy, Posting } from '../../lambdas/odoo/posting.ts';
import { fakeOdooBackend } from '../backends/fake-odoo.ts';
import { moved, shelve } from '../odoo/booking/warehouse.ts';
import { Counter, left, ordered } from '../odoo/counter.ts';
import { openFloor } from '../odoo/open-floor.ts';
import { PurchaseDesk } from '../odoo/purchasing.ts';
import { QualityDesk } from '../odoo/quality-desk.ts';
import { GRAM, hoursAgo, KG, posting } from '../odoo/shop-floor.ts';

describe('what was sent and what the fake Odoo keeps of it', () => {
  const floor = openFloor(fakeOdooBackend);
  const buying = () => new PurchaseDesk(floor());
  const selling = () => new Counter(floor());
  const judging = () => new QualityDesk(floor());
  const grams = (value: number) => ({ value, uom: GRAM });
  const quantity = grams(2504);
  const heldLot = async () => {
    const on = await judging().release();
    await floor().bookOne(judging().made(on, 6, 'L1', { time: hoursAgo(2) }));
    return on;
  };
  const inLots = (...values: number[]) =>
    values.map((value, index) => ({ number: `L${index}`, quantity: value }));

  const rounded: Record<string, () => Promise<[event: Posting, item: string, pointer: string]>> = {
    'goods received': async () => {
      const on = await buying().order();
      const item = on.items[0] ?? '';
      return [buying().received(on, [{ item, quantity }]), item, '/data/lines/0/quantity'];
    },
    'a lot received': async () => {
      const on = await buying().order({ items: [{ quantities: [10], tracking: 'lot' }] });
      const item = on.items[0] ?? '';
      const lines = [{ item, quantity, lots: inLots(2504) }];
      return [buying().received(on, lines), item, '/data/lines/0/lots/0/quantity'];
    },
    'goods announced': async () => {
      const on = await buying().order();
      const item = on.items[0] ?? '';
      return [buying().announced(on, [{ item, quantity }]), item, '/data/lines/0/quantity'];
    },
    'goods confirmed': async () => {
      const on = await buying().order({ items: [{ quantities: [2.5] }] });
      const item = on.items[0] ?? '';
      return [buying().confirmed(on, [{ item, quantity }]), item, '/data/lines/0/quantity'];
    },
    'goods shipped': async () => {
      const sold = await selling().sell({ quantity: 20, stock: 50 });
      const item = sold.items[0] ?? '';
      const lines = [left(item, 0, { quantity })];
      return [selling().shipped(sold, { lines }), item, '/data/lines/0/quantity'];
    },
    'goods ordered': async () => {
      const { code: customer } = await selling().customer();
      const [item = ''] = await selling().offer({ stock: 9 });
      const lines = [ordered(item, 0, { quantity })];
      return [selling().placed({ customer, lines }), item, '/data/lines/0/quantity'];
    },
    'goods moved': async () => {
      const on = await shelve(floor(), { stock: [50] });
      return [moved(on, 0, { quantity }), on.item, '/data/quantity'];
    },
    'goods counted': async () => {
      const [item = ''] = await selling().offer({ stock: 9 });
      const payload = { item, location: 'OSL/Stock', quantity };
      return [posting('stock.counted', payload), item, '/data/quantity'];
    },
    'a lot held': async () => {
      const on = await heldLot();
      return [judging().held(on, 'L1', { quantity }), on.product, '/data/quantity'];
    },
    'a lot released': async () => {
      const on = await heldLot();
      return [judging().released(on, 'L1', { quantity }), on.product, '/data/quantity'];
    },
  };

  test.each(Object.entries(rounded))('%s: more decimals than Odoo keeps', async (_, prepare) => {
    const [event, item, pointer] = await prepare();
    const message = `2504 g of ${item} were sent, Odoo keeps 2.5 kg: it has no more decimals`;
    const policy: Policy = { ...event.policy, negative_stock: 'refuse', rounding: 'refuse' };
    const refused = await floor().bookOne({ ...event, policy });
    expect(refused).toMatchObject({
      code: 'quantity-not-kept',
      pointer,
      message: `${message}. Nothing was booked`,
    });
    const row = await floor().bookOne(event);
    expect(row).toMatchObject({ result: 'posted', warnings: expect.arrayContaining([message]) });
  });

  test('lots add up before they are rounded', async () => {
    const on = await buying().order({ items: [{ quantities: [20], tracking: 'lot' }] });
    const line = (whole: number, ...values: number[]) =>
      buying().line(on, 0, { quantity: grams(whole), lots: inLots(...values) });
    expect(await floor().bookOne(buying().received(on, [line(5000, 2502, 2502)]))).toMatchObject({
      code: 'malformed-posting',
      pointer: '/data/lines/0/lots',
      message: 'the lots add up to 5.004 kg, the quantity says 5',
    });
    expect(await floor().bookOne(buying().received(on, [line(10_005, 3335, 3335, 3335)]))).toMatchObject({
      result: 'posted',
    });
    expect(await floor().stockOf(on.items[0] ?? '')).toBe(10.02);
  });

  test('lots that are more than the whole when they are rounded do not leave in part', async () => {
    const stock = { L0: { quantity: 9 }, L1: { quantity: 9 }, L2: { quantity: 9 } };
    const sold = await selling().sell({ quantity: 20, tracking: 'lot', stock });
    const [item = ''] = sold.items;
    const lines = [left(item, 0, { quantity: grams(10_005), lots: inLots(3335, 3335, 3335) })];
    expect(await floor().bookOne(selling().shipped(sold, { lines }))).toMatchObject({
      code: 'quantity-not-kept',
      pointer: '/data',
      message: `3.34 kg of ${item} lot L2 were sent, Odoo would book 3.33 kg: nothing was booked`,
    });
    expect(await floor().stockOf(item)).toBe(27);
  });

  test('a supplier confirms an item in parts: the last date is kept', async () => {
    const on = await buying().order({ items: [{ quantities: [4, 6] }] });
    const [item = ''] = on.items;
    const [soon, later] = [hoursAgo(-48), hoursAgo(-72)];
    const part = (value: number, promised: string) => ({ item, quantity: { value, uom: KG }, promised });
    const event = buying().confirmed(on, [part(7, later), part(3, soon)]);
    expect(await floor().bookOne(event)).toMatchObject({
      result: 'posted',
      warnings: [`${item} is promised for 2 dates: Odoo keeps the last, ${later} UTC`],
    });
    expect((await buying().seen(on)).lines).toMatchObject([{ due: later }, { due: later }]);
  });

  test('a shipment of what nobody awaits any more is announced with a warning', async () => {
    const on = await buying().order();
    const event = buying().announced(on, [buying().line(on, 10)]);
    expect((await floor().book(buying().received(on, 10), event))[1]).toMatchObject({
      result: 'posted',
      warnings: [`${on.order} awaits no more ${on.items[0]}: nothing is expected of it`],
    });
  });

  test('a counter shows a little rather than nothing', async () => {
    const on = await floor().release({ quantity: 10, operations: ['COUNTER'] });
    const payload = { machine: 'COUNTER', order: on.order, count: grams(2), scrap_count: grams(0) };
    expect(await floor().bookOne(posting('machine.counted', payload))).toMatchObject({
      result: 'posted',
      warnings: [`2 g of ${on.product} were sent, Odoo shows 0.01 kg`],
    });
    expect(await floor().backend.counted(on.order)).toMatchObject([{ count: 0.01, scrapped: 0 }]);
  });

  test('a lot may be held before it is there, also when another item has its number', async () => {
    const [on, other] = [await heldLot(), await judging().release()];
    expect(await floor().bookOne(judging().held(other, 'L1'))).toMatchObject({ result: 'posted' });
    expect(await floor().backend.lotTwins(other.product, 'L1')).toBe(1);
    expect(await floor().backend.lotTwins(on.product, 'L1')).toBe(1);
  });

  test.each([
    [20, /^1191 g of /],
    [22, /^and 3 more warnings$/],
  ])('of %i warnings twenty are told', async (count, last) => {
    const on = await buying().order({ items: [{ quantities: [100], tracking: 'lot' }] });
    const values = Array.from({ length: count }, (_, index) => 1001 + 10 * index);
    const whole = grams(values.reduce((sum, value) => sum + value, 0));
    const lines = [buying().line(on, 0, { quantity: whole, lots: inLots(...values) })];
    const row = await floor().bookOne(buying().received(on, lines));
    const warnings = 'warnings' in row ? (row.warnings ?? []) : [];
    expect(warnings).toHaveLength(20);
    expect(warnings.at(-1)).toMatch(last);
  });
});
