import { expect, test } from 'vitest';
import type { Dataset } from '../../../datasets/define-dataset.ts';
import { consumption, deliveries, labour, production, receipts } from '../../../datasets/odoo.ts';
import type { OdooAdmin } from '../../../odoo/admin.ts';
import { Counter } from '../counter.ts';
import type { Floor } from '../open-floor.ts';
import { PurchaseDesk } from '../purchasing.ts';
import { hoursAgo } from '../shop-floor.ts';
import { HistoryReader, lateOn, of, sum } from './reader.ts';

/** Work of people in Odoo, which was never an event. Only a real Odoo has it. */
export function byPeople(floor: Floor, odoo: OdooAdmin): void {
  const reader = () => new HistoryReader(floor());

  test('what people book in Odoo counts, and has no event', async () => {
    const on = await floor().release({ quantity: 5, components: [{ per: 2, stock: 50 }] });
    const [order] = await odoo.search<{ id: number }>('mrp.production', [['name', '=', on.order]], ['id']);
    const ids = [order?.id];
    await odoo.call('mrp.production', 'write', { ids, vals: { qty_producing: 5 } });
    await odoo.call('mrp.production', 'set_qty_producing', { ids });
    await odoo.call('mrp.production', 'button_mark_done', { ids });
    const today = reader().dayOf(new Date().toISOString().slice(0, 19));
    const [row] = of(await reader().rows(production, today), 'production_order', on.order);
    expect(row).toMatchObject({ quantity: 5 });
    expect(row).not.toHaveProperty('event');
    expect(sum(of(await reader().rows(consumption, today), 'production_order', on.order))).toBe(10);
  });

  test('what an unbuilding took back counts against what was made and used', async () => {
    const on = await floor().release({ quantity: 5, components: [{ per: 2, stock: 50 }] });
    await floor().bookOne(floor().reported(on, 5, { final: true }));
    const [order] = await odoo.search<{
      id: number;
      product_id: [number, string];
      location_dest_id: [number, string];
    }>('mrp.production', [['name', '=', on.order]], ['product_id', 'location_dest_id']);
    const [place] = order?.location_dest_id ?? [];
    const places = { location_id: place, location_dest_id: place };
    const back = { mo_id: order?.id, product_id: order?.product_id[0], product_qty: 2, ...places };
    const ids = await odoo.create('mrp.unbuild', [back]);
    await odoo.call('mrp.unbuild', 'action_validate', { ids });
    const days = [reader().dayOf(hoursAgo(1)), reader().dayOf(hoursAgo(0))];
    const all = async (dataset: Dataset) =>
      (await Promise.all([...new Set(days)].map((day) => reader().rows(dataset, day)))).flat();
    const made = of(await all(production), 'production_order', on.order);
    expect(made.map(({ kind, quantity }) => [kind, quantity])).toEqual([
      ['product', 5],
      ['unbuilt', -2],
    ]);
    const used = of(await all(consumption), 'production_order', on.order);
    expect(used.map(({ kind, quantity }) => [kind, quantity])).toEqual([
      ['used', 10],
      ['unbuilt', -4],
    ]);
  });

  test('what a customer sends back, and what goes back to a supplier, counts against what went', async () => {
    const sold = await new Counter(floor()).sell({ quantity: 20, stock: 50 });
    await floor().bookOne(new Counter(floor()).shipped(sold));
    const desk = new PurchaseDesk(floor());
    const on = await desk.order();
    await floor().bookOne(desk.received(on, 10));
    const days = [reader().dayOf(hoursAgo(1)), reader().dayOf(hoursAgo(0))];
    const all = async (dataset: Dataset, item = '') =>
      of(
        (await Promise.all([...new Set(days)].map((day) => reader().rows(dataset, day)))).flat(),
        'item',
        item,
      );
    const sendBack = async (item = '', quantity = 0) => {
      const [picking] = await odoo.search<{ id: number }>(
        'stock.picking',
        [
          ['move_ids.product_id.default_code', '=', item],
          ['state', '=', 'done'],
        ],
        ['id'],
      );
      const context = { active_id: picking?.id, active_model: 'stock.picking' };
      const [wizard] = await odoo.create('stock.return.picking', [{ picking_id: picking?.id }], context);
      const lines = await odoo.search<{ id: number }>(
        'stock.return.picking.line',
        [['wizard_id', '=', wizard]],
        ['id'],
      );
      await odoo.call('stock.return.picking.line', 'write', {
        ids: lines.map(({ id }) => id),
        vals: { quantity },
      });
      const made = await odoo.call<{ res_id: number }>('stock.return.picking', 'action_create_returns', {
        ids: [wizard],
        context,
      });
      await odoo.call('stock.picking', 'button_validate', {
        ids: [made.res_id],
        context: { skip_backorder: true, skip_sms: true },
      });
    };
    await sendBack(sold.items[0], 3);
    await sendBack(on.items[0], 4);
    expect((await all(deliveries, sold.items[0])).map(({ quantity }) => quantity)).toEqual([20, -3]);
    expect((await all(receipts, on.items[0])).map(({ quantity }) => quantity)).toEqual([10, -4]);
  });

  test('a subcontractor’s goods are received, and what he made of ours is production', async () => {
    const desk = new PurchaseDesk(floor());
    const on = await desk.orderSubcontracted({ quantities: [10] }, [{ per: 2, stock: 50 }]);
    expect(await floor().bookOne(desk.received(on, 4))).toMatchObject({ result: 'posted' });
    const day = reader().dayOf(hoursAgo(1));
    expect(of(await reader().rows(receipts, day), 'item', on.items[0] ?? '')).toMatchObject([
      { quantity: 4, supplier: on.supplier, purchase_order: on.order },
    ]);
    expect(sum(of(await reader().rows(production, day), 'item', on.items[0] ?? ''))).toBe(4);
    expect(sum(of(await reader().rows(consumption, day), 'item', on.components[0] ?? ''))).toBe(8);
  });

  test('what the gateway booked has its event; what Odoo assumes of an operation is kept apart from what was reported', async () => {
    const [center, packing] = [floor().name('LINE'), floor().name('LINE')];
    const on = await floor().release({ quantity: 10, operations: [center, packing] });
    const { before, after, day, next } = lateOn(6, reader().plant.timeZone);
    const labor = floor().labor(on, center, before, after);
    const report = floor().reported(on, 10, { final: true }, { time: after });
    expect(await floor().book(labor, report)).toMatchObject([{ result: 'posted' }, { result: 'posted' }]);
    const times = of(await reader().rows(labour, day), 'production_order', on.order);
    expect(times.map(({ work_center, kind, minutes }) => [work_center, kind, minutes])).toEqual([
      [center, 'reported', 60],
      [packing, 'expected', 100],
    ]);
    for (const dataset of [production, consumption])
      expect(of(await reader().rows(dataset, next), 'production_order', on.order)).toMatchObject([
        { event: report.event },
      ]);
  });
}
