import { describe, expect, it } from 'vitest';
import { costUpdated } from '../../events/messages/cost-updated.ts';
import type { CostsDeps } from '../../lambdas/analytics/costs/ask-costs.ts';
import { transient } from '../../lambdas/odoo/failures.ts';
import type { OdooQuestion } from '../../lambdas/odoo/ports.ts';
import { publishMessages } from '../../lambdas/outbound/feed/append.ts';
import { Impossible } from '../../lambdas/platform/task-failures.ts';
import { CostsFixture } from '../fakes/costs-fixture.ts';
import { type Knife, mortal } from '../fakes/mortal.ts';

const unit = { uom: 'uom.product_uom_kgm', uom_name: 'kg' };

/** Odoo's side of the questions, over a few items and orders. */
class Office {
  items = [
    { id: 1, item: 'MILK', name: 'Milk', ...unit, standard: 3.5 },
    { id: 2, item: 'YOGHURT', name: 'Yoghurt', ...unit, standard: 8, rolled_up: 7.25 },
    { id: 3, item: 'CREAM', name: 'Cream', uom_name: 'Churn', standard: 20 },
  ];
  orders = [
    this.order(11, '2026-11-20', 100),
    this.order(12, '2026-11-20', 40),
    this.order(13, '2026-11-22', 9),
  ];
  changed = ['2026-11-20', '2026-11-22'];
  away = false;
  readonly asked: OdooQuestion[] = [];

  order(id: number, day: string, real: number) {
    return {
      ...{ id, order: `MO/${id}-001`, family: `MO/${id}`, item: 'YOGHURT', name: 'Yoghurt', ...unit },
      ...{ quantity: 10, finished: `${day} 09:00:00`, bill: 80, real, components: real - 5 },
      operations: 5,
    };
  }

  ask = async (question: OdooQuestion) => {
    this.asked.push(question);
    if (this.away) return transient('unreachable', 'no answer', { outcome: 'not-done' });
    return { ok: true as const, answer: this.answerTo(question.question, question.about) };
  };

  private answerTo(question: string, about: { after?: number; day?: string }): object {
    const page = <T extends { id: number }>(all: T[]) => all.filter(({ id }) => id > (about.after ?? 0));
    if (question === 'costs.changed-days') return { mark: `1:${this.asked.length}`, days: this.changed };
    const of =
      question === 'costs.items'
        ? this.items
        : this.orders.filter((each) => each.finished.startsWith(about.day ?? ''));
    // One a page, however many are asked for.
    const [first, second] = page<{ id: number }>(of);
    return {
      [question === 'costs.items' ? 'items' : 'orders']: first ? [first] : [],
      currency: 'NOK',
      ...(second && { next: first?.id }),
    };
  }
}

const fixture = () => {
  const office = new Office();
  return { office, costs: new CostsFixture(office) };
};

