import { beforeAll, describe, expect, test } from 'vitest';
import { answers } from '../../lambdas/costs/answers.ts';
import { askOdoo } from '../../lambdas/odoo/ask.ts';
import { type RealOdooWorld, realOdooFromEnvironment } from '../worlds/real-odoo.ts';
import { costsSuite } from './costs.suite.ts';
import { ShopFloor, WAREHOUSE } from './shop-floor.ts';

costsSuite(async () => realOdooFromEnvironment());

/** What the stand-in's books do not tell apart. */
describe('costs in a real Odoo', () => {
  let world: RealOdooWorld;
  let floor: ShopFloor;
  beforeAll(() => {
    world = realOdooFromEnvironment();
    floor = new ShopFloor(world);
  });
  const ask = async (question: keyof typeof answers, about: object) => {
    const answered = await askOdoo(floor.client, { question, warehouse: WAREHOUSE, about });
    if (!answered.ok) throw new Error(answered.message);
    return answered.answer;
  };
  const zone = 'Europe/Oslo';
  const changed = async (since?: string) =>
    answers['costs.changed-days'].parse(
      await ask('costs.changed-days', { zone, from: '2026-01-01', ...(since && { since }) }),
    );
  const componentCost = async (day: string, order: string) => {
    const { orders } = answers['costs.orders'].parse(await ask('costs.orders', { day, zone }));
    return orders.find(({ family }) => family === order)?.components;
  };
  const finish = async (day: string, operations: string[] = []) => {
    const released = await floor.release({
      quantity: 10,
      components: [{ per: 2, stock: 1000, price: 3.5 }],
      operations,
    });
    const over = { time: `${day} 09:00:00` };
    await floor.book(floor.reported(released, 10, { final: true }, over));
    return released;
  };

  test('a price that changes afterwards changes nothing of an order that is done', async () => {
    const { order, components } = await finish('2026-11-12');
    expect(await componentCost('2026-11-12', order)).toBe(70);
    await world.reprice(components[0] ?? '', 5);
    expect(await componentCost('2026-11-12', order)).toBe(70);
  });

  test('the days since a mark are those on which something was finished, or written on since, and no others', async () => {
    const center = floor.name('LINE');
    const first = await changed();
    await finish('2026-11-10');
    const second = await changed(first.mark);
    expect(second.days).toEqual(['2026-11-10']);
    expect((await changed(second.mark)).days).toEqual([]);
    const late = await finish('2026-11-09', [center]);
    const third = await changed(second.mark);
    expect(third.days).toEqual(['2026-11-09']);
    // Somebody enters an hour that was forgotten.
    const [operation] = await world.odoo.search<{ id: number; workcenter_id: [number, string] }>(
      'mrp.workorder',
      [['production_id.name', '=', late.order]],
      ['workcenter_id'],
    );
    const [loss] = await world.odoo.search(
      'mrp.workcenter.productivity.loss',
      [['loss_type', '=', 'productive']],
      ['id'],
      { limit: 1 },
    );
    await world.odoo.create('mrp.workcenter.productivity', [
      {
        workorder_id: operation?.id,
        workcenter_id: operation?.workcenter_id[0],
        loss_id: loss?.id,
        date_start: '2026-11-09 10:00:00',
        date_end: '2026-11-09 11:00:00',
      },
    ]);
    expect((await changed(third.mark)).days).toEqual(['2026-11-09']);
  });
});
