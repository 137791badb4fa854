import { beforeAll, describe, expect, test } from 'vitest';
import { type RealOdooBackend, realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { Counter, left } from './counter.ts';
import { policyFor, QualityDesk } from './quality-desk.ts';
import { KG, ShopFloor } from './shop-floor.ts';
import { bigTree, growTree } from './tracing/big-tree.ts';
import { EventRepository, eventsOf } from './tracing/event-repository.ts';
import { arrows, Kitchen, lotNamed, lotNames } from './tracing/kitchen.ts';

/** What only people do in Odoo, and what only a real Odoo can show of tracing. */
let backend: RealOdooBackend;
let floor: ShopFloor;
let kitchen: Kitchen;

beforeAll(() => {
  backend = realOdooFromEnvironment();
  floor = new ShopFloor(backend);
  kitchen = new Kitchen(floor);
});

interface Verdict {
  id: number;
  x_verdict: string;
  x_at: string;
  x_event: string;
  x_lot_id: [number, string];
  x_company_id: [number, string];
}

const idOf = async (model: string, domain: unknown[]): Promise<number> => {
  const [found] = await backend.odoo.search<{ id: number }>(model, domain, []);
  if (!found) throw new Error(`no ${model} ${JSON.stringify(domain)}`);
  return found.id;
};

const stockPlace = () => idOf('stock.location', [['complete_name', '=', 'OSL/Stock']]);

const unbuild = async (order: string, item: string, lot: string, quantity: number) => {
  const place = await stockPlace();
  const ids = await backend.odoo.create('mrp.unbuild', [
    {
      product_id: await idOf('product.product', [['default_code', '=', item]]),
      product_uom_id: (await backend.odoo.externalId(KG)) ?? 0,
      mo_id: await idOf('mrp.production', [['name', '=', order]]),
      lot_id: await idOf('stock.lot', [
        ['name', '=', lot],
        ['product_id.default_code', '=', item],
      ]),
      product_qty: quantity,
      location_id: place,
      location_dest_id: place,
    },
  ]);
  await backend.odoo.call('mrp.unbuild', 'action_validate', { ids });
};

describe('tracing what people did in Odoo', () => {
  test('unbuilding takes back what the order did, and makes no link the other way', async () => {
    const [cheese = '', milk = ''] = await kitchen.items(2);
    await kitchen.stock(milk, { M1: 50 });
    const used = { [milk]: { M1: 8 } };
    const order = await kitchen.make({ item: cheese, lot: 'C1', quantity: 4, used });
    await unbuild(order, cheese, 'C1', 1);
    const up = await kitchen.genealogy({ lot: 'C1', item: cheese }, 'up');
    expect(arrows(up)).toEqual(['M1>C1']);
    expect(up.links).toMatchObject([{ consumed: 8, returned: 2, produced: 4, unbuilt: 1 }]);
    expect(up.links[0]?.corrected).toEqual(expect.any(String));
    const unbuilt = (lot: string) => lotNamed(up, lot).documents.filter(({ kind }) => kind === 'unbuild');
    expect(unbuilt('C1')).toMatchObject([{ quantity: -1, name: expect.stringMatching(/^UB/) }]);
    expect(unbuilt('M1')).toMatchObject([{ quantity: 2 }]);
    expect(lotNames(await kitchen.recall({ lot: 'C1', item: cheese }))).toEqual(['C1']);
  });

  test('what a customer sent back is a return of its delivery', async () => {
    const [milk = ''] = await kitchen.items(1, { M1: 9 });
    const counter = new Counter(floor);
    const sold = await counter.sellAgain([milk], [5]);
    const lots = [{ number: 'M1', quantity: 5 }];
    await floor.bookOne(counter.shipped(sold, { lines: [left(milk, 5, { lots })] }));
    const picking = await idOf('stock.picking', [['name', '=', sold.delivery]]);
    const context = { active_id: picking, active_ids: [picking], active_model: 'stock.picking' };
    const [wizard = 0] = await backend.odoo.create(
      'stock.return.picking',
      [{ picking_id: picking }],
      context,
    );
    const lines = await backend.odoo.search<{ id: number }>(
      'stock.return.picking.line',
      [['wizard_id', '=', wizard]],
      [],
    );
    const vals = { quantity: 2 };
    await backend.odoo.call('stock.return.picking.line', 'write', { ids: lines.map(({ id }) => id), vals });
    const made = await backend.odoo.call<{ res_id: number }>(
      'stock.return.picking',
      'action_create_returns',
      {
        ids: [wizard],
        context,
      },
    );
    await backend.odoo.call('stock.picking', 'button_validate', {
      ids: [made.res_id],
      context: { skip_backorder: true },
    });
    const recall = await kitchen.recall({ lot: 'M1', item: milk });
    const { documents } = lotNamed(recall, 'M1');
    expect(documents.filter(({ kind }) => kind.startsWith('customer') || kind === 'delivery')).toMatchObject([
      { kind: 'delivery', name: sold.delivery, quantity: 5, partner: { reference: sold.customer } },
      { kind: 'customer-return', of: sold.delivery, quantity: 2, partner: { reference: sold.customer } },
    ]);
    expect(recall.on_hand).toMatchObject([{ location: 'OSL/Stock', quantity: 6 }]);
  });

  test('a by-product comes from all that the order used, like the product', async () => {
    const [cheese = '', milk = '', whey = ''] = await kitchen.items(3);
    await kitchen.stock(milk, { M1: 50, M2: 50 });
    const used = { [milk]: { M1: 4 } };
    await kitchen.make({ item: cheese, lot: 'C0', quantity: 4, used: { [milk]: { M2: 4 } } });
    const product = await idOf('product.product', [['default_code', '=', whey]]);
    const [template] = await backend.odoo.search<{ id: number; product_tmpl_id: [number, string] }>(
      'product.product',
      [['default_code', '=', cheese]],
      ['product_tmpl_id'],
    );
    const bom_id = await idOf('mrp.bom', [['product_tmpl_id', '=', template?.product_tmpl_id[0]]]);
    const product_uom_id = await backend.odoo.externalId(KG);
    await backend.odoo.create('mrp.bom.byproduct', [
      { bom_id, product_id: product, product_qty: 2, product_uom_id },
    ]);
    const order = floor.name('OSL/MO');
    await kitchen.seed({
      items: [{ code: cheese, name: cheese, uom: KG, tracking: 'lot' }],
      orders: [{ name: order, warehouse: 'OSL', item: cheese, quantity: 4 }],
    });
    const move = await idOf('stock.move', [
      ['production_id.name', '=', order],
      ['product_id', '=', product],
    ]);
    const [lot = 0] = await backend.odoo.create('stock.lot', [{ name: 'W1', product_id: product }]);
    await backend.odoo.call('stock.move', 'write', {
      ids: [move],
      vals: { lot_ids: [[6, 0, [lot]]], quantity: 8 },
    });
    await kitchen.make({ order, item: cheese, lot: 'C1', quantity: 4, used });
    const up = await kitchen.genealogy({ lot: 'W1', item: whey }, 'up');
    expect(arrows(up)).toEqual(['M1>W1']);
    expect(up.links).toMatchObject([{ document: order, consumed: 4, produced: 8 }]);
    expect(arrows(await kitchen.genealogy({ lot: 'M1', item: milk }, 'down'))).toEqual(['M1>C1', 'M1>W1']);
    const lots = [
      { item: whey, lot: 'W1' },
      { item: cheese, lot: 'C1' },
      { item: milk, lot: 'M1' },
    ];
    const { production } = await EventRepository.of(kitchen, lots);
    expect(production[order.split('/').at(-1) ?? '']).toEqual({ used: { M1: 4 }, made: { C1: 4, W1: 8 } });
  });

  test('an order unbuilt in steps leaves one valid event, in a repository that has read each state', async () => {
    const [cheese = '', milk = '', salt = ''] = await kitchen.items(3);
    await kitchen.stock(milk, { M1: 50 });
    await kitchen.stock(salt, { S1: 50 });
    const used = { [milk]: { M1: 8 }, [salt]: { S1: 4 } };
    const order = await kitchen.make({ item: cheese, lot: 'C1', quantity: 4, used });
    const repository = new EventRepository();
    const read = async () => {
      const events = eventsOf(await kitchen.genealogy({ lot: 'C1', item: cheese }, 'up'));
      repository.load(events.filter(({ type }) => type === 'TransformationEvent'));
    };
    await read();
    await unbuild(order, cheese, 'C1', 1);
    await read();
    await unbuild(order, cheese, 'C1', 1);
    await read();
    const key = order.split('/').at(-1) ?? '';
    expect(repository.production).toEqual({ [key]: { used: { M1: 4, S1: 2 }, made: { C1: 2 } } });
    expect(repository.size).toBe(3);
    await unbuild(order, cheese, 'C1', 2);
    await read();
    expect([repository.production, repository.size]).toEqual([{}, 3]);
  });

  test('a transfer to another plant carries the trace on, and stands among the documents of the lot', async () => {
    const [cheese = '', milk = ''] = await kitchen.items(2);
    await kitchen.stock(milk, { M1: 9 }, 'GDA');
    const product_id = await idOf('product.product', [['default_code', '=', milk]]);
    const places = {
      location_id: await idOf('stock.location', [['complete_name', '=', 'GDA/Stock']]),
      location_dest_id: await stockPlace(),
    };
    const picking_type_id = await idOf('stock.picking.type', [
      ['code', '=', 'internal'],
      ['warehouse_id.code', '=', 'GDA'],
    ]);
    const lot_id = await idOf('stock.lot', [['product_id', '=', product_id]]);
    const line = { ...places, product_id, lot_id, quantity: 5, picked: true };
    const ids = await backend.odoo.create('stock.picking', [
      { ...places, picking_type_id, move_line_ids: [[0, 0, line]] },
    ]);
    await backend.odoo.call('stock.picking', 'button_validate', { ids });
    await kitchen.make({ item: cheese, lot: 'C1', quantity: 4, used: { [milk]: { M1: 4 } } });
    const up = await kitchen.genealogy({ lot: 'C1', item: cheese }, 'up');
    expect(arrows(up)).toEqual(['M1>C1']);
    expect(lotNamed(up, 'M1')).toMatchObject({ home: 'GDA' });
    expect(lotNamed(up, 'M1').documents).toContainEqual(
      expect.objectContaining({ kind: 'transfer', warehouse: 'GDA', quantity: 5 }),
    );
    const { on_hand } = await kitchen.recall({ lot: 'M1', item: milk }, 'GDA');
    const there = on_hand.map(({ warehouse, quantity }) => `${warehouse} ${quantity}`);
    expect(there.toSorted()).toEqual(['GDA 4', 'OSL 1', 'OSL 4']);
  });

  test('the verdict on a lot is written where Odoo keeps one, beside the lot', async () => {
    const [milk = ''] = await kitchen.items(1, { M1: 9, M2: 9 });
    const quality = new QualityDesk(floor);
    await quality.places();
    const time = '2026-03-02 09:30:00';
    const word = quality.held({ product: milk, policy: policyFor() }, 'M1', {}, { time });
    expect(await floor.bookOne(word)).toMatchObject({ result: 'posted' });
    const kept = await backend.odoo.search<Verdict>(
      'x_plant_gateway_verdict',
      [['x_lot_id.product_id.default_code', '=', milk]],
      ['x_verdict', 'x_at', 'x_event', 'x_lot_id', 'x_company_id'],
    );
    expect(kept).toMatchObject([
      {
        x_verdict: 'held',
        x_at: time,
        x_event: word.event,
        x_lot_id: [expect.any(Number), 'M1'],
        x_company_id: [expect.any(Number), expect.any(String)],
      },
    ]);
    const seen = await kitchen.genealogy({ lot: 'M1', item: milk }, 'up');
    const other = await kitchen.genealogy({ lot: 'M2', item: milk }, 'up');
    expect(lotNamed(seen, 'M1')).toMatchObject({ verdict: 'held', verdict_at: '2026-03-02T09:30:00Z' });
    expect(lotNamed(other, 'M2').verdict).toBeUndefined();
  });

  test('a tree of five levels and three hundred lots is answered whole', async () => {
    const tree = await growTree(floor, bigTree);
    const up = await kitchen.genealogy({ lot: tree.lot, item: tree.item }, 'up');
    expect(lotNames(up)).toEqual(tree.lots.toSorted());
    expect([up.lots.length, up.links.length, up.truncated]).toEqual([300, tree.links, false]);
    expect(up.links.every(({ consumed, produced }) => consumed === 1 && produced === 1)).toBe(true);
    expect(up.lots.every(({ documents, home }) => documents.length > 0 && home === 'OSL')).toBe(true);
    const down = await kitchen.genealogy(tree.leaf, 'down');
    expect([down.lots.length, down.links.length]).toEqual([5, 4]);
  }, 300_000);
});