describe('the cost job', () => {
  it('keeps what every item costs, and publishes each', async () => {
    const { costs } = fixture();
    const run = await costs.night();
    expect(run).toMatchObject({ state: 'done', counts: { items: 3, messages: 3, days: 2, orders: 3 } });
    const published = await costs.published();
    for (const { data } of published) costUpdated.data.parse(data);
    expect(published).toMatchObject([
      { name: 'cost.updated', subject: 'MILK', thing: { kind: 'cost', name: 'MILK' } },
      {
        data: {
          ...{ plant: 'oslo', item: 'YOGHURT', unit: 'KGM' },
          standardCost: { amount: 8, currency: 'NOK' },
          rolledUpCost: { amount: 7.25, currency: 'NOK' },
        },
      },
      { data: { item: 'CREAM', unitName: 'Churn', standardCost: { amount: 20, currency: 'NOK' } } },
    ]);
    expect(costs.lake.rows('item_cost', { plant: 'oslo', day: '2026-11-24' })).toMatchObject([
      { item: 'MILK', odoo_item: 'MILK', odoo_id: 1, unit: 'KGM', currency: 'NOK', standard_cost: 3.5 },
      { item: 'YOGHURT', standard_cost: 8, rolled_up_cost: 7.25 },
      { item: 'CREAM', unit_name: 'Churn', standard_cost: 20 },
    ]);
  });

  it('keeps what orders really cost with the day on which they were finished', async () => {
    const { costs } = fixture();
    await costs.night();
    const [first, second] = costs.lake.rows('order_cost', { plant: 'oslo', day: '2026-11-20' });
    expect(first).toEqual({
      ...{ order_name: 'MO/11', part: 'MO/11-001', odoo_id: 11, item: 'YOGHURT', item_name: 'Yoghurt' },
      ...{ quantity: 10, unit: 'KGM', finished_at: new Date('2026-11-20T09:00:00Z'), currency: 'NOK' },
      ...{ bill_cost: 80, real_cost: 100, component_cost: 95, operation_cost: 5 },
      unit_cost: 10,
    });
    expect(second).toMatchObject({ part: 'MO/12-001', real_cost: 40 });
    expect(costs.lake.partitions()).toEqual([
      'item_cost oslo 2026-11-24',
      'order_cost oslo 2026-11-20',
      'order_cost oslo 2026-11-22',
    ]);
  });

  it('publishes a changed price once, and nothing when nothing changed', async () => {
    const { office, costs } = fixture();
    await costs.night();
    expect((await costs.night()).counts.messages).toBe(0);
    office.items[0] = { ...office.items[0], standard: 3.75 } as never;
    expect((await costs.night()).counts.messages).toBe(1);
    expect((await costs.night()).counts.messages).toBe(0);
    const published = await costs.published();
    expect(published).toHaveLength(4);
    expect(published.at(-1)).toMatchObject({ subject: 'MILK', data: { standardCost: { amount: 3.75 } } });
  });

  it('speaks of items by the plant’s own codes', async () => {
    const { costs } = fixture();
    const change = { by: 'ola', at: '2026-11-01T00:00:00Z', importId: 'x' };
    await costs.codeMapping.put('oslo', { kind: 'item', code: '4711', odooCode: 'MILK' }, change);
    await costs.night();
    expect((await costs.published()).map(({ subject }) => subject)).toEqual(['4711', 'YOGHURT', 'CREAM']);
    const [row] = costs.lake.rows('item_cost', { plant: 'oslo', day: '2026-11-24' });
    expect(row).toMatchObject({ item: '4711', odoo_item: 'MILK' });
  });

  it('does not publish back and forth for two products with one code', async () => {
    const { office, costs } = fixture();
    office.items.push({ id: 4, item: 'MILK', name: 'Other milk', ...unit, standard: 9 });
    await costs.night();
    expect((await costs.night()).counts).toMatchObject({ items: 4, messages: 0 });
    expect(await costs.published()).toHaveLength(3);
  });

  it('asks for the days since the watermark of the last run that was done', async () => {
    const { office, costs } = fixture();
    const since = () =>
      office.asked.filter(({ question }) => question === 'costs.changed-days').map(({ about }) => about);
    await costs.night();
    await costs.night({ from: '2026-11-01', to: '2026-11-02' });
    await costs.night();
    const time_zone = 'Europe/Oslo';
    expect(since()).toEqual([
      { time_zone, from: '2026-10-24' },
      { time_zone, from: '2026-10-24', since: '1:1' },
    ]);
  });

  it('reads the orders of a range, clears the days that have none, and leaves items alone', async () => {
    const { office, costs } = fixture();
    await costs.night();
    office.orders = office.orders.filter(({ id }) => id !== 13);
    const run = await costs.night({ from: '2026-11-19', to: '2026-11-22' });
    expect(run.counts).toEqual({ days: 4, orders: 2 });
    expect(costs.lake.partitions()).toEqual(['item_cost oslo 2026-11-24', 'order_cost oslo 2026-11-20']);
  });

  it('goes on where it was when there was no time left, and loses nothing by it', async () => {
    const { costs } = fixture();
    const whole = fixture();
    await whole.costs.night();
    let left = 0;
    const timeLeft = () => {
      left += 1;
      return left % 5;
    };
    expect(await costs.night(undefined, { timeLeft })).toMatchObject({ state: 'done' });
    expect(costs.lake.partitions()).toEqual(whole.costs.lake.partitions());
    expect((await costs.published()).map(({ subject }) => subject)).toEqual(['MILK', 'YOGHURT', 'CREAM']);
  });

  it('fails, and says on what, when a step is too short for one reading', async () => {
    const { costs } = fixture();
    await expect(costs.night(undefined, { timeLeft: () => 0 })).rejects.toThrow(
      new Impossible('the costs of 2026-11-24 take longer than a step may'),
    );
    expect(await costs.published()).toEqual([]);
  });

  it('has written and published the same wherever it was killed', async () => {
    const whole = fixture();
    await whole.costs.night();
    const rows = ({ lake }: CostsFixture) =>
      lake.partitions().map((each) => {
        const [dataset = '', plant = '', day = ''] = each.split(' ');
        return [each, lake.rows(dataset, { plant, day })];
      });
    const published = async (costs: CostsFixture) =>
      (await costs.published()).map(({ sequence, data }) => [sequence, data]);
    let untouched = 0;
    for (let dieAt = 0; untouched < 3; dieAt++) {
      const { costs } = fixture();
      const knife: Knife = { left: dieAt, dead: false };
      let calls = 0;
      const deps = (): CostsDeps => {
        calls += 1;
        const first = mortal(
          costs.deps,
          ['feed', 'lake', 'odoo', 'codeMapping'],
          knife,
          () => new Error('killed'),
        );
        // The function that was killed does nothing more; the next one is another.
        return knife.dead ? costs.deps : first;
      };
      await costs.night(undefined, { deps });
      expect(calls).toBeGreaterThan(1);
      if (!knife.dead) untouched += 1;
      expect(rows(costs), `killed at ${dieAt}`).toEqual(rows(whole.costs));
      expect(await published(costs), `killed at ${dieAt}`).toEqual(await published(whole.costs));
    }
  });

  it('reads a page again when somebody else publishes costs meanwhile', async () => {
    const { office, costs } = fixture();
    const { ask } = office;
    let stirs = 2;
    office.ask = async (question) => {
      const answer = await ask(question);
      if (question.question === 'costs.items' && stirs > 0) {
        stirs -= 1;
        const other = {
          name: 'x',
          subject: 'x',
          thing: { kind: 'cost', name: `other ${stirs}` },
          data: {},
          hash: 'x',
        };
        await publishMessages('oslo', [other], costs.deps);
      }
      return answer;
    };
    await costs.night();
    expect(stirs).toBe(0);
    const reads = office.asked.filter(({ question }) => question === 'costs.items');
    expect(reads).toHaveLength(3 + 2);
    const published = await costs.published();
    expect(published.map(({ sequence }) => sequence)).toEqual(published.map((_, at) => at + 1));
    expect(published.filter(({ name }) => name === 'cost.updated')).toHaveLength(3);
  });

  it('waits while Odoo is away', async () => {
    const { office, costs } = fixture();
    office.away = true;
    await expect(costs.night()).rejects.toMatchObject({
      name: 'OdooAway',
      message: 'unreachable: no answer',
    });
    expect(await costs.published()).toEqual([]);
  });
});
