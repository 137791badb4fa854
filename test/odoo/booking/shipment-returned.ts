import { expect, test } from 'vitest';
import { Counter, left, type Sold } from '../counter.ts';
import type { Floor } from '../open-floor.ts';
import { type HeldProduct, lotsOf, policyFor, QualityDesk, STOCK } from '../quality-desk.ts';
import { hoursAgo, UNIT } from '../shop-floor.ts';

export function shipmentsReturned(floor: Floor): void {
  const counter = () => new Counter(floor());
  const desk = () => new QualityDesk(floor());
  const at = (hours: number) => ({ time: hoursAgo(hours) });
  const lots = (amounts: Record<string, number>) =>
    Object.entries(amounts).map(([number, quantity]) => ({ number, quantity }));
  const open = { policy: policyFor() };

  /** Sold and delivered, by lot. */
  const delivered = async (amounts: Record<string, number>): Promise<Sold & { item: string }> => {
    const stock = Object.fromEntries(lots(amounts).map(({ number, quantity }) => [number, { quantity }]));
    const quantity = Object.values(amounts).reduce((sum, each) => sum + each, 0);
    const sold = await counter().sell({ quantity, tracking: 'lot', stock });
    const [item = ''] = sold.items;
    const lines = [left(item, quantity, { lots: lots(amounts) })];
    expect(await floor().bookOne(counter().shipped(sold, { lines }, at(6)))).toMatchObject({
      result: 'posted',
    });
    return { ...sold, item };
  };
  const ofLot = ({ item }: { item: string }, policy = open.policy) => ({ product: item, policy });
  const where = async (item: string) => {
    const { held, stock } = await desk().where({ product: item });
    return { held, stock };
  };

  test('goods that came back are in the stock again, and the order counts them as not delivered', async () => {
    await desk().places();
    const sold = await counter().sell({ quantity: 8, stock: 10 });
    const [butter = ''] = sold.items;
    await floor().bookOne(counter().shipped(sold));
    const back = counter().returned(sold, [left(butter, 3)], { reason: 'Lids were open' }, open);
    const row = await floor().bookOne(back);
    expect(row).toMatchObject({
      result: 'posted',
      document: { model: 'stock.picking', name: expect.stringMatching(/^OSL\/IN\//) },
    });
    expect((await floor().backend.stockAt(STOCK, butter)).quantity).toBe(5);
    const [order] = await counter().orders(sold.reference);
    expect(order?.lines).toMatchObject([{ quantity: 8, delivered: 5 }]);
    expect(await floor().bookOne(back)).toMatchObject({
      result: 'duplicate',
      document: { ...documentOf(row) },
    });
    expect((await floor().backend.stockAt(STOCK, butter)).quantity).toBe(5);
  });

  test('goods of a lot that nobody has judged go to the stock, and those who wait for them get them', async () => {
    await desk().places();
    const sold = await delivered({ A: 6 });
    const waiting = await counter().sellAgain([sold.item], [4]);
    const lines = [left(sold.item, 5, { lots: lots({ A: 5 }) })];
    const row = await floor().bookOne(counter().returned(sold, lines, {}, open));
    expect(row).toMatchObject({ result: 'posted' });
    expect(row).not.toHaveProperty('lots');
    expect(await where(sold.item)).toEqual({ held: 0, stock: 5 });
    expect(await floor().backend.sales.promised(waiting.delivery)).toEqual({ A: 4 });
  });

  test('the lot need not be named when only one was delivered', async () => {
    const one = await delivered({ A: 6 });
    expect(await floor().bookOne(counter().returned(one, [left(one.item, 2)]))).toMatchObject({
      result: 'posted',
    });
    expect(await counter().stock(one.item)).toEqual({ A: 2 });
    const two = await delivered({ A: 3, B: 3 });
    const unnamed = counter().returned(two, [left(two.item, 2)]);
    expect(await floor().bookOne(unnamed)).toMatchObject({ code: 'lot-required', pointer: '/data/lines/0' });
    const all = counter().returned(two, [left(two.item, 3, { lots: lots({ A: 3 }) })]);
    await floor().bookOne(all);
    // Nothing of the other lot is left at the customer's.
    expect(await floor().bookOne({ ...unnamed, time: hoursAgo(0) })).toMatchObject({ result: 'posted' });
    expect(await counter().stock(two.item)).toEqual({ A: 3, B: 2 });
  });

  test('goods of a lot that has failed go where it is held, those of the other lot to the stock', async () => {
    await desk().places();
    const sold = await delivered({ A: 4, B: 4 });
    await floor().bookOne(desk().inspected(ofLot(sold), 'A', 'fail', at(3)));
    const waiting = await counter().sellAgain([sold.item], [9]);
    const lines = [left(sold.item, 5, { lots: lots({ A: 3, B: 2 }) })];
    const row = await floor().bookOne(counter().returned(sold, lines, {}, open));
    expect(lotsOf(row)).toMatchObject([{ lot: 'A', moved: 3, held: 3, verdict: 'fail' }]);
    expect(await where(sold.item)).toEqual({ held: 3, stock: 2 });
    expect(await floor().backend.sales.promised(waiting.delivery)).toEqual({ B: 2 });
    const again = counter().returned(sold, [left(sold.item, 1, { lots: lots({ A: 1 }) })], {}, open);
    expect(lotsOf(await floor().bookOne(again))).toMatchObject([{ lot: 'A', moved: 1, held: 4 }]);
  });

  test('a plant without a hold place takes back nothing of a lot that has failed', async () => {
    await desk().places();
    const sold = await delivered({ A: 4 });
    await floor().bookOne(desk().inspected(ofLot(sold), 'A', 'fail', at(3)));
    const back = counter().returned(sold, [left(sold.item, 4)], {}, { policy: { negative_stock: 'allow' } });
    expect(await floor().bookOne(back)).toMatchObject({
      code: 'lot-held',
      pointer: '/data',
      message: expect.stringMatching(
        /^lot A of .* has failed \(.* UTC\): 4(\.0)? kg would come into the stock$/,
      ),
    });
    expect(await where(sold.item)).toEqual({ held: 0, stock: 0 });
  });

  test('goods of an item under quality hold wait for quality again, though their lot was released', async () => {
    const on: HeldProduct = await desk().release();
    await floor().bookOne(desk().made(on, 6, 'L1', at(9)));
    await floor().bookOne(desk().released(on, 'L1', {}, at(8)));
    const sold = await counter().sellAgain([on.product], [4]);
    const sent = { lines: [left(on.product, 4, { lots: lots({ L1: 4 }) })] };
    await floor().bookOne(counter().shipped(sold, sent, { policy: on.policy, ...at(7) }));
    const row = await floor().bookOne(
      counter().returned(sold, [left(on.product, 3)], {}, { policy: on.policy, ...at(5) }),
    );
    expect(lotsOf(row)).toMatchObject([{ lot: 'L1', moved: 3, held: 3, verdict: 'released' }]);
    expect(await where(on.product)).toEqual({ held: 3, stock: 2 });
    await floor().bookOne(desk().released(on, 'L1', {}, at(4)));
    expect(await where(on.product)).toEqual({ held: 0, stock: 5 });
  });

  test('no more comes back than the customer has, of all parts of the delivery together', async () => {
    const sold = await counter().sell({ quantity: 8, stock: 10 });
    const [butter = ''] = sold.items;
    const back = (quantity: number) => floor().bookOne(counter().returned(sold, [left(butter, quantity)]));
    expect(await back(1)).toMatchObject({ code: 'nothing-to-return', pointer: '/data/delivery' });
    for (const part of [3, 5])
      await floor().bookOne(counter().shipped(sold, { lines: [left(butter, part)] }));
    expect(await back(9)).toMatchObject({
      code: 'nothing-to-return',
      pointer: '/data/lines/0/quantity',
      message: expect.stringMatching(
        /^9(\.0)? kg of .* came back, but the customer of OSL\/OUT\/.* has only 8(\.0)?$/,
      ),
    });
    expect(await back(6)).toMatchObject({ result: 'posted' });
    expect(await back(3)).toMatchObject({ code: 'nothing-to-return' });
    expect(await back(2)).toMatchObject({ result: 'posted' });
    expect((await floor().backend.stockAt(STOCK, butter)).quantity).toBe(10);
  });

  test('what was not delivered, or by nobody, does not come back', async () => {
    const sold = await delivered({ A: 4 });
    const [other = '', loose = ''] = await counter().offer({ stock: 5 }, { tracking: 'lot' });
    const refused = async (lines: Parameters<Counter['returned']>[1], over: Partial<Sold> = {}) =>
      floor().bookOne(counter().returned({ ...sold, ...over }, lines));
    expect(await refused([left(other, 1)])).toMatchObject({
      code: 'item-not-on-delivery',
      pointer: '/data/lines/0/item',
    });
    expect(await refused([left(loose, 1)])).toMatchObject({ code: 'item-not-on-delivery' });
    expect(await refused([left(sold.item, 1, { lots: lots({ [floor().name('NONE')]: 1 }) })])).toMatchObject({
      code: 'unknown-lot',
    });
    expect(await refused([left(sold.item, 1)], { delivery: floor().name('OSL/OUT') })).toMatchObject({
      code: 'unknown-delivery',
      pointer: '/data/delivery',
    });
    expect(await refused([])).toMatchObject({ code: 'malformed-posting', pointer: '/data/lines' });
    expect(await counter().stock(sold.item)).toEqual({});
  });

  test('serials come back one by one', async () => {
    const stock = { S1: { quantity: 1 }, S2: { quantity: 1 } };
    const sold = await counter().sell({ quantity: 2, uom: UNIT, tracking: 'serial', stock });
    const [pump = ''] = sold.items;
    const of = (value: number, ...serials: string[]) => [
      left(pump, 0, { quantity: { value, uom: UNIT }, serials }),
    ];
    await floor().bookOne(counter().shipped(sold, { lines: of(2, 'S1', 'S2') }));
    const back = (value: number, ...serials: string[]) =>
      floor().bookOne(counter().returned(sold, of(value, ...serials)));
    expect(await back(2, 'S1')).toMatchObject({ code: 'serial-count-mismatch' });
    expect(await back(1, 'S2')).toMatchObject({ result: 'posted' });
    expect(await back(1, 'S2')).toMatchObject({ code: 'nothing-to-return' });
    expect(await counter().stock(pump)).toEqual({ S2: 1 });
  });
}

const documentOf = (row: object): object => ('document' in row ? (row.document as object) : {});
