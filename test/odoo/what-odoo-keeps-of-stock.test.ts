import { beforeAll, describe, expect, test } from 'vitest';
import type { Posting } from '../../lambdas/odoo/posting.ts';
import { type RealOdooBackend, realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { insist } from './booking/concurrency.ts';
import { counted, moved, onShelves, type Shelved, STOCK, shelve } from './booking/warehouse.ts';
import { hoursAgo, ShopFloor } from './shop-floor.ts';
import { deliveryOf, idOf, worth } from './stock-office.ts';

/** What only a real Odoo can show of goods moved and stock counted. */
let backend: RealOdooBackend;
let floor: ShopFloor;

beforeAll(() => {
  backend = realOdooFromEnvironment();
  floor = new ShopFloor(backend);
});

const odoo = () => backend.odoo;
const itemId = ({ item }: Shelved) => idOf(odoo(), 'product.product', ['default_code', '=', item]);
const placeId = (name: string) => idOf(odoo(), 'stock.location', ['complete_name', '=', name]);
const worthOf = (on: Shelved) => worth(odoo(), on.item);

async function booked(event: Posting): Promise<number> {
  const row = await floor.bookOne(event);
  if (row.result !== 'posted') throw new Error(JSON.stringify(row));
  return row.document.id;
}

/** Puts goods where the suites for both test backends cannot: in a package, or owned by somebody else. */
async function put(on: Shelved, shelf: string, quantity: number, more: Record<string, unknown>) {
  const quant = {
    product_id: await itemId(on),
    location_id: await placeId(shelf),
    inventory_quantity_auto_apply: quantity,
    ...more,
  };
  await odoo().create('stock.quant', [quant], { inventory_mode: true });
}

describe('a transfer', () => {
  test('bears the time, the document and the key of its event, and is done', async () => {
    const on = await shelve(floor, { stock: [10] });
    const time = hoursAgo(30);
    const event = moved(on, 4, { reference: 'WMS-4711' }, { time });
    const id = await booked(event);
    const [picking] = await odoo().search<{ id: number }>('stock.picking', [['id', '=', id]], [
      'state',
      'date_done',
      'scheduled_date',
      'origin',
      'x_plant_gateway_event',
      'backorder_ids',
    ] as never[]);
    expect(picking).toMatchObject({
      state: 'done',
      date_done: time,
      scheduled_date: time,
      origin: 'WMS-4711',
      x_plant_gateway_event: event.event,
      backorder_ids: [],
    });
    for (const [model, field] of [
      ['stock.move', 'picking_id'],
      ['stock.move.line', 'picking_id'],
    ] as const) {
      const rows = await odoo().search<{ id: number; date: string }>(model, [[field, '=', id]], ['date']);
      expect(rows.map(({ date }) => date)).toEqual([time]);
    }
  });

  test('without a document has the key of its event as its origin', async () => {
    const on = await shelve(floor, { stock: [10] });
    const event = moved(on, 4);
    const domain = [
      ['id', '=', await booked(event)],
      ['origin', '=', event.event],
    ];
    expect(await odoo().call('stock.picking', 'search_count', { domain })).toBe(1);
  });

  test('is worth nothing: goods only change their place', async () => {
    const on = await shelve(floor, { stock: [10] });
    const before = await worthOf(on);
    await booked(moved(on, 4));
    expect(await worthOf(on)).toEqual(before);
  });

  test('goes where the plant says, whatever putaway rule the place has', async () => {
    const on = await shelve(floor, { stock: [10] });
    const [, to, other] = on.shelves;
    await odoo().call('stock.location', 'write', {
      ids: [await placeId(other)],
      vals: { location_id: await placeId(to) },
    });
    await odoo().create('stock.putaway.rule', [
      {
        product_id: await itemId(on),
        location_in_id: await placeId(to),
        location_out_id: await idOf(odoo(), 'stock.location', [
          'complete_name',
          '=',
          `${to}/${other.split('/').at(-1)}`,
        ]),
      },
    ]);
    await booked(moved(on, 4));
    expect((await backend.stockAt(to, on.item)).quantity).toBe(4);
  });

  test('takes a lot that a delivery had reserved; the delivery waits, and is served when it comes back', async () => {
    const on = await shelve(floor, { tracking: 'lot' });
    const away = floor.name('AWAY');
    await backend.seed({
      warehouses: [],
      items: [],
      locations: [{ name: away, warehouse: 'OSL', parent: 'OSL' }],
    });
    await backend.seed({
      warehouses: [{ code: 'OSL', name: 'Oslo' }],
      items: [{ code: on.item, name: on.item, uom: on.uom, tracking: 'lot' }],
      stock: [{ warehouse: 'OSL', item: on.item, lot: 'A', quantity: 10 }],
    });
    const delivery = await deliveryOf(odoo(), on.item, 10);
    const state = async () =>
      (
        await odoo().search<{ id: number; state: string }>(
          'stock.picking',
          [['id', '=', delivery]],
          ['state'],
        )
      )[0]?.state;
    expect(await state()).toBe('assigned');
    const lots = [{ number: 'A', quantity: 10 }];
    await booked(moved(on, 10, { from: STOCK, to: away, lots }));
    expect(await state()).toBe('confirmed');
    await booked(moved(on, 10, { from: away, to: STOCK, lots }));
    expect(await state()).toBe('assigned');
  });

  test('does not unpack goods: what is packed is refused, what is loose beside it moves', async () => {
    const on = await shelve(floor, { stock: [3] });
    const [pallet] = await odoo().create('stock.package', [{ name: floor.name('PALLET') }]);
    await put(on, on.shelves[0], 10, { package_id: pallet });
    expect(await floor.bookOne(moved(on, 4))).toMatchObject({
      code: 'stock-in-packages',
      pointer: '/data/from',
    });
    await booked(moved(on, 3));
    expect(await onShelves(floor, on)).toEqual([10, 3, 0]);
  });

  test('is of something that Odoo keeps stock of', async () => {
    const on = await shelve(floor);
    await odoo().call('product.product', 'write', { ids: [await itemId(on)], vals: { is_storable: false } });
    for (const event of [moved(on, 1), counted(on, 1)])
      expect(await floor.bookOne(event)).toMatchObject({ code: 'item-not-stocked', pointer: '/data/item' });
  });
});

describe('a count', () => {
  const moveOf = async (id: number) => {
    const [move] = await odoo().search<{
      id: number;
      date: string;
      quantity: number;
      reference: string;
      origin: string;
    }>('stock.move', [['id', '=', id]], [
      'date',
      'quantity',
      'reference',
      'origin',
      'is_inventory',
      'state',
      'location_id',
      'location_dest_id',
    ] as never[]);
    return move;
  };

  test('is an inventory move of its time, and says who counted and why', async () => {
    const on = await shelve(floor);
    const time = hoursAgo(30);
    const event = counted(on, 12, { reason: 'cycle A', counted_by: 'anna' }, { time });
    const id = await booked(event);
    expect(await moveOf(id)).toMatchObject({
      date: time,
      quantity: 12,
      reference: 'Counted 12 kg by anna: cycle A',
      origin: event.event,
      is_inventory: true,
      state: 'done',
    });
    const lines = await odoo().search<{ id: number; date: string }>(
      'stock.move.line',
      [['move_id', '=', id]],
      ['date'],
    );
    expect(lines.map(({ date }) => date)).toEqual([time]);
  });

  test('that finds what was there is kept all the same, as a move of nothing', async () => {
    const on = await shelve(floor, { stock: [12] });
    expect(await moveOf(await booked(counted(on, 12)))).toMatchObject({
      quantity: 0,
      reference: 'Counted 12 kg',
      state: 'done',
    });
  });

  test('that a later one has overtaken says so', async () => {
    const on = await shelve(floor, { stock: [12] });
    const late = counted(on, 5, {}, { time: hoursAgo(3) });
    expect(await moveOf(await booked(late))).toMatchObject({
      quantity: 0,
      reference: 'Counted 5 kg, counted again later',
    });
    expect(await onShelves(floor, on)).toEqual([12, 0, 0]);
  });

  test('is worth what is missing or found', async () => {
    const on = await shelve(floor, { stock: [10] });
    await booked(counted(on, 4));
    expect(await worthOf(on)).toEqual({ quantity: 4, value: 4 });
    await booked(counted(on, 9));
    expect(await worthOf(on)).toEqual({ quantity: 9, value: 9 });
  });

  test('does away with what a person had entered and not applied', async () => {
    const on = await shelve(floor, { stock: [10] });
    const [quant] = await odoo().search<{ id: number }>(
      'stock.quant',
      [
        ['product_id', '=', await itemId(on)],
        ['location_id', '=', await placeId(on.shelves[0])],
      ],
      ['id'],
    );
    const enter = { ids: [quant?.id], vals: { inventory_quantity: 8 }, context: { inventory_mode: true } };
    await odoo().call('stock.quant', 'write', enter);
    await booked(moved(on, 1));
    await booked(counted(on, 8));
    expect(await onShelves(floor, on)).toEqual([8, 1, 0]);
    const open = [
      ['id', '=', quant?.id],
      ['inventory_quantity_set', '=', true],
    ];
    expect(await odoo().call('stock.quant', 'search_count', { domain: open })).toBe(0);
  });

  test('of goods in packages, or of somebody else, is refused: the event cannot tell them apart', async () => {
    const [pallet] = await odoo().create('stock.package', [{ name: floor.name('PALLET') }]);
    const [owner] = await odoo().create('res.partner', [{ name: floor.name('OWNER') }]);
    for (const more of [{ package_id: pallet }, { owner_id: owner }]) {
      const on = await shelve(floor, { stock: [3] });
      await put(on, on.shelves[0], 10, more);
      expect(await floor.bookOne(counted(on, 13))).toMatchObject({
        code: 'stock-in-packages',
        pointer: '/data/location',
      });
      expect(await onShelves(floor, on)).toEqual([13, 0, 0]);
    }
  });

  test('counts what parallel calls left in several quants', async () => {
    const on = await shelve(floor, { stock: [300] });
    const [, b] = on.shelves;
    for (let round = 0; round < 3; round += 1) {
      const moves = [1, 2, 3, 4].map(() => moved(on, 5));
      await Promise.all(moves.map((event) => insist(floor, event)));
      const value = 40 + round;
      await booked(counted(on, value, { location: b }));
      expect((await backend.stockAt(b, on.item)).quantity).toBe(value);
    }
  }, 120_000);

  test('plans the next one of the cycle', async () => {
    const on = await shelve(floor, { stock: [10] });
    const place = await placeId(on.shelves[0]);
    await odoo().call('stock.location', 'write', { ids: [place], vals: { cyclic_inventory_frequency: 7 } });
    await booked(counted(on, 9));
    const [found] = await odoo().search<{ id: number; last_inventory_date: string }>(
      'stock.location',
      [['id', '=', place]],
      ['last_inventory_date'],
    );
    expect(found?.last_inventory_date).toBe(hoursAgo(0).slice(0, 10));
  });
});
