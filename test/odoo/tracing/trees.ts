import { expect, test } from 'vitest';
import type { Floor } from '../open-floor.ts';
import { hoursAgo, KG, posting, UNIT, WAREHOUSE } from '../shop-floor.ts';
import { arrows, Kitchen, lotNamed, lotNames } from './kitchen.ts';

export function trees(floor: Floor): void {
  const kitchen = () => new Kitchen(floor());
  const of = (item: string | undefined, lot: string) => ({ item: item ?? '', lot });

  test('two levels: what a lot was made from, and what was made of it, with quantities and the order', async () => {
    const [cheese = '', milk = ''] = await kitchen().items(2);
    await kitchen().stock(milk, { M1: 50, M2: 50 });
    const time = hoursAgo(3);
    const used = { [milk]: { M1: 6, M2: 4 } };
    const order = await kitchen().make({ item: cheese, lot: 'C1', quantity: 5, used }, { time });
    const up = await kitchen().genealogy(of(cheese, 'C1'), 'up');
    expect(lotNames(up)).toEqual(['C1', 'M1', 'M2']);
    expect(up).toMatchObject({ root: lotNamed(up, 'C1').id, truncated: false });
    const at = `${time.replace(' ', 'T')}Z`;
    const link = { kind: 'production', document: order, warehouse: 'OSL', at, produced: 5 };
    expect(up.links).toEqual([
      { ...link, from: lotNamed(up, 'M1').id, to: lotNamed(up, 'C1').id, consumed: 6 },
      { ...link, from: lotNamed(up, 'M2').id, to: lotNamed(up, 'C1').id, consumed: 4 },
    ]);
    expect(lotNamed(up, 'C1')).toMatchObject({
      item: cheese,
      name: `Item ${cheese}`,
      tracking: 'lot',
      uom: KG,
      home: 'OSL',
      documents: [{ kind: 'production', name: order, warehouse: 'OSL', at, quantity: 5 }],
    });
    expect(lotNamed(up, 'M1').documents).toContainEqual(
      expect.objectContaining({ kind: 'consumption', name: order, at, quantity: 6 }),
    );
    expect(lotNamed(up, 'M1').documents).toContainEqual(
      expect.objectContaining({ kind: 'count', quantity: 50 }),
    );
    const down = await kitchen().genealogy(of(milk, 'M1'), 'down');
    expect(arrows(down)).toEqual(['M1>C1']);
    expect(arrows(await kitchen().genealogy(of(milk, 'M1'), 'up'))).toEqual([]);
  });

  test('a lot that expires says when', async () => {
    const [cheese = '', milk = ''] = await kitchen().items(2, {}, { expires: true });
    const expires = '2030-05-06T07:00:00Z';
    await kitchen().seed({
      items: [{ code: milk, name: milk, uom: KG, tracking: 'lot', expires: true }],
      stock: [{ warehouse: WAREHOUSE, item: milk, lot: 'M1', quantity: 9, expires }],
    });
    await kitchen().make({ item: cheese, lot: 'C1', used: { [milk]: { M1: 1 } } });
    expect(lotNamed(await kitchen().genealogy(of(cheese, 'C1'), 'up'), 'M1')).toMatchObject({ expires });
  });

  test('five levels, up and down', async () => {
    const codes = await kitchen().items(5);
    await kitchen().stock(codes[0] ?? '', { L1: 10 });
    for (const [level, item] of codes.entries()) {
      const below = codes[level - 1];
      if (below)
        await kitchen().make({ item, lot: `L${level + 1}`, used: { [below]: { [`L${level}`]: 1 } } });
    }
    const chain = ['L1>L2', 'L2>L3', 'L3>L4', 'L4>L5'];
    expect(arrows(await kitchen().genealogy(of(codes[4], 'L5'), 'up'))).toEqual(chain);
    expect(arrows(await kitchen().genealogy(of(codes[0], 'L1'), 'down'))).toEqual(chain);
    expect(arrows(await kitchen().genealogy(of(codes[2], 'L3'), 'up'))).toEqual(chain.slice(0, 2));
  });

  test('a diamond is one lot with several links', async () => {
    const [pie = '', dough = '', filling = '', butter = ''] = await kitchen().items(4);
    await kitchen().stock(butter, { B: 10 });
    await kitchen().make({ item: dough, lot: 'D', used: { [butter]: { B: 1 } } });
    await kitchen().make({ item: filling, lot: 'F', used: { [butter]: { B: 2 } } });
    await kitchen().make({ item: pie, lot: 'P', used: { [dough]: { D: 1 }, [filling]: { F: 1 } } });
    const up = await kitchen().genealogy(of(pie, 'P'), 'up');
    expect(lotNames(up)).toEqual(['B', 'D', 'F', 'P']);
    expect(arrows(up)).toEqual(['B>D', 'B>F', 'D>P', 'F>P']);
  });

  test('each part of an order has what it used itself', async () => {
    const [cheese = '', milk = ''] = await kitchen().items(2);
    await kitchen().stock(milk, { M1: 50, M2: 50 });
    const used = { [milk]: { M1: 4 } };
    const order = await kitchen().make({ item: cheese, lot: 'C1', quantity: 4, planned: 10, used });
    await kitchen().make({ order, item: cheese, lot: 'C2', quantity: 6, used: { [milk]: { M2: 6 } } });
    const first = await kitchen().genealogy(of(cheese, 'C1'), 'up');
    expect(arrows(first)).toEqual(['M1>C1']);
    expect(first.links[0]).toMatchObject({ document: `${order}-001`, consumed: 4, produced: 4 });
    const second = await kitchen().genealogy(of(cheese, 'C2'), 'up');
    expect(arrows(second)).toEqual(['M2>C2']);
    expect(second.links[0]).toMatchObject({ document: `${order}-002`, consumed: 6 });
  });

  test('a lot that two parts of an order filled has the lots of both', async () => {
    const [cheese = '', milk = ''] = await kitchen().items(2);
    await kitchen().stock(milk, { M1: 50, M2: 50 });
    const used = { [milk]: { M1: 4 } };
    const order = await kitchen().make({ item: cheese, lot: 'C1', quantity: 4, planned: 10, used });
    await kitchen().make({ order, item: cheese, lot: 'C1', quantity: 6, used: { [milk]: { M2: 6 } } });
    const up = await kitchen().genealogy(of(cheese, 'C1'), 'up');
    expect(up.links.map(({ consumed, produced }) => [consumed, produced])).toEqual([
      [4, 4],
      [6, 6],
    ]);
  });

  test('a lot shared by two orders leads to both, and up only to its own', async () => {
    const [cheese = '', butter = '', milk = ''] = await kitchen().items(3);
    await kitchen().stock(milk, { M1: 50, M2: 50 });
    await kitchen().make({ item: cheese, lot: 'C', used: { [milk]: { M1: 1 } } });
    await kitchen().make({ item: butter, lot: 'B', used: { [milk]: { M1: 1, M2: 1 } } });
    expect(arrows(await kitchen().genealogy(of(milk, 'M1'), 'down'))).toEqual(['M1>B', 'M1>C']);
    expect(arrows(await kitchen().genealogy(of(cheese, 'C'), 'up'))).toEqual(['M1>C']);
  });

  test('every serial of an order has all that the order used, and counts as one', async () => {
    const [pump = ''] = await kitchen().items(1, {}, { tracking: 'serial', uom: UNIT });
    const [steel = ''] = await kitchen().items(1, { S1: 9, S2: 9 });
    await kitchen().make({ item: pump, lot: ['P1', 'P2'], used: { [steel]: { S1: 1, S2: 1 } } });
    const up = await kitchen().genealogy(of(pump, 'P1'), 'up');
    expect(arrows(up)).toEqual(['S1>P1', 'S2>P1']);
    expect(up.links).toMatchObject([
      { consumed: 1, produced: 1 },
      { consumed: 1, produced: 1 },
    ]);
    expect(arrows(await kitchen().genealogy(of(steel, 'S1'), 'down'))).toEqual(['S1>P1', 'S1>P2']);
  });

  test('a lot that went into itself by rework ends', async () => {
    const [cheese = '', spread = '', milk = ''] = await kitchen().items(3);
    await kitchen().stock(milk, { M: 50 });
    await kitchen().make({ item: cheese, lot: 'C', quantity: 9, used: { [milk]: { M: 9 } } });
    await kitchen().make({ item: spread, lot: 'S', quantity: 5, used: { [cheese]: { C: 5 } } });
    const used = { [milk]: { M: 1 }, [spread]: { S: 2 } };
    const order = await kitchen().make({ item: cheese, lot: 'X', planned: 9, used: { [milk]: { M: 1 } } });
    await kitchen().make({ order, item: cheese, lot: 'C', quantity: 3, used });
    const expected = ['C>S', 'M>C', 'M>C', 'S>C'];
    expect(arrows(await kitchen().genealogy(of(cheese, 'C'), 'up'))).toEqual(expected);
    expect(arrows(await kitchen().genealogy(of(spread, 'S'), 'down'))).toEqual(['C>S', 'S>C']);
  });

  test('what is only recorded as consumed has gone into nothing yet', async () => {
    const [cheese = '', milk = ''] = await kitchen().items(2);
    await kitchen().stock(milk, { M1: 50, M2: 50 });
    const used = { [milk]: { M1: 4 } };
    const order = await kitchen().make({ item: cheese, lot: 'C1', quantity: 4, planned: 10, used });
    const lots = [{ number: 'M2', quantity: 5 }];
    const issue = { order, item: milk, quantity: { value: 5, uom: KG }, lots };
    await floor().bookOne(posting('material.consumed', issue));
    expect(arrows(await kitchen().genealogy(of(milk, 'M2'), 'down'))).toEqual([]);
  });

  test('scrap of product or component is no link, and adds nothing to what was made', async () => {
    const [cheese = '', milk = ''] = await kitchen().items(2);
    await kitchen().stock(milk, { M1: 50 });
    const used = { [milk]: { M1: 4 } };
    const order = await kitchen().make({ item: cheese, lot: 'C1', quantity: 4, used });
    const scrap = { order, quantity: { value: 1, uom: KG } };
    await floor().bookOne(posting('production.scrapped', { ...scrap, lot: 'C1' }));
    await floor().bookOne(posting('production.scrapped', { ...scrap, item: milk, lot: 'M1' }));
    const up = await kitchen().genealogy(of(cheese, 'C1'), 'up');
    expect(up.links).toMatchObject([{ consumed: 4, produced: 4 }]);
    expect(lotNamed(up, 'C1').documents).toContainEqual(
      expect.objectContaining({ kind: 'scrap', quantity: 1 }),
    );
    expect(lotNamed(up, 'M1').documents).toContainEqual(
      expect.objectContaining({ kind: 'scrap', quantity: 1 }),
    );
  });

  test('what was given back after the completion stands beside what was consumed', async () => {
    const [cheese = '', milk = ''] = await kitchen().items(2);
    await kitchen().stock(milk, { M1: 50 });
    const order = await kitchen().make({ item: cheese, lot: 'C1', quantity: 4, used: { [milk]: { M1: 4 } } });
    const time = hoursAgo(0.5);
    const back = { order, item: milk, quantity: { value: 3, uom: KG } };
    await floor().bookOne(posting('material.returned', back, { time }));
    const up = await kitchen().genealogy(of(cheese, 'C1'), 'up');
    const at = `${time.replace(' ', 'T')}Z`;
    expect(up.links).toMatchObject([{ consumed: 4, returned: 3, produced: 4, corrected: at }]);
    expect(lotNamed(up, 'M1').documents).toContainEqual(
      expect.objectContaining({ kind: 'material-return', name: order, at, quantity: 3 }),
    );
  });

  test('more lots than wanted are said to be there, and the nearest are answered', async () => {
    const codes = await kitchen().items(3);
    await kitchen().stock(codes[0] ?? '', { L1: 10 });
    await kitchen().make({ item: codes[1] ?? '', lot: 'L2', used: { [codes[0] ?? '']: { L1: 1 } } });
    await kitchen().make({ item: codes[2] ?? '', lot: 'L3', used: { [codes[1] ?? '']: { L2: 1 } } });
    const up = await kitchen().genealogy({ ...of(codes[2], 'L3'), most: 2 }, 'up');
    expect([up.truncated, lotNames(up), arrows(up)]).toEqual([true, ['L2', 'L3'], ['L2>L3']]);
    expect(await kitchen().genealogy({ ...of(codes[2], 'L3'), most: 3 }, 'up')).toMatchObject({
      truncated: false,
    });
  });
}
