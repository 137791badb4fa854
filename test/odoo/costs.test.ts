import { beforeAll, describe, expect, test, vi } from 'vitest';
import { answers } from '../../lambdas/analytics/costs/ask-costs.ts';
import { askOdoo } from '../../lambdas/odoo/ports.ts';
import { type RealOdooBackend, realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { costsSuite } from './costs.suite.ts';
import { ShopFloor, WAREHOUSE } from './shop-floor.ts';

costsSuite(async () => realOdooFromEnvironment());

/** What changes after an order is done. */
describe('costs in a real Odoo', () => {
  let backend: RealOdooBackend;
  let floor: ShopFloor;
  beforeAll(() => {
    backend = realOdooFromEnvironment();
    floor = new ShopFloor(backend);
  });
  const ask = async (question: keyof typeof answers, about: object) => {
    const answered = await askOdoo(floor.client, { question, warehouse: WAREHOUSE, about });
    if (!answered.ok) throw new Error(answered.message);
    return answered.answer;
  };
  const time_zone = 'Europe/Oslo';
  const changed = async (since?: string) =>
    answers['costs.changed-days'].parse(
      await ask('costs.changed-days', { time_zone, from: '2026-01-01', ...(since && { since }) }),
    );
  /** A watermark behind which nothing counts as new. Any open transaction of the server holds it back. */
  const quiet = () =>
    vi.waitFor(
      async () => {
        const { mark } = await changed();
        expect((await changed(mark)).days).toEqual([]);
        return mark;
      },
      { timeout: 60_000, interval: 200 },
    );
  const componentCost = async (day: string, order: string) => {
    const { orders } = answers['costs.orders'].parse(await ask('costs.orders', { day, time_zone }));
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
    await backend.reprice(components[0] ?? '', 5);
    expect(await componentCost('2026-11-12', order)).toBe(70);
  });

  test('the days since a watermark are those on which something was finished, or written on since, and no others', async () => {
    const center = floor.name('LINE');
    const first = await quiet();
    await finish('2026-11-10');
    expect((await changed(first)).days).toEqual(['2026-11-10']);
    const second = await quiet();
    const late = await finish('2026-11-09', [center]);
    expect((await changed(second)).days).toEqual(['2026-11-09']);
    const third = await quiet();
    // Somebody enters an hour that was forgotten.
    const [operation] = await backend.odoo.search<{ id: number; workcenter_id: [number, string] }>(
      'mrp.workorder',
      [['production_id.name', '=', late.order]],
      ['workcenter_id'],
    );
    const [loss] = await backend.odoo.search(
      'mrp.workcenter.productivity.loss',
      [['loss_type', '=', 'productive']],
      ['id'],
      { limit: 1 },
    );
    await backend.odoo.create('mrp.workcenter.productivity', [
      {
        workorder_id: operation?.id,
        workcenter_id: operation?.workcenter_id[0],
        loss_id: loss?.id,
        date_start: '2026-11-09 10:00:00',
        date_end: '2026-11-09 11:00:00',
      },
    ]);
    expect((await changed(third)).days).toEqual(['2026-11-09']);
  });

  test('what an order cost is what people read in its overview, also with by-products, splits, extras and what was left out', async () => {
    const day = '2026-11-13';
    const over = { time: `${day} 09:00:00` };
    const components = [
      { per: 2, stock: 1000, price: 3.333 },
      { per: 0.37, stock: 1000, price: 12.4 },
      { per: 1, stock: 1000, price: 0.07 },
    ];
    const center = floor.name('LINE');
    const release = () => floor.release({ quantity: 9, components, operations: [center], hourlyCost: 77 });
    const withByProduct = async () => {
      const released = await release();
      const again = floor.name('OSL/MO');
      const [bill] = await backend.odoo.search<{ id: number; product_tmpl_id: [number, string] }>(
        'mrp.bom',
        [['product_tmpl_id.default_code', '=', released.product]],
        ['product_tmpl_id'],
      );
      const [beside] = await backend.odoo.search<{ id: number; uom_id: [number, string] }>(
        'product.product',
        [['default_code', '=', released.components[2]]],
        ['uom_id'],
      );
      const of = { bom_id: bill?.id, product_id: beside?.id, product_uom_id: beside?.uom_id[0] };
      await backend.odoo.create('mrp.bom.byproduct', [{ ...of, product_qty: 0.5, cost_share: 15 }]);
      await backend.seed({
        warehouses: [{ code: WAREHOUSE, name: 'Oslo' }],
        items: [{ code: released.product, name: released.product, uom: released.uom, tracking: 'none' }],
        orders: [{ name: again, warehouse: WAREHOUSE, item: released.product, quantity: 9 }],
      });
      return { ...released, order: again };
    };
    const split = await release();
    const short = await release();
    const beside = await withByProduct();
    const [milk = '', , salt = ''] = short.components;
    await floor.book(
      floor.labor(split, center, `${day} 08:00:00`, `${day} 08:17:00`),
      floor.reported(split, 4, {}, over),
      floor.consumed(split, split.components[0] ?? '', 17.3, {}, over),
      floor.reported(split, 5, { final: true }, over),
      // More of the first, and of the third hardly anything.
      floor.consumed(short, milk, 31.4, {}, over),
      floor.consumed(short, salt, 0.01, {}, over),
      floor.reported(short, 7, { final: true }, over),
      floor.reported(beside, 9, { final: true }, over),
    );
    const { orders } = answers['costs.orders'].parse(await ask('costs.orders', { day, time_zone }));
    const ours = orders.filter(({ family = '' }) =>
      [split, short, beside].some(({ order }) => order === family),
    );
    expect(ours).toHaveLength(4);
    for (const { id, order, real, bill, components: used, operations } of ours) {
      const { data } = await backend.odoo.call<{ data: Overview }>(
        'report.mrp.report_mo_overview',
        'get_report_values',
        { production_id: id },
      );
      expect({ real, bill }, order).toEqual({ real: data.summary.real_cost, bill: data.summary.bom_cost });
      expect(used, order).toBeCloseTo(data.extras.total_real_cost_components, 6);
      expect(operations, order).toBeCloseTo(data.extras.total_real_cost_operations, 6);
    }
    const byProduct = ours.find(({ family }) => family === beside.order);
    expect(byProduct?.real).toBeLessThan((byProduct?.components ?? 0) + (byProduct?.operations ?? 0));
  });
});

interface Overview {
  summary: { real_cost: number; bom_cost: number };
  extras: { total_real_cost_components: number; total_real_cost_operations: number };
}
