import { describe, expect, test } from 'vitest';
import { type HeldProduct, HOLD, lotsOf, policyFor, STOCK } from './quality-desk.ts';
import { qualityOffice } from './quality-office.ts';
import { hoursAgo } from './shop-floor.ts';
import { byPeople, contain } from './watched.ts';

/** What people change about a held lot, its item and its places, without moving any goods. */
const { backend, floor, desk, people } = qualityOffice();

const look = async () => (await byPeople(floor, 'OSL')).mark;
const answer = async ({ product: item, policy }: HeldProduct, since: string, warehouse = 'OSL') =>
  (
    await contain(
      floor,
      { item, policy: warehouse === 'OSL' ? policy : { negative_stock: 'refuse' }, warehouse },
      since,
    )
  ).flatMap(lotsOf);
const paged = expect.objectContaining({ bypassed: true });
const place = (name: string) => people.idOf('stock.location', [['complete_name', '=', name]]);
const lotNumbered = (on: HeldProduct) => people.lot(on.product, 'L1');
const lie = async (on: HeldProduct, quantity: number, where: string) =>
  backend.odoo.create('stock.quant', [
    {
      product_id: await people.product(on.product),
      lot_id: await lotNumbered(on),
      location_id: await place(where),
      quantity,
    },
  ]);

describe('a person who renames a held lot', () => {
  test('is told once for each change: goods of the old name would be of a lot that nobody judged', async () => {
    const on = await desk.failed();
    const since = await look();
    await backend.odoo.call('stock.lot', 'write', { ids: [await lotNumbered(on)], vals: { name: 'L2' } });
    expect(await answer(on, since)).toEqual([paged]);
    const [message] = await backend.odoo.search<{ id: number; body: string }>(
      'mail.message',
      [
        ['model', '=', 'stock.lot'],
        ['res_id', '=', await lotNumbered(on)],
      ],
      ['body'],
      { order: 'id desc', limit: 1 },
    );
    expect(message?.body).toContain('holds lot L1, which now has the name L2');
    expect(await answer(on, since)).toEqual([]);
  });

  test('pages nobody when quality has released it', async () => {
    const on = await desk.release();
    await floor.bookOne(desk.made(on, 6, 'L1', { time: hoursAgo(9) }));
    await floor.bookOne(desk.inspected(on, 'L1', 'pass', { time: hoursAgo(5) }));
    const since = await look();
    await backend.odoo.call('stock.lot', 'write', { ids: [await lotNumbered(on)], vals: { name: 'L2' } });
    expect(await answer(on, since)).toEqual([]);
  });
});

test('a lot that is held before its goods come cannot be deleted', async () => {
  const on = await desk.release();
  await floor.bookOne(desk.held(on, 'L1', {}, { time: hoursAgo(5) }));
  const ids = [await lotNumbered(on)];
  await expect(backend.odoo.call('stock.lot', 'unlink', { ids })).rejects.toThrow(
    /x_plant_gateway_verdict|verdict/i,
  );
  const row = await floor.bookOne(desk.made(on, 6, 'L1', { time: hoursAgo(2) }));
  expect(row).toMatchObject({ result: 'posted' });
  expect(await desk.where(on)).toMatchObject({ held: 6, stock: 0 });
});

test('a part of the hold place that is hung below a warehouse where nothing holds goods pages once', async () => {
  const on = await desk.failed();
  const box = floor.name('BOX');
  await backend.seed({
    warehouses: [{ code: 'BGO', name: 'Bergen' }],
    locations: [{ name: box, warehouse: 'OSL', parent: HOLD }],
    items: [],
  });
  await people.move(on.product, 'L1', 6, HOLD, `${HOLD}/${box}`);
  const since = await look();
  const inBergen = async () => {
    const { open, movements } = await byPeople(floor, 'BGO', since);
    const ofItem = ({ item }: { item: string }) => item === on.product;
    return { open: open.filter(ofItem), movements: movements.filter(ofItem) };
  };
  expect(await inBergen()).toEqual({ open: [], movements: [] });
  await backend.odoo.call('stock.location', 'write', {
    ids: [await place(`${HOLD}/${box}`)],
    vals: { location_id: await place('BGO/Stock') },
  });
  // Told once: of what lies open, or of the movement into the box, which now ends in Bergen.
  const { open, movements } = await inBergen();
  expect([...open, ...movements]).toHaveLength(1);
  expect(await answer(on, since, 'BGO')).toContainEqual(paged);
  expect(await inBergen()).toMatchObject({ open: [] });
});

test('what lies below zero on one shelf hides nothing that lies on another', async () => {
  const on = await desk.failed();
  const shelves = [floor.name('ONE'), floor.name('TWO')];
  await backend.seed({
    warehouses: [{ code: 'OSL', name: 'Oslo' }],
    locations: shelves.map((name) => ({ name, warehouse: 'OSL' })),
    items: [],
  });
  await lie(on, -10, `${STOCK}/${shelves[0]}`);
  const since = await look();
  await lie(on, 5, `${STOCK}/${shelves[1]}`);
  expect(await answer(on, since)).toMatchObject([{ moved: 5, held: 11, bypassed: true }]);
  expect(await answer(on, since)).toEqual([]);
});

test('an item that is archived stops nothing, and is held like before', async () => {
  const on = await desk.failed();
  const archived = await desk.release();
  const ids = [await people.product(archived.product)];
  const write = (active: boolean) => backend.odoo.call('product.product', 'write', { ids, vals: { active } });
  await write(false);
  const policy = policyFor(on.product, archived.product);
  expect(
    await floor.bookOne(desk.inspected({ ...on, policy }, 'L1', 'fail', { time: hoursAgo(1) })),
  ).toMatchObject({ result: 'posted' });
  expect(await byPeople(floor, 'OSL', await look(), policy)).toMatchObject({ known: true });
  const report = floor.reported(archived, 4, { lot: { number: 'L7' }, final: false }, { policy });
  expect(await floor.bookOne(report)).toMatchObject({ result: 'posted' });
  // The books of the plant are compared in other tests: without a code its goods would be missing there.
  await write(true);
  expect(await desk.where(archived)).toMatchObject({ held: 4, stock: 0 });
});
