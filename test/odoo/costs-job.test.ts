import { beforeAll, describe, expect, test } from 'vitest';
import { askOdoo, withClient } from '../../lambdas/odoo/ports.ts';
import { type RealOdooBackend, realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { CostsFixture } from '../fakes/costs-fixture.ts';
import { ShopFloor } from './shop-floor.ts';

describe('the cost job on a real Odoo', () => {
  let fixture: RealOdooBackend;
  let floor: ShopFloor;
  let costs: CostsFixture;
  beforeAll(() => {
    fixture = realOdooFromEnvironment();
    floor = new ShopFloor(fixture);
    const client = async () => floor.client;
    costs = new CostsFixture({ ask: (question) => withClient(client, (each) => askOdoo(each, question)) });
    costs.now = new Date();
  });
  const messagesAbout = async (item: string) =>
    (await costs.published()).filter(({ subject }) => subject === item).map(({ data }) => data);

  test('an order’s real cost is arithmetic, a changed price is published once, and a second run publishes nothing', async () => {
    const center = floor.name('LINE');
    const day = '2026-11-18';
    const made = await floor.release({
      quantity: 10,
      components: [
        { per: 2, stock: 1000, price: 3.5 },
        { per: 0.25, stock: 100, price: 12.4 },
      ],
      operations: [center],
      hourlyCost: 84,
    });
    const [milk = '', fruit = ''] = made.components;
    await floor.book(
      floor.consumed(made, milk, 21.5),
      floor.labor(made, center, `${day} 08:00:00`, `${day} 08:25:00`),
      floor.reported(made, 10, { final: true }, { time: `${day} 09:00:00` }),
    );
    expect(await costs.night()).toMatchObject({ state: 'done' });
    const row = costs.lake
      .rows('order_cost', { plant: 'oslo', day })
      .find(({ order_name }) => order_name === made.order);
    // 21.5 kg × 3.50 + 2.5 kg × 12.40, and 25 minutes at 84
    expect(row).toMatchObject({
      ...{ item: made.product, quantity: 10, unit: 'KGM', currency: 'USD' },
      ...{ component_cost: 75.25 + 31, operation_cost: 35, real_cost: 141.25, unit_cost: 14.125 },
    });
    expect(await messagesAbout(made.product)).toMatchObject([
      // 2 × 3.50 + 0.25 × 12.40, and ten minutes at 84
      { standardCost: { amount: 1, currency: 'USD' }, rolledUpCost: { amount: 24.1, currency: 'USD' } },
    ]);
    expect(await costs.night()).toMatchObject({ counts: { messages: 0, items: expect.any(Number) } });

    await fixture.reprice(fruit, 12.8);
    // The fruit, and what is made of it.
    expect((await costs.night()).counts.messages).toBe(2);
    expect(await messagesAbout(fruit)).toMatchObject([
      { standardCost: { amount: 12.4 } },
      { standardCost: { amount: 12.8 } },
    ]);
    expect((await messagesAbout(made.product)).at(-1)).toMatchObject({ rolledUpCost: { amount: 24.2 } });
    expect((await costs.night()).counts.messages).toBe(0);
    expect(await messagesAbout(milk)).toHaveLength(1);
  });
});
