import { beforeAll, describe, expect, test } from 'vitest';
import { type RealOdooBackend, realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { hoursAgo, KG, posting, type Released, ShopFloor, WAREHOUSE } from './shop-floor.ts';

/** What only a real Odoo can show: the value of what comes back, and what people see and press after a reading. */
let backend: RealOdooBackend;
let floor: ShopFloor;

beforeAll(() => {
  backend = realOdooFromEnvironment();
  floor = new ShopFloor(backend);
});

interface Move {
  id: number;
  reference: string;
  origin: string;
  date: string;
  value: number;
  quantity: number;
}

describe('material that comes back after the completion', () => {
  test('comes in at the value it went out with, at the time it came back, named as the order', async () => {
    const on = await floor.release({ quantity: 10 });
    const [item = ''] = on.components;
    await onAverageCost(item);
    await floor.bookOne(floor.reported(on, 10, {}, { time: hoursAgo(0) }));
    const [product] = await backend.odoo.search('product.product', [['default_code', '=', item]], ['id']);
    await backend.odoo.call('product.product', 'write', { ids: [product?.id], vals: { standard_price: 3 } });
    const time = hoursAgo(0);
    const payload = { order: on.order, item, quantity: { value: 4, uom: KG } };
    expect(await floor.bookOne(posting('material.returned', payload, { time }))).toMatchObject({
      result: 'posted',
    });
    const moves = await backend.odoo.search<Move>(
      'stock.move',
      [
        ['product_id.default_code', '=', item],
        ['origin_returned_move_id.raw_material_production_id.name', '=', on.order],
      ],
      ['reference', 'origin', 'date', 'value', 'quantity'],
    );
    const { order } = on;
    expect(moves).toMatchObject([{ reference: order, origin: order, date: time, value: 4, quantity: 4 }]);
    const lines = await backend.odoo.search<{ id: number; date: string }>(
      'stock.move.line',
      [['move_id', '=', moves[0]?.id]],
      ['date'],
    );
    expect(lines).toMatchObject([{ date: time }]);
  });

  test('what an unbuild brought back already does not come back again', async () => {
    const on = await floor.release({ quantity: 10, components: [{ per: 2, stock: 99 }] });
    const [item = ''] = on.components;
    await floor.bookOne(floor.reported(on, 10));
    const [order] = await backend.odoo.search<{ id: number; product_id: [number, string] }>(
      'mrp.production',
      [['name', '=', on.order]],
      ['product_id'],
    );
    const [warehouse] = await backend.odoo.search<{ id: number; lot_stock_id: [number, string] }>(
      'stock.warehouse',
      [['code', '=', WAREHOUSE]],
      ['lot_stock_id'],
    );
    const place = warehouse?.lot_stock_id[0];
    const made = { mo_id: order?.id, product_id: order?.product_id[0], product_qty: 5 };
    const ids = await backend.odoo.create('mrp.unbuild', [
      { ...made, location_id: place, location_dest_id: place },
    ]);
    await backend.odoo.call('mrp.unbuild', 'action_unbuild', { ids });
    const back = (value: number) =>
      posting('material.returned', { order: on.order, item, quantity: { value, uom: KG } });
    expect(await floor.bookOne(back(11))).toMatchObject({ code: 'nothing-to-return' });
    expect(await floor.bookOne(back(10))).toMatchObject({ result: 'posted' });
    expect(await floor.stockOf(item)).toBe(99);
  });

  async function onAverageCost(item: string): Promise<void> {
    const [product] = await backend.odoo.search('product.product', [['default_code', '=', item]], ['id']);
    const [category] = await backend.odoo.create('product.category', [
      { name: floor.name('AVERAGE'), property_cost_method: 'average' },
    ]);
    const vals = { categ_id: category };
    await backend.odoo.call('product.product', 'write', { ids: [product?.id], vals });
  }
});

describe("a machine's reading", () => {
  const counted = (on: Released, value: number) =>
    posting('machine.counted', { machine: 'COUNTER', order: on.order, count: { value, uom: KG } });

  const partOf = async (on: Released) => {
    const [part] = await backend.odoo.search<{
      id: number;
      state: string;
      qty_producing: number;
      move_raw_ids: number[];
    }>('mrp.production', [['name', '=', on.order]], ['state', 'qty_producing', 'move_raw_ids']);
    if (!part) throw new Error(`no order ${on.order}`);
    return part;
  };

  test('leaves the order, its reservation and its operations as they were', async () => {
    const on = await floor.release({ quantity: 10, operations: ['COUNTER'] });
    const orderState = async () => {
      const part = await partOf(on);
      const seen = { ...part };
      const moves = await backend.odoo.search('stock.move', [['id', 'in', part.move_raw_ids]], [
        'quantity',
        'picked',
        'state',
        'manual_consumption',
      ] as never[]);
      const operations = await backend.odoo.search('mrp.workorder', [['production_id', '=', part.id]], [
        'state',
        'qty_producing',
        'qty_produced',
        'duration_expected',
      ] as never[]);
      return { seen, moves, operations };
    };
    const before = await orderState();
    await floor.bookOne(counted(on, 12));
    expect(await orderState()).toEqual(before);
  });

  test('after it, the button that people press still consumes what the bill of materials says', async () => {
    const on = await floor.release({ quantity: 10, operations: ['COUNTER'], consumption: 'flexible' });
    await floor.bookOne(counted(on, 4));
    const { id } = await partOf(on);
    await backend.odoo.call('mrp.production', 'button_mark_done', { ids: [id] });
    expect(await partOf(on)).toMatchObject({ state: 'done', qty_producing: 10 });
    expect(await floor.stockOf(on.components[0] ?? '')).toBe(980);
  });

  test('shows on the form of the order', async () => {
    const view = await backend.odoo.call<{ arch: string }>('mrp.production', 'get_view', {
      view_type: 'form',
    });
    expect(view.arch).toContain('x_plant_gateway_count');
  });
});
