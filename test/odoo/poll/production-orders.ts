import { expect, test } from 'vitest';
import type { ProductionOrder } from '../../../events/messages/production-order.ts';
import { askOdoo } from '../../../lambdas/odoo/ports.ts';
import { productionOrders } from '../../../lambdas/outbound/poll/entities/production-orders.ts';
import { at } from '../booking/work-orders.ts';
import type { Floor } from '../open-floor.ts';
import { OTHER_WAREHOUSE, WAREHOUSE } from '../shop-floor.ts';
import { kilograms, PolledPlant } from './polled-plant.ts';

/** Messages to a plant about its production orders. */
export function productionOrderMessages(floor: Floor): void {
  const polledPlant = async () => {
    // Makes the warehouses, where there are none yet.
    await floor().release({ quantity: 1 });
    const plant = new PolledPlant(floor().backend, productionOrders);
    await plant.poll();
    return plant;
  };
  const only = (published: { data: object }[]) => {
    expect(published).toHaveLength(1);
    return published[0]?.data as ProductionOrder;
  };

  test('a release, whole: what is to be made of what, reserved by lots, with which operations', async () => {
    const plant = await polledPlant();
    const on = await floor().release({
      quantity: 10,
      components: [
        { per: 2, tracking: 'lot', stock: { L1: { quantity: 15 }, L2: { quantity: 100 } } },
        { per: 1, stock: 4 },
      ],
      operations: ['MIX', 'FILL'],
    });
    const [milk, sugar] = on.components;
    const [published, ...more] = await plant.poll(on.order);
    expect(more).toEqual([]);
    expect(published).toMatchObject({ name: 'production-order.released', subject: on.order });
    const data = published?.data as ProductionOrder;
    expect(data).toMatchObject({
      plant: 'oslo',
      order: on.order,
      status: 'released',
      item: on.product,
      quantity: kilograms(10),
      produced: kilograms(0),
      parts: [{ part: on.order, status: 'released', quantity: kilograms(10) }],
    });
    const [part] = data.parts;
    const place = 'OSL/Stock';
    expect(part?.components).toEqual([
      {
        item: milk,
        quantity: kilograms(20),
        reserved: kilograms(20),
        lots: [
          { lot: 'L1', location: place, quantity: kilograms(15) },
          { lot: 'L2', location: place, quantity: kilograms(5) },
        ],
      },
      { item: sugar, quantity: kilograms(10), reserved: kilograms(4) },
    ]);
    expect(part?.operations).toMatchObject([
      { operation: 'Work at MIX', workCenter: 'MIX', status: 'ready', produced: kilograms(0) },
      { operation: 'Work at FILL', workCenter: 'FILL', status: 'blocked' },
    ]);
    expect(await plant.poll(on.order)).toEqual([]);
  });

  test('a part that was made and the part that is left, under the name of the order', async () => {
    const plant = await polledPlant();
    const on = await floor().release({ quantity: 10 });
    await plant.poll();
    await floor().bookOne(floor().reported(on, 4));
    expect(only(await plant.poll(on.order))).toMatchObject({
      status: 'in-progress',
      quantity: kilograms(10),
      produced: kilograms(4),
      parts: [
        { part: `${on.order}-001`, status: 'done', quantity: kilograms(4), produced: kilograms(4) },
        { part: `${on.order}-002`, status: 'released', quantity: kilograms(6), produced: kilograms(0) },
      ],
    });
    await floor().bookOne(floor().reported(on, 6, { final: true }));
    expect(only(await plant.poll(on.order))).toMatchObject({ status: 'done', produced: kilograms(10) });
    expect(await plant.poll(on.order)).toEqual([]);
  });

  test('an operation that began, though its order was not written for it', async () => {
    const plant = await polledPlant();
    const on = await floor().release({ quantity: 10, operations: ['MIX', 'FILL'] });
    await plant.poll();
    await floor().bookOne(floor().started(on, 'MIX', at('06:00')));
    const data = only(await plant.poll(on.order));
    expect(data).toMatchObject({ status: 'in-progress' });
    expect(data.parts[0]?.operations?.[0]).toMatchObject({
      status: 'in-progress',
      startsAt: '2026-01-05T06:00:00Z',
    });
  });

  test('a lot that the product is to have or has', async () => {
    const plant = await polledPlant();
    const on = await floor().release({ quantity: 10, tracking: 'lot' });
    await plant.poll();
    await floor().bookOne(floor().reported(on, 10, { final: true, lot: { number: 'B-1' } }));
    expect(only(await plant.poll(on.order)).parts).toMatchObject([{ status: 'done', lots: ['B-1'] }]);
  });

  test('a cancelled order; one that was cancelled before the plant knew of it is none', async () => {
    const plant = await polledPlant();
    const on = await floor().release({ quantity: 10 });
    const unheard = await floor().release({ quantity: 10 });
    await floor().backend.cancelOrder(unheard.order);
    await plant.poll();
    await floor().backend.cancelOrder(on.order);
    const published = await plant.poll();
    expect(published.filter(({ subject }) => [on.order, unheard.order].includes(subject))).toMatchObject([
      {
        name: 'production-order.cancelled',
        subject: on.order,
        data: { status: 'cancelled', quantity: kilograms(10) },
      },
    ]);
  });

  test('one that was released and done between two polls', async () => {
    const plant = await polledPlant();
    const on = await floor().release({ quantity: 10 });
    await floor().bookOne(floor().reported(on, 10, { final: true }));
    expect(await plant.poll(on.order)).toMatchObject([
      { name: 'production-order.changed', data: { status: 'done', produced: kilograms(10) } },
    ]);
  });

  test('what is open comes in pages, each once', async () => {
    for (const quantity of [1, 2, 3]) await floor().release({ quantity });
    const ask = async (about: object) => {
      const question = { question: 'production-orders.changes', warehouse: WAREHOUSE, about };
      const asked = await askOdoo(floor().client, question);
      if (!asked.ok) throw new Error(asked.message);
      return asked.answer as { things: [number, string][]; next?: string };
    };
    const whole = (await ask({})).things;
    const paged: [number, string][] = [];
    let after: string | undefined;
    do {
      const page = await ask({ most: 2, ...(after !== undefined && { after }) });
      expect(page.things.length).toBeLessThanOrEqual(2);
      paged.push(...page.things);
      after = page.next;
    } while (after !== undefined);
    expect(paged).toEqual(whole);
    expect(new Set(paged.map(([id]) => id)).size).toBe(whole.length);
    expect(whole.length).toBeGreaterThan(2);
  });

  test('no draft, and nothing of another warehouse', async () => {
    const plant = await polledPlant();
    const draft = await floor().release({ quantity: 10, confirmed: false });
    const elsewhere = await floor().release({ quantity: 10, warehouse: OTHER_WAREHOUSE });
    const published = (await plant.poll()).map(({ subject }) => subject);
    expect(published).not.toContain(draft.order);
    expect(published).not.toContain(elsewhere.order);
  });
}
