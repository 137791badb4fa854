import { describe, expect, test } from 'vitest';
import { stock } from '../../../lambdas/outbound/poll/entities/stock.ts';
import { moved, shelve } from '../booking/warehouse.ts';
import type { Floor } from '../open-floor.ts';
import { HOLD, QualityDesk, STOCK } from '../quality-desk.ts';
import { KG, OTHER_WAREHOUSE, WAREHOUSE } from '../shop-floor.ts';
import { kilograms, PolledPlant } from './polled-plant.ts';

/** Messages to a plant about the stock in its warehouse. */
export function stockMessages(floor: Floor): void {
  const watching = (...items: string[]) =>
    new PolledPlant(floor().backend, stock, { watches: { items, categories: [] } });
  const none = kilograms(0);

  test('what lies of a watched item, by lot and place; nothing of other items; and nothing twice', async () => {
    const lotsExpire = '2031-05-06T07:08:09Z';
    const on = await shelve(floor(), { tracking: 'lot', expires: true, stock: [{ A: 3, B: 4 }], lotsExpire });
    await shelve(floor(), { stock: [9] });
    const plant = watching(on.item);
    const published = await plant.poll();
    const balance = (lot: string, value: number) => ({
      name: 'stock.changed',
      subject: on.item,
      data: {
        ...{ plant: 'oslo', item: on.item, location: on.shelves[0], lot, expiresAt: lotsExpire },
        ...{ quantity: kilograms(value), reserved: none, free: kilograms(value), held: none },
      },
    });
    expect(published.map(({ name, subject, data }) => ({ name, subject, data }))).toEqual(
      expect.arrayContaining([balance('A', 3), balance('B', 4)]),
    );
    expect(published).toHaveLength(2);
    expect(await plant.poll()).toEqual([]);
  });

  test('what was moved, at both places; a place that was emptied has nothing and is no longer in the current state', async () => {
    const on = await shelve(floor(), { stock: [5] });
    const plant = watching(on.item);
    await plant.poll();
    await floor().bookOne(moved(on, 5));
    const published = await plant.poll();
    const at = (place: string) =>
      published.find(({ data }) => (data as { location: string }).location === place);
    expect(published).toHaveLength(2);
    expect(at(on.shelves[0])).toMatchObject({ data: { quantity: none, free: none }, gone: true });
    expect(at(on.shelves[1])).toMatchObject({ data: { quantity: kilograms(5), free: kilograms(5) } });
    expect(await plant.currentState()).toHaveLength(1);
    await floor().bookOne(moved(on, 2, { from: on.shelves[1], to: on.shelves[0] }));
    expect((await plant.poll()).map(({ data }) => (data as { quantity: object }).quantity)).toEqual(
      expect.arrayContaining([kilograms(2), kilograms(3)]),
    );
    expect(await plant.currentState()).toHaveLength(2);
  });

  test('what an order reserved is not free', async () => {
    const on = await floor().release({ quantity: 2, components: [{ per: 3, stock: 10 }] });
    const [component = ''] = on.components;
    const plant = watching(component);
    const free = { quantity: kilograms(10), reserved: kilograms(6), free: kilograms(4), held: none };
    expect(await plant.poll()).toMatchObject([{ data: { location: STOCK, ...free } }]);
    await floor().backend.cancelOrder(on.order);
    expect(await plant.poll()).toMatchObject([{ data: { reserved: none, free: kilograms(10) } }]);
  });

  test('what quality holds is held, and not free', async () => {
    const desk = new QualityDesk(floor());
    const on = await desk.release({});
    const plant = watching(on.product);
    await floor().bookOne(desk.made(on, 4, 'L1'));
    const held = { location: HOLD, lot: 'L1', held: kilograms(4), quantity: kilograms(4), free: none };
    expect(await plant.poll()).toMatchObject([{ data: held }]);
    await floor().bookOne(desk.released(on, 'L1'));
    const published = await plant.poll();
    expect(published.map(({ data }) => data)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ location: HOLD, held: none, quantity: none }),
        expect.objectContaining({ location: STOCK, held: none, free: kilograms(4) }),
      ]),
    );
  });

  describe('what is watched', () => {
    test('everything', async () => {
      const on = await shelve(floor(), { stock: [5] });
      const plant = new PolledPlant(floor().backend, stock, { watches: 'everything' });
      expect(await plant.poll(on.item)).toHaveLength(1);
    });

    test('a category with all below it', async () => {
      const [dairy, item] = [floor().name('DAIRY'), floor().name('ITEM')];
      await floor().backend.seed({
        warehouses: [{ code: WAREHOUSE, name: 'Oslo' }],
        items: [{ code: item, name: item, uom: KG, tracking: 'none', category: `${dairy} / Milk` }],
        stock: [{ warehouse: WAREHOUSE, item, quantity: 7 }],
      });
      const plant = (...categories: string[]) =>
        new PolledPlant(floor().backend, stock, { watches: { items: [], categories } });
      expect(await plant(dairy).poll()).toMatchObject([{ subject: item }]);
      expect(await plant(`${dairy} / Mil`, floor().name('NONE')).poll()).toEqual([]);
    });

    test('one last message is published about an item that is no longer watched', async () => {
      const on = await shelve(floor(), { stock: [5] });
      const other = await shelve(floor(), { stock: [6] });
      const plant = watching(on.item, other.item);
      await plant.poll();
      plant.plant = { ...plant.plant, watches: { items: [other.item], categories: [] } };
      expect(await plant.poll()).toMatchObject([
        { subject: on.item, data: { quantity: kilograms(5), watched: false }, gone: true },
      ]);
      await floor().bookOne(moved(on, 5));
      expect(await plant.poll()).toEqual([]);
    });
  });

  test('nothing of what lies in another warehouse', async () => {
    const item = floor().name('ITEM');
    await floor().backend.seed({
      warehouses: [
        { code: WAREHOUSE, name: 'Oslo' },
        { code: OTHER_WAREHOUSE, name: 'Gdansk' },
      ],
      items: [{ code: item, name: item, uom: KG, tracking: 'none' }],
      stock: [{ warehouse: OTHER_WAREHOUSE, item, quantity: 7 }],
    });
    expect(await watching(item).poll()).toEqual([]);
  });
}
