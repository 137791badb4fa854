import { beforeAll, describe, expect, test } from 'vitest';
import { type RealOdooBackend, realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { hoursAgo, ShopFloor } from './shop-floor.ts';

/** What only a real Odoo can show: where the details of an event end up. */
let backend: RealOdooBackend;
let floor: ShopFloor;

beforeAll(() => {
  backend = realOdooFromEnvironment();
  floor = new ShopFloor(backend);
});

interface Dated {
  id: number;
  date: string;
}

async function productionOf(name: string) {
  const [order] = await backend.odoo.search<{
    id: number;
    date_finished: string;
    move_raw_ids: number[];
    move_finished_ids: number[];
    workorder_ids: number[];
    x_plant_gateway_event: string | false;
  }>(
    'mrp.production',
    [['name', '=', name]],
    ['date_finished', 'move_raw_ids', 'move_finished_ids', 'workorder_ids', 'x_plant_gateway_event'],
  );
  if (!order) throw new Error(`no order ${name}`);
  return order;
}

describe('what Odoo keeps of an event', () => {
  test('its time: on the order, its moves and their lines', async () => {
    const on = await floor.release({ quantity: 2 });
    const time = hoursAgo(30);
    await floor.bookOne(floor.reported(on, 2, {}, { time }));
    const order = await productionOf(on.order);
    expect(order.date_finished).toBe(time);
    const moves = [...order.move_raw_ids, ...order.move_finished_ids];
    for (const model of ['stock.move', 'stock.move.line']) {
      const domain = [[model === 'stock.move' ? 'id' : 'move_id', 'in', moves]];
      const found = await backend.odoo.search<Dated>(model, domain, ['date']);
      expect(found.map(({ date }) => date)).toEqual([time, time]);
    }
  });

  test('a time ahead of the clock is not believed', async () => {
    const on = await floor.release({ quantity: 2 });
    await floor.bookOne(floor.reported(on, 2, {}, { time: hoursAgo(-5) }));
    expect((await productionOf(on.order)).date_finished <= hoursAgo(0)).toBe(true);
  });

  test('its key, on the part that was made and not on the backorder', async () => {
    const on = await floor.release({ quantity: 2 });
    const event = floor.reported(on, 1);
    await floor.bookOne(event);
    expect((await productionOf(`${on.order}-001`)).x_plant_gateway_event).toBe(event.event);
    expect((await productionOf(`${on.order}-002`)).x_plant_gateway_event).toBe(false);
  });

  test('labour, with its real times, on the work order it names', async () => {
    const on = await floor.release({ quantity: 2, operations: ['MIX', 'FILL'] });
    const labour = [
      { work_center: 'FILL', start: '2026-01-05 08:00:00', end: '2026-01-05 09:30:00', note: 'two people' },
      { operation: 'Work at MIX', start: '2026-01-05 06:00:00', end: '2026-01-05 06:20:00' },
    ];
    await floor.bookOne(floor.reported(on, 2, { labour }));
    const { workorder_ids } = await productionOf(on.order);
    const rows = await backend.odoo.search<{
      id: number;
      workcenter_id: [number, string];
      date_start: string;
      date_end: string;
      duration: number;
      description: string | false;
    }>(
      'mrp.workcenter.productivity',
      [['workorder_id', 'in', workorder_ids]],
      ['workcenter_id', 'date_start', 'date_end', 'duration', 'description'],
      { order: 'date_start' },
    );
    expect(rows).toMatchObject([
      { workcenter_id: [expect.anything(), 'Line MIX'], duration: 20 },
      {
        workcenter_id: [expect.anything(), 'Line FILL'],
        date_start: '2026-01-05 08:00:00',
        date_end: '2026-01-05 09:30:00',
        duration: 90,
        description: 'two people',
      },
    ]);
  });

  test('the expiration date of a new lot', async () => {
    const on = await floor.release({ quantity: 1, tracking: 'lot', expires: true });
    await floor.bookOne(floor.reported(on, 1, { lot: { number: 'E1', expires: '2031-05-06 07:08:09' } }));
    const lots = await backend.odoo.search<{ id: number; expiration_date: string }>(
      'stock.lot',
      [['product_id.default_code', '=', on.product]],
      ['expiration_date'],
    );
    expect(lots).toMatchObject([{ expiration_date: '2031-05-06 07:08:09' }]);
  });

  test('the reason of a scrap, and when it happened', async () => {
    const on = await floor.release({ quantity: 5 });
    await backend.seed({ warehouses: [], items: [], scrapReasons: ['Burst'] });
    const time = hoursAgo(7);
    const event = floor.scrapped(on, 1, { item: on.components[0] ?? '', reason: 'Burst' }, { time });
    const row = await floor.bookOne(event);
    const id = row.result === 'posted' ? row.document.id : 0;
    const [scrap] = await backend.odoo.search<{ id: number; date_done: string; origin: string }>(
      'stock.scrap',
      [
        ['id', '=', id],
        ['scrap_reason_tag_ids.name', '=', 'Burst'],
      ],
      ['date_done', 'origin'],
    );
    expect(scrap).toMatchObject({ date_done: time, origin: on.order });
  });
});

describe('a component that the BOM ties to an operation', () => {
  test('is consumed with its reserved lot, though Odoo calls such consumption manual', async () => {
    const stock = { A: { quantity: 50 } };
    const components = [{ per: 2, tracking: 'lot' as const, stock }];
    const on = await floor.release({ quantity: 1, operations: ['MIX'], components });
    const [bom] = await backend.odoo.search<{ id: number; bom_line_ids: number[]; operation_ids: number[] }>(
      'mrp.bom',
      [['product_tmpl_id.default_code', '=', on.product]],
      ['bom_line_ids', 'operation_ids'],
    );
    const vals = { operation_id: bom?.operation_ids[0] };
    await backend.odoo.call('mrp.bom.line', 'write', { ids: bom?.bom_line_ids, vals });
    const again = await floor.releaseAgain(on, 5);
    const rows = await floor.book(floor.reported(again, 3), floor.reported(again, 2));
    expect(rows).toMatchObject([{ result: 'posted' }, { result: 'posted' }]);
    expect((await backend.onHand('OSL', on.components[0] ?? '')).byLot).toEqual({ A: 40 });
  });
});

describe('a component that lies in a place below the stock location', () => {
  test('is found there by its lot', async () => {
    const on = await floor.release({
      quantity: 4,
      components: [{ per: 1, tracking: 'lot', stock: { A: { quantity: 3 } } }],
    });
    const [item = ''] = on.components;
    await putOnShelf(item, 'A', 2);
    const consumed = [{ item, quantity: { value: 4, uom: on.uom }, lots: [{ number: 'A', quantity: 4 }] }];
    expect(await floor.bookOne(floor.reported(on, 4, { consumed }))).toMatchObject({ result: 'posted' });
    expect(await backend.onHand('OSL', item)).toEqual({ quantity: 1, byLot: { A: 1 } });
  });

  test('is found there, though Odoo reserved it for another order', async () => {
    const on = await floor.release({ quantity: 5, components: [{ per: 2 }] });
    const [item = ''] = on.components;
    await putOnShelf(item, undefined, 10);
    await floor.releaseAgain(on, 5);
    expect(await floor.bookOne(floor.reported(on, 5))).toMatchObject({ result: 'posted' });
    expect(await floor.stockOf(item)).toBe(0);
  });

  async function putOnShelf(item: string, lot: string | undefined, quantity: number): Promise<void> {
    const [warehouse] = await backend.odoo.search<{ id: number; lot_stock_id: [number, string] }>(
      'stock.warehouse',
      [['code', '=', 'OSL']],
      ['lot_stock_id'],
    );
    const [shelf] = await backend.odoo.create('stock.location', [
      { name: floor.name('SHELF'), location_id: warehouse?.lot_stock_id[0], usage: 'internal' },
    ]);
    const byCode = ['product_id.default_code', '=', item];
    const [found] = await backend.odoo.search('stock.lot', [['name', '=', lot ?? ''], byCode], ['id']);
    const [product] = await backend.odoo.search('product.product', [['default_code', '=', item]], ['id']);
    const quant = {
      product_id: product?.id,
      lot_id: found?.id ?? false,
      location_id: shelf,
      inventory_quantity_auto_apply: quantity,
    };
    await backend.odoo.create('stock.quant', [quant], { inventory_mode: true });
  }
});
