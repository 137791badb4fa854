import { expect, test } from 'vitest';
import { shortages } from '../../../lambdas/outbound/poll/entities/shortages.ts';
import { counted, STOCK } from '../booking/warehouse.ts';
import type { Floor } from '../open-floor.ts';
import { KG, OTHER_WAREHOUSE } from '../shop-floor.ts';
import { kilograms, PolledPlant } from './polled-plant.ts';

/** Messages to a plant about what its released orders lack. */
export function shortageMessages(floor: Floor): void {
  const listening = () => new PolledPlant(floor().backend, shortages);
  /** Counted: so much of it lies in the stock now. */
  const lying = (item: string, value: number) =>
    floor().bookOne(counted({ item, uom: KG, shelves: [STOCK, '', ''] }, value));

  test('what an order lacks beside what is reserved for it, until it is there', async () => {
    const on = await floor().release({
      quantity: 2,
      components: [
        { per: 3, stock: 4 },
        { per: 1, stock: 9 },
      ],
    });
    const [short = ''] = on.components;
    const plant = listening();
    const order = { plant: 'oslo', order: on.order, item: short, required: kilograms(6) };
    const covered = { reserved: kilograms(4), used: kilograms(0), free: kilograms(0) };
    const published = await plant.poll(on.order);
    expect(published).toMatchObject([
      { name: 'material.shortage-detected', data: { ...order, ...covered, missing: kilograms(2) } },
    ]);
    expect(published[0]?.data).toHaveProperty('neededAt');
    expect(await plant.poll(on.order)).toEqual([]);
    await lying(short, 5);
    expect(await plant.poll(on.order)).toMatchObject([
      { name: 'material.shortage-detected', data: { missing: kilograms(1) } },
    ]);
    await lying(short, 6);
    expect(await plant.poll(on.order)).toMatchObject([
      { name: 'material.shortage-resolved', data: { ...order, missing: kilograms(0) }, gone: true },
    ]);
    expect(await plant.poll(on.order)).toEqual([]);
  });

  test('nothing of an order that has all it needs, and nothing of a draft', async () => {
    const whole = await floor().release({ quantity: 2, components: [{ per: 3, stock: 6 }] });
    const draft = await floor().release({ quantity: 2, confirmed: false, components: [{ per: 3 }] });
    const published = await listening().poll();
    const orders = published.map(({ subject }) => subject);
    expect(orders).not.toContain(whole.order);
    expect(orders).not.toContain(draft.order);
  });

  test('what two orders want goes to the first; without it, to the second', async () => {
    const first = await floor().release({ quantity: 2, components: [{ per: 3, stock: 10 }] });
    const second = await floor().releaseAgain(first, 2);
    const plant = listening();
    const published = await plant.poll();
    expect(published.filter(({ subject }) => subject === first.order)).toEqual([]);
    expect(published.filter(({ subject }) => subject === second.order)).toMatchObject([
      { data: { reserved: kilograms(4), missing: kilograms(2) } },
    ]);
    await floor().backend.cancelOrder(first.order);
    expect(await plant.poll(second.order)).toMatchObject([{ name: 'material.shortage-resolved' }]);
  });

  test('what was reported as used is not missing; what is done needs nothing', async () => {
    const on = await floor().release({ quantity: 2, components: [{ per: 3, stock: 4 }] });
    const [item = ''] = on.components;
    const plant = listening();
    await plant.poll();
    await floor().bookOne(floor().consumed(on, item, 4));
    expect(await plant.poll(on.order)).toMatchObject([
      { data: { used: kilograms(4), reserved: kilograms(0), missing: kilograms(2) } },
    ]);
    await floor().bookOne(floor().reported(on, 2, { final: true }));
    expect(await plant.poll(on.order)).toMatchObject([
      {
        name: 'material.shortage-resolved',
        data: { required: kilograms(0), missing: kilograms(0) },
        gone: true,
      },
    ]);
  });

  test('a cancelled order lacks nothing', async () => {
    const on = await floor().release({ quantity: 2, components: [{ per: 3 }] });
    const plant = listening();
    expect(await plant.poll(on.order)).toMatchObject([{ data: { missing: kilograms(6) } }]);
    await floor().backend.cancelOrder(on.order);
    expect(await plant.poll(on.order)).toMatchObject([{ name: 'material.shortage-resolved' }]);
  });

  test('nothing of an order of another warehouse, whose stock covers none of ours', async () => {
    const other = await floor().release({
      quantity: 2,
      warehouse: OTHER_WAREHOUSE,
      components: [{ per: 3, stock: 4 }],
    });
    const ours = await floor().release({ quantity: 1, components: [{ per: 2 }] });
    const [item = ''] = ours.components;
    await floor().backend.seed({
      warehouses: [{ code: OTHER_WAREHOUSE, name: 'Gdansk' }],
      items: [{ code: item, name: item, uom: KG, tracking: 'none' }],
      stock: [{ warehouse: OTHER_WAREHOUSE, item, quantity: 50 }],
    });
    const published = await listening().poll();
    expect(published.filter(({ subject }) => subject === other.order)).toEqual([]);
    expect(published.filter(({ subject }) => subject === ours.order)).toMatchObject([
      { data: { item, missing: kilograms(2) } },
    ]);
  });
}
