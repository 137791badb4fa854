import { expect, test } from 'vitest';
import { bookPostings } from '../../../lambdas/odoo/ports.ts';
import type { HoldPolicy } from '../../../lambdas/odoo/posting.ts';
import { Counter, left } from '../counter.ts';
import type { Floor } from '../open-floor.ts';
import { PurchaseDesk } from '../purchasing.ts';
import { HOLD, holdPolicyFor, kilograms, lotsOf, policyFor, QualityDesk, STOCK } from '../quality-desk.ts';
import { hoursAgo, KG, posting, UNIT, WAREHOUSE } from '../shop-floor.ts';

export function qualityHolds(floor: Floor): void {
  const desk = () => new QualityDesk(floor());
  const counter = () => new Counter(floor());

  test('a product under quality hold is held from the booking on, and an open delivery gets none of it', async () => {
    const on = await desk().release();
    const sold = await counter().sellAgain([on.product], [8]);
    const event = desk().made(on, 6, 'L1');
    const row = await floor().bookOne(event);
    expect(row).toMatchObject({ result: 'posted' });
    expect(lotsOf(row)).toEqual([
      { item: on.product, lot: 'L1', uom: KG, uom_name: 'kg', moved: 6, held: 6 },
    ]);
    expect(await desk().where(on)).toEqual({ held: 6, stock: 0, rework: 0 });
    expect(await floor().backend.sales.promised(sold.delivery)).toEqual({});
    expect(lotsOf(await floor().bookOne(event))).toEqual(lotsOf(row));
  });

  test('every part of an order is held, also when many orders are completed in one call', async () => {
    const [one, other] = [await desk().release(), await desk().release()];
    const rows = await floor().book(
      desk().made(one, 4, 'A'),
      desk().made(other, 5, 'B'),
      desk().made(one, 6, 'A', { final: true }),
    );
    expect(rows.map(({ result }) => result)).toEqual(['posted', 'posted', 'posted']);
    expect(rows.map((row) => lotsOf(row)[0]?.moved)).toEqual([4, 5, 6]);
    expect(await desk().where(one)).toMatchObject({ held: 10, stock: 0 });
    expect(await desk().where(other)).toMatchObject({ held: 5, stock: 0 });
  });

  test('the rest of an order whose goods were held goes to the stock when the quality hold is gone', async () => {
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 4, 'A'));
    await floor().bookOne(desk().made(on, 6, 'A', { policy: policyFor() }));
    expect(await desk().where(on)).toMatchObject({ held: 4, stock: 6 });
  });

  test('what is not under quality hold goes to the stock, in the same plant', async () => {
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 4, 'A', { policy: policyFor() }));
    expect(await desk().where(on)).toMatchObject({ held: 0, stock: 4 });
  });

  test('a plant may hold everything; an item under quality hold must be tracked', async () => {
    const on = await desk().release();
    const everything = { negative_stock: 'refuse' as const, gate: { ...holdPolicyFor(), everything: true } };
    await floor().bookOne(desk().made(on, 4, 'A', { policy: everything }));
    expect(await desk().where(on)).toMatchObject({ held: 4, stock: 0 });
    const loose = await floor().release({ quantity: 5 });
    const refused = await floor().bookOne(floor().reported(loose, 1, {}, { policy: everything }));
    expect(refused).toMatchObject({ result: 'refused', code: 'gate-needs-lots' });
  });

  test('a category under quality hold holds the items of it and of those below it, and no other', async () => {
    await desk().places();
    const top = floor().name('FOOD');
    const categories = [top, `${top} / Dairy`, `${top}-LIKE`];
    const made = categories.map((category) => ({
      category,
      order: floor().name('OSL/MO'),
      item: floor().name('MADE'),
    }));
    await floor().backend.seed({
      warehouses: [{ code: WAREHOUSE, name: 'Oslo' }],
      items: made.map(({ category, item }) => ({
        code: item,
        name: item,
        uom: KG,
        tracking: 'lot',
        category,
      })),
      orders: made.map(({ order, item }) => ({ name: order, warehouse: WAREHOUSE, item, quantity: 10 })),
    });
    const policy = { negative_stock: 'refuse' as const, gate: { ...holdPolicyFor(), categories: [top] } };
    for (const [index, { order, item }] of made.entries()) {
      const on = { order, product: item, components: [], uom: KG };
      await floor().bookOne(floor().reported(on, 3, { lot: { number: 'L1' } }, { policy }));
      expect(await desk().where({ product: item })).toMatchObject(
        index < 2 ? { held: 3, stock: 0 } : { held: 0, stock: 3 },
      );
    }
  });

  test('goods of a supplier under quality hold are held as they come in, wherever the plant put them', async () => {
    await desk().places();
    const buying = new PurchaseDesk(floor());
    const on = await buying.order({ items: [{ quantities: [10], tracking: 'lot' }] });
    const [product = ''] = on.items;
    const policy = policyFor(product);
    const lots = [{ number: 'S1', quantity: 7 }];
    const row = await floor().bookOne(
      buying.received(on, [buying.line(on, 7, { lots })], { location: `${WAREHOUSE}/Stock` }, { policy }),
    );
    expect(row).toMatchObject({ result: 'posted' });
    expect(lotsOf(row)).toMatchObject([{ lot: 'S1', moved: 7, held: 7 }]);
    expect(await desk().where({ product })).toMatchObject({ held: 7, stock: 0 });
    const rest = [{ number: 'S2', quantity: 3 }];
    await floor().bookOne(
      buying.received(on, [buying.line(on, 3, { lots: rest })], {}, { policy: policyFor() }),
    );
    expect(await desk().where({ product })).toMatchObject({ held: 7, stock: 3 });
  });

  test('what a subcontractor makes is held as it comes in, and its components are taken all the same', async () => {
    await desk().places();
    const buying = new PurchaseDesk(floor());
    const on = await buying.orderSubcontracted({ quantities: [10], tracking: 'lot' }, [
      { per: 2, stock: 100 },
    ]);
    const [product = ''] = on.items;
    const lots = [{ number: 'S1', quantity: 4 }];
    const policy = policyFor(product);
    const row = await floor().bookOne(buying.received(on, [buying.line(on, 4, { lots })], {}, { policy }));
    expect(lotsOf(row)).toMatchObject([{ lot: 'S1', moved: 4, held: 4 }]);
    expect(await desk().where({ product })).toMatchObject({ held: 4, stock: 0 });
    expect((await floor().backend.atSuppliers(on.components[0] ?? '')).quantity).toBe(92);
  });

  test('serials are held, judged and released one by one', async () => {
    const on = await desk().release({ tracking: 'serial', uom: UNIT });
    const serials = ['SN1', 'SN2', 'SN3'].map((number) => ({ number }));
    const row = await floor().bookOne(
      floor().reported(on, 3, { serials }, { policy: on.policy, time: hoursAgo(3) }),
    );
    expect(lotsOf(row).map(({ lot, moved }) => [lot, moved])).toEqual([
      ['SN1', 1],
      ['SN2', 1],
      ['SN3', 1],
    ]);
    await floor().bookOne(desk().released(on, 'SN2', {}, { time: hoursAgo(2) }));
    expect(await floor().backend.stockAt(HOLD, on.product)).toMatchObject({ byLot: { SN1: 1, SN3: 1 } });
  });

  test.each<[string, (product: string) => Partial<HoldPolicy>]>([
    ['a hold place that does not exist', () => ({ hold: `${WAREHOUSE}/Nowhere` })],
    ['a hold place below the stock', () => ({ hold: `${WAREHOUSE}/Stock` })],
    ['a view instead of a place', () => ({ hold: WAREHOUSE })],
    ['one place for holding and for rework', () => ({ rework: HOLD })],
    ['an item that does not exist', () => ({ items: ['NO-SUCH-ITEM'] })],
    ['a category that does not exist', () => ({ categories: ['No / Such'] })],
    ['a field nobody knows', () => ({ sudo: true }) as object],
  ])('nothing of a plant is booked with %s: the plant queue is held', async (_, wrong) => {
    const on = await desk().release();
    const policy = { ...on.policy, gate: { ...holdPolicyFor(on.product), ...wrong(on.product) } };
    const answer = await bookPostings(floor().client, [desk().made(on, 1, 'A', { policy })]);
    expect(answer).toMatchObject({ ok: false, kind: 'broken', code: 'gate-misconfigured' });
    expect(await desk().where(on)).toMatchObject({ held: 0, stock: 0 });
  });

  test('held goods are not shipped, used or moved, whatever the plant allows', async () => {
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 6, 'L1'));
    const policy = { ...on.policy, negative_stock: 'allow' as const };
    const sold = await counter().sellAgain([on.product], [5]);
    const lines = [left(on.product, 5, { lots: [{ number: 'L1', quantity: 5 }] })];
    expect(await floor().bookOne(counter().shipped(sold, { lines }, { policy }))).toMatchObject({
      code: 'lot-held',
    });
    const move = (from: string, to: string) =>
      posting(
        'stock.moved',
        { item: on.product, quantity: kilograms(5), from, to, lots: [{ number: 'L1', quantity: 5 }] },
        { policy, stream: `stock/${on.product}` },
      );
    expect(await floor().bookOne(move(HOLD, `${WAREHOUSE}/Stock`))).toMatchObject({
      code: 'lot-held',
      pointer: '/data/from',
    });
    expect(await floor().bookOne(move(`${WAREHOUSE}/Stock`, HOLD))).toMatchObject({ pointer: '/data/to' });
    expect(await desk().where(on)).toMatchObject({ held: 6, stock: 0 });
  });

  test('held goods are not found in the stock by counting them, nor counted where they are held', async () => {
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 6, 'L1'));
    const count = (location: string, value: number) =>
      posting(
        'stock.counted',
        { item: on.product, location, quantity: kilograms(value), lot: 'L1' },
        { policy: on.policy, stream: `stock/${on.product}`, time: hoursAgo(0) },
      );
    expect(await floor().bookOne(count(STOCK, 6))).toMatchObject({ code: 'lot-held', pointer: '/data/lot' });
    expect(await floor().bookOne(count(HOLD, 0))).toMatchObject({
      code: 'lot-held',
      pointer: '/data/location',
    });
    await floor().bookOne(desk().released(on, 'L1', {}, { time: hoursAgo(0.5) }));
    expect(await floor().bookOne(count(STOCK, 5))).toMatchObject({ result: 'posted' });
    expect(await desk().where(on)).toMatchObject({ held: 0, stock: 5 });
  });

  test('a held lot can go to waste where it lies', async () => {
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 6, 'L1'));
    const scrap = floor().scrapped(on, 2, { lot: 'L1' }, { policy: on.policy });
    const row = await floor().bookOne(scrap);
    expect(row).toMatchObject({ result: 'posted' });
    expect(lotsOf(row)).toMatchObject([{ lot: 'L1', moved: -2, held: 4 }]);
    expect(await desk().where(on)).toMatchObject({ held: 4, stock: 0 });
  });

  test('a component that expired, or soon will, is refused or taken with a warning, as the plant has it', async () => {
    const soon = new Date(Date.now() + 3 * 86_400_000).toISOString();
    const gone = new Date(Date.now() - 3 * 86_400_000).toISOString();
    const one = async (expires: string, expiry: object) => {
      const stock = { C1: { quantity: 50, expires } };
      const on = await floor().release({
        quantity: 10,
        components: [{ per: 1, tracking: 'lot', expires: true, stock }],
      });
      const [item = ''] = on.components;
      const consumed = [{ item, quantity: kilograms(1), lots: [{ number: 'C1', quantity: 1 }] }];
      const policy = {
        negative_stock: 'refuse' as const,
        expiry: { expired: 'refuse', soon: 'warn', ...expiry },
      };
      return floor().bookOne(
        floor().reported(on, 1, { consumed }, { policy: policy as never, time: hoursAgo(1) }),
      );
    };
    expect(await one(gone, {})).toMatchObject({ code: 'lot-expired' });
    expect(await one(gone, { expired: 'warn' })).toMatchObject({
      result: 'posted',
      warnings: [expect.stringMatching(/^lot C1 of .* expired at /)],
    });
    expect(await one(soon, { soon_days: 7 })).toMatchObject({
      result: 'posted',
      warnings: [expect.stringMatching(/less than 7 days after it was used$/)],
    });
    expect(await one(soon, { soon_days: 7, soon: 'refuse' })).toMatchObject({ code: 'lot-expires-soon' });
    expect(await one(soon, { soon_days: 2, soon: 'refuse' })).not.toHaveProperty('warnings');
  });
}
