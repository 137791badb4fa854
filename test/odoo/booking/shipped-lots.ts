import { expect, test } from 'vitest';
import { Counter, left } from '../counter.ts';
import type { Floor } from '../open-floor.ts';
import { hoursAgo, UNIT } from '../shop-floor.ts';

export function shippedLots(floor: Floor): void {
  const counter = () => new Counter(floor());

  test('the lots that left are those named, not those reserved', async () => {
    const stock = { A: { quantity: 10 }, B: { quantity: 10 } };
    const sold = await counter().sell({ quantity: 8, tracking: 'lot', stock });
    const [milk = ''] = sold.items;
    const lots = [
      { number: 'B', quantity: 6 },
      { number: 'A', quantity: 2 },
    ];
    await floor().bookOne(counter().shipped(sold, { lines: [left(milk, 8, { lots })] }));
    expect(await counter().stock(milk)).toEqual({ A: 8, B: 4 });
    expect(await counter().deliveries(sold)).toMatchObject([{ lots: { A: 2, B: 6 } }]);
  });

  test('a lot that another delivery had reserved is taken from it', async () => {
    const [milk = ''] = await counter().offer({ tracking: 'lot', stock: { A: { quantity: 10 } } });
    const first = await counter().sellAgain([milk], [8]);
    const second = await counter().sellAgain([milk], [8]);
    const lots = [{ number: 'A', quantity: 8 }];
    await floor().bookOne(counter().shipped(second, { lines: [left(milk, 8, { lots })] }));
    expect(await counter().stock(milk)).toEqual({ A: 2 });
    // It has two reserved now: that is not what it asks for.
    expect(await floor().bookOne(counter().shipped(first))).toMatchObject({ code: 'lot-required' });
  });

  test('without lots, what is reserved must be what left', async () => {
    const stock = { A: { quantity: 3 }, B: { quantity: 10 } };
    const sold = await counter().sell({ quantity: 8, tracking: 'lot', stock });
    const [milk = ''] = sold.items;
    expect(await floor().bookOne(counter().shipped(sold, { lines: [left(milk, 5)] }))).toMatchObject({
      code: 'lot-required',
      pointer: '/data/lines/0',
    });
    expect(await floor().bookOne(counter().shipped(sold, { lines: [left(milk, 8)] }))).toMatchObject({
      result: 'posted',
    });
    expect(await counter().stock(milk)).toEqual({ B: 5 });
  });

  test('serials leave one by one', async () => {
    const stock = { S1: { quantity: 1 }, S2: { quantity: 1 }, S3: { quantity: 1 } };
    const sold = await counter().sell({ quantity: 2, uom: UNIT, tracking: 'serial', stock });
    const [pump = ''] = sold.items;
    const of = (...serials: string[]) => [left(pump, 0, { quantity: { value: 2, uom: UNIT }, serials })];
    for (const serials of [['S1'], ['S1', 'S1'], ['S1', 'S2', 'S3']])
      expect(await floor().bookOne(counter().shipped(sold, { lines: of(...serials) }))).toMatchObject({
        code: 'serial-count-mismatch',
        pointer: '/data/lines/0/serials',
      });
    expect(
      await floor().bookOne(counter().shipped(sold, { lines: of('S1', floor().name('S9')) })),
    ).toMatchObject({
      code: 'unknown-lot',
    });
    await floor().bookOne(counter().shipped(sold, { lines: of('S3', 'S1') }));
    expect(await counter().stock(pump)).toEqual({ S2: 1 });
    const next = await counter().sellAgain([pump], [2]);
    expect(await floor().bookOne(counter().shipped(next, { lines: of('S2', 'S1') }))).toMatchObject({
      code: 'insufficient-stock',
    });
  });

  test('a lot must not have expired when it left; later does not matter', async () => {
    const expires = new Date(Date.now() - 5 * 3_600_000).toISOString();
    const stock = { OLD: { quantity: 10, expires } };
    const sold = await counter().sell({ quantity: 8, tracking: 'lot', expires: true, stock });
    const [milk = ''] = sold.items;
    const lines = [left(milk, 8, { lots: [{ number: 'OLD', quantity: 8 }] })];
    expect(await floor().bookOne(counter().shipped(sold, { lines }))).toMatchObject({ code: 'lot-expired' });
    const before = counter().shipped(sold, { lines }, { time: hoursAgo(6) });
    expect(await floor().bookOne(before)).toMatchObject({ result: 'posted' });
    expect(await counter().stock(milk)).toEqual({ OLD: 2 });
  });
}
