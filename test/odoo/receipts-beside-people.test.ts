import { beforeAll, describe, expect, test } from 'vitest';
import { type RealOdooBackend, realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { insist } from './booking/concurrency.ts';
import { idOfOrder, movesOf, pickingsOf } from './odoo-purchases.ts';
import { PurchaseDesk, type Purchased } from './purchasing.ts';
import { hoursAgo, ShopFloor } from './shop-floor.ts';

/** What only a real Odoo can show: receipts of goods that people work on at the same time, or have set up in their way. */
let backend: RealOdooBackend;
let floor: ShopFloor;
let desk: PurchaseDesk;

beforeAll(() => {
  backend = realOdooFromEnvironment();
  floor = new ShopFloor(backend);
  desk = new PurchaseDesk(floor);
});

async function lineOf(on: Purchased): Promise<number> {
  const [line] = await backend.odoo.search('purchase.order.line', [['order_id.name', '=', on.order]], ['id']);
  return line?.id ?? 0;
}

describe('a receipt books', () => {
  test('nothing of what a person has prepared beside it', async () => {
    const on = await desk.order({ items: [{ quantities: [10] }, { quantities: [5] }] });
    const [, prepared] = await movesOf(backend, on);
    const vals = { quantity: 5, picked: true };
    await backend.odoo.call('stock.move', 'write', { ids: [prepared?.id], vals });
    await floor.bookOne(desk.received(on, 4));
    expect(await floor.stockOf(on.items[1] ?? '')).toBe(0);
    expect((await desk.seen(on)).lines).toMatchObject([
      { received: 4, awaited: 6 },
      { received: 0, awaited: 5 },
    ]);
  });

  test('as the last of an order no more than the order’s own: what others expect in the transfer stays open', async () => {
    const on = await desk.order({ items: [{ quantities: [10] }, { quantities: [5] }] });
    const other = await desk.order();
    const [picking] = await pickingsOf(backend, on);
    const [model] = await backend.odoo.search<{
      id: number;
      location_id: [number, string];
      location_dest_id: [number, string];
    }>('stock.picking', [['id', '=', picking?.id]], ['location_id', 'location_dest_id']);
    const [product] = await backend.odoo.search<{ id: number; uom_id: [number, string] }>(
      'product.product',
      [['default_code', '=', other.items[0] ?? '']],
      ['uom_id'],
    );
    await backend.odoo.create('stock.move', [
      {
        picking_id: picking?.id,
        product_id: product?.id,
        product_uom: product?.uom_id[0],
        product_uom_qty: 7,
        location_id: model?.location_id[0],
        location_dest_id: model?.location_dest_id[0],
      },
    ]);
    await backend.odoo.call('stock.picking', 'action_confirm', { ids: [picking?.id] });
    expect(await floor.bookOne(desk.received(on, 4, { final: true }))).toMatchObject({ result: 'posted' });
    expect((await desk.seen(on)).lines).toMatchObject([
      { received: 4, awaited: 0 },
      { received: 0, awaited: 0 },
    ]);
    const open = await backend.odoo.search<{ id: number; product_uom_qty: number }>(
      'stock.move',
      [
        ['product_id', '=', product?.id],
        ['purchase_line_id', '=', false],
        ['state', 'not in', ['done', 'cancel', 'draft']],
      ],
      ['product_uom_qty'],
    );
    expect(open.map(({ product_uom_qty }) => product_uom_qty)).toEqual([7]);
  });

  test('the quantity that was raised in between, on a move of its own', async () => {
    const on = await desk.order();
    await floor.bookOne(desk.received(on, 4));
    const line = await lineOf(on);
    await backend.odoo.call('purchase.order.line', 'write', {
      ids: [line],
      vals: { date_planned: hoursAgo(-48), product_qty: 15 },
    });
    expect((await desk.seen(on)).lines).toMatchObject([{ received: 4, awaited: 11 }]);
    await floor.bookOne(desk.received(on, 11));
    expect((await desk.seen(on)).lines).toMatchObject([{ received: 15, awaited: 0 }]);
    expect(await floor.stockOf(on.items[0] ?? '')).toBe(15);
  });

  test('one of two when a person validates the transfer at the same moment', async () => {
    for (let round = 0; round < 3; round += 1) {
      const on = await desk.order();
      const [picking] = await pickingsOf(backend, on);
      const context = { skip_backorder: true };
      const [result] = await Promise.all([
        insist(floor, desk.received(on, 4)),
        backend.odoo.call('stock.picking', 'button_validate', { ids: [picking?.id], context }),
      ]);
      const stock = await floor.stockOf(on.items[0] ?? '');
      expect([result, stock]).toEqual(result === 'posted' ? ['posted', 4] : ['refused', 10]);
    }
  }, 120_000);

  test('what came back to the supplier does not come in again as a receipt', async () => {
    const on = await desk.order();
    await floor.bookOne(desk.received(on, 10));
    const [picking] = await pickingsOf(backend, on);
    const [wizard] = await backend.odoo.create('stock.return.picking', [{ picking_id: picking?.id }], {
      active_id: picking?.id,
      active_model: 'stock.picking',
    });
    await backend.odoo.call('stock.return.picking', 'action_create_returns_all', { ids: [wizard] });
    expect(await floor.bookOne(desk.received(on, 1))).toMatchObject({ code: 'nothing-to-receive' });
  });

  test('the last of it, also where the operation type always makes a backorder', async () => {
    const on = await desk.order({ warehouse: 'GDA' });
    const [picking] = await backend.odoo.search<{ id: number; picking_type_id: [number, string] }>(
      'stock.picking',
      [['purchase_id.name', '=', on.order]],
      ['picking_type_id'],
    );
    const set = (create_backorder: string) =>
      backend.odoo.call('stock.picking.type', 'write', {
        ids: [picking?.picking_type_id[0]],
        vals: { create_backorder },
      });
    await set('always');
    const row = await floor.bookOne(desk.received(on, 4, { final: true }, { warehouse: 'GDA' }));
    await set('ask');
    expect(row).toMatchObject({ result: 'posted' });
    expect((await desk.seen(on)).lines).toMatchObject([{ received: 4, awaited: 0 }]);
  });

  test('a kit by its own name or by its parts', async () => {
    const parts = await desk.order({ items: [{ quantities: [1] }, { quantities: [1] }] });
    const kit = await desk.order({ state: 'draft' });
    const idsOf = async (codes: string[]) => {
      const found = await backend.odoo.search<{
        id: number;
        default_code: string;
        product_tmpl_id: [number, string];
      }>('product.product', [['default_code', 'in', codes]], ['default_code', 'product_tmpl_id']);
      return codes.map((code) => found.find(({ default_code }) => default_code === code));
    };
    const [whole] = await idsOf(kit.items);
    const pieces = await idsOf(parts.items);
    const bom_line_ids = pieces.map((piece) => [0, 0, { product_id: piece?.id, product_qty: 2 }]);
    await backend.odoo.create('mrp.bom', [
      {
        product_tmpl_id: whole?.product_tmpl_id[0],
        product_uom_id: await backend.odoo.externalId('uom.product_uom_kgm'),
        type: 'phantom',
        bom_line_ids,
      },
    ]);
    await backend.odoo.call('purchase.order', 'button_confirm', { ids: [await idOfOrder(backend, kit)] });
    const [bolt = '', nut = ''] = parts.items;
    expect(await floor.bookOne(desk.received(kit, 1))).toMatchObject({ result: 'posted' });
    const row = await floor.bookOne(
      desk.received(kit, [desk.line(kit, 18, { item: bolt }), desk.line(kit, 18, { item: nut })]),
    );
    expect(row).toMatchObject({ result: 'posted' });
    const [line] = await backend.odoo.search<{ id: number; qty_received: number }>(
      'purchase.order.line',
      [['order_id.name', '=', kit.order]],
      ['qty_received'],
    );
    expect(line?.qty_received).toBe(10);
  });
});
