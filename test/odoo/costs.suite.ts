import { describe, expect, test } from 'vitest';
import { type Answers, answers, type CostQuestion } from '../../lambdas/analytics/costs/ask-costs.ts';
import { askOdoo } from '../../lambdas/odoo/ports.ts';
import type { TestBackend } from '../backends/test-backend.ts';
import { openFloor } from './open-floor.ts';
import { type Release, WAREHOUSE } from './shop-floor.ts';

const time_zone = 'Europe/Oslo';

/** What Odoo knows of costs. The fake Odoo does not model costs. */
export function costsSuite(makeBackend: () => Promise<TestBackend>): void {
  describe('costs', () => {
    const floor = openFloor(makeBackend);
    const asked = (question: CostQuestion, about: object, warehouse = WAREHOUSE) =>
      askOdoo(floor().client, { question, warehouse, about });
    const ask = async <Name extends CostQuestion>(question: Name, about: object, warehouse?: string) => {
      const answered = await asked(question, about, warehouse);
      if (!answered.ok) throw new Error(answered.message);
      return answers[question].parse(answered.answer) as Answers[Name];
    };
    const item = async (code: string, warehouse?: string) => {
      let after: number | undefined = 0;
      while (after !== undefined) {
        const page: Answers['costs.items'] = await ask('costs.items', { after, most: 100 }, warehouse);
        const found = page.items.find((each) => each.item === code);
        if (found) return found;
        after = page.next;
      }
      return undefined;
    };
    /** Ten of a product, of two kilograms each at 3.50, made at a work centre that costs 60 an hour. */
    const made = async (day: string, more: Partial<Release> = {}) => {
      const center = floor().name('LINE');
      const released = await floor().release({
        quantity: 10,
        components: [{ per: 2, stock: 1000, price: 3.5 }],
        operations: [center],
        hourlyCost: 60,
        ...more,
      });
      await floor().book(
        floor().labor(released, center, `${day} 08:00:00`, `${day} 08:30:00`),
        floor().reported(released, 10, { final: true }, { time: `${day} 09:00:00` }),
      );
      return released;
    };
    const orderOn = async (day: string, order: string) =>
      (await ask('costs.orders', { day, time_zone })).orders.find((each) => each.family === order);

    test('an order really cost what it used at the prices it was used at, and its times at the rate of the work centre', async () => {
      const { order, product } = await made('2026-11-20');
      expect(await orderOn('2026-11-20', order)).toMatchObject({
        item: product,
        quantity: 10,
        uom: 'uom.product_uom_kgm',
        finished: '2026-11-20 09:00:00',
        // 10 × 2 kg × 3.50, and half an hour
        components: 70,
        operations: 30,
        real: 100,
        // by the bill ten minutes each
        bill: 170,
      });
      expect((await ask('costs.orders', { day: '2026-11-20', time_zone })).currency).toBe('USD');
    });

    test('an order belongs to the day at the plant on which it was finished', async () => {
      const released = await floor().release({ quantity: 1 });
      // Half past midnight in Oslo.
      await floor().book(floor().reported(released, 1, { final: true }, { time: '2026-11-17 23:30:00' }));
      expect(await orderOn('2026-11-18', released.order)).toBeDefined();
      expect(await orderOn('2026-11-17', released.order)).toBeUndefined();
      const { days, mark } = await ask('costs.changed-days', { from: '2026-11-18', time_zone });
      expect(days).toContain('2026-11-18');
      expect(days).not.toContain('2026-11-17');
      expect(mark).toMatch(/^\d+:\d+$/);
    });

    test('an item costs its standard price, and by its bill what its components and operations cost, all levels down', async () => {
      const { product, components } = await made('2026-11-20');
      const [component = ''] = components;
      expect(await item(component)).toMatchObject({ standard: 3.5, uom: 'uom.product_uom_kgm' });
      expect(await item(component)).not.toHaveProperty('rolled_up');
      // 2 kg × 3.50 and ten minutes at 60
      expect(await item(product)).toMatchObject({ rolled_up: 17 });
      const whole = floor().name('WHOLE');
      await floor().backend.seed({
        warehouses: [],
        items: [
          { code: product, name: product, uom: 'uom.product_uom_kgm', tracking: 'none' },
          { code: whole, name: whole, uom: 'uom.product_uom_kgm', tracking: 'none' },
        ],
        boms: [{ item: whole, quantity: 4, components: [{ item: product, quantity: 2 }] }],
      });
      expect(await item(whole)).toMatchObject({ standard: 1, rolled_up: 8.5 });
      await floor().backend.reprice(component, 4);
      expect(await item(component)).toMatchObject({ standard: 4 });
      expect(await item(whole)).toMatchObject({ rolled_up: 9 });
    });

    test('what another warehouse moved and nobody makes is none of this one’s', async () => {
      const code = floor().name('FOREIGN');
      await floor().backend.seed({
        warehouses: [
          { code: WAREHOUSE, name: 'Oslo' },
          { code: 'GDA', name: 'Gdansk' },
        ],
        items: [{ code, name: code, uom: 'uom.product_uom_kgm', tracking: 'none' }],
        stock: [{ warehouse: 'GDA', item: code, quantity: 5 }],
      });
      expect(await item(code)).toBeUndefined();
      expect(await item(code, 'GDA')).toMatchObject({ standard: 1 });
    });

    test('pages hold everything once', async () => {
      await made('2026-11-16');
      await made('2026-11-16');
      const whole = (await ask('costs.orders', { day: '2026-11-16', time_zone })).orders;
      const paged: number[] = [];
      let after: number | undefined = 0;
      while (after !== undefined) {
        const page: Answers['costs.orders'] = await ask('costs.orders', {
          day: '2026-11-16',
          time_zone,
          after,
          most: 1,
        });
        paged.push(...page.orders.map(({ id }) => id));
        after = page.next;
      }
      expect(whole.length).toBeGreaterThan(1);
      expect(paged).toEqual(whole.map(({ id }) => id));
    });

    test.each<[string, CostQuestion, object, string]>([
      ['no time zone', 'costs.orders', { day: '2026-11-16' }, '/time_zone'],
      [
        'a time zone that is none',
        'costs.orders',
        { day: '2026-11-16', time_zone: 'Europe/Oslod' },
        '/time_zone',
      ],
      ['a day that never was', 'costs.orders', { day: '2026-02-30', time_zone }, '/day'],
      ['a page too long', 'costs.items', { most: 501 }, '/most'],
      ['a field nobody knows', 'costs.items', { all: true }, ''],
      ['no first day', 'costs.changed-days', { time_zone }, '/from'],
    ])('%s is malformed', async (_, question, about, pointer) => {
      expect(await asked(question, about)).toMatchObject({ code: 'malformed-posting', pointer });
    });
  });
}
