import { beforeAll, describe, expect, test } from 'vitest';
import { kilograms, policyFor } from './quality-desk.ts';
import { hoursAgo, posting, UNIT } from './shop-floor.ts';
import { inSteps, places, stepsOffice } from './steps-office.ts';

/** Held goods in a warehouse with three steps to receive, to make and to deliver; and beside goods that nobody holds. */
const office = stepsOffice();
const { backend, floor, desk, counter, people, book, where } = office;

const at = (hours: number) => ({ time: hoursAgo(hours) });
const of = (product: string) => ({ product, policy: inSteps });
const posted = { result: 'posted' };
const bypassed = 'bypassed';

beforeAll(office.build, 120_000);

describe('a component that failed', () => {
  test('goes to waste while its transfer to the line is open', async () => {
    const { component, order } = await office.release();
    await book(desk.inspected(of(component), 'C1', 'fail', at(5)));
    expect(await book(office.scrapped(order, component, 3, at(1)))).toMatchObject(posted);
    expect(await where(component)).toEqual({ [places.hold]: { C1: 17 } });
  });

  test('and goes to waste when it lies at the line', async () => {
    const made = await office.release();
    await office.pickForOrder(made);
    await book(desk.inspected(of(made.component), 'C1', 'fail', at(0.1)));
    expect(await book(office.scrapped(made.order, made.component, 3, at(0)))).toMatchObject(posted);
  });

  test.each(['issued before', 'used by the report'])('is reworked: %s', async (how) => {
    const { component, order } = await office.release();
    await book(desk.inspected(of(component), 'C1', 'fail', at(5)));
    await book(desk.released(of(component), 'C1', { quantity: kilograms(4), use: 'rework' }, at(4)));
    if (how === 'issued before')
      expect(await book(office.issued(order, component, 4, at(3)))).toMatchObject(posted);
    const consumed = how === 'issued before' ? {} : { consumed: office.used(component, 4) };
    expect(await book(office.reported(order, 4, consumed, at(2)))).toMatchObject(posted);
    expect(await where(component)).toEqual({ [places.hold]: { C1: 16 } });
  });

  test('comes back from an order at the line, and what is free in the stock stays so', async () => {
    const made = await office.release();
    const { component, order } = made;
    await office.pickForOrder(made);
    await book(office.issued(order, component, 6, at(0.3)));
    await book(desk.inspected(of(component), 'C1', 'fail', at(0.2)));
    await book(desk.released(of(component), 'C1', { quantity: kilograms(3) }, at(0)));
    const consumed = office.used(component, 4);
    expect(await book(office.reported(order, 4, { consumed }, at(0.1)))).toMatchObject(posted);
    expect(await where(component)).toEqual({ [places.stock]: { C1: 3 }, [places.hold]: { C1: 13 } });
    const delivery = await office.sell(component, 3);
    expect(await book(office.shipped(delivery, component, 3, at(0)))).toMatchObject(posted);
  });

  test('is held again when a person takes it out, though more of it was issued than lay at the line', async () => {
    const made = await office.release();
    const { component, order } = made;
    const other = await office.releaseAgain(made.product);
    await office.pickForOrder(made);
    await book(office.issued(order, component, 8, at(0.6)));
    await book(office.issued(other, component, 8, at(0.6)));
    await book(desk.inspected(of(component), 'C1', 'fail', at(0.5)));
    const since = await office.look();
    await people.move(component, 'C1', 6, places.hold, places.stock);
    expect(await office.answer(component, since)).toContainEqual(expect.objectContaining({ bypassed: true }));
    expect(await where(component)).toEqual({ [places.line]: { C1: 10 }, [places.hold]: { C1: 10 } });
  });

  test('is held again, though it was issued where nothing lay', async () => {
    const { component, order } = await office.release();
    const policy = { ...inSteps, negative_stock: 'allow' as const };
    expect(await book(office.issued(order, component, 6, { policy, ...at(6) }))).toMatchObject(posted);
    await book(desk.inspected(of(component), 'C1', 'fail', at(5)));
    const since = await office.look();
    await people.move(component, 'C1', 6, places.hold, places.stock);
    await office.answer(component, since, policy);
    expect(await where(component)).toEqual({ [places.hold]: { C1: 20 } });
  });

  test('and comes in again is held, though two orders were issued more than there was', async () => {
    const { component, order, product } = await office.release({ warehouse: 'OSL', stock: 10 });
    const other = await office.releaseAgain(product, 'OSL');
    const policy = policyFor();
    for (const each of [order, other])
      expect(await floor.bookOne(office.issued(each, component, 8, { policy, ...at(6) }))).toMatchObject(
        posted,
      );
    await floor.bookOne(desk.inspected({ product: component, policy }, 'C1', 'fail', at(5)));
    const since = await office.look('OSL');
    await people.receive(component, 'C1', 6, 'OSL/Stock');
    const answered = await office.answer(component, since, policy, 'OSL');
    // What was issued of what nobody had is taken off the order, and somebody is told.
    expect(answered).toContainEqual(expect.objectContaining({ bypassed: true }));
    expect(await where(component)).toEqual({ 'OSL/Stock': { C1: 10 }, 'OSL/Quality hold': { C1: 6 } });
    const report = office.reported(order, 8, { final: true }, { policy, ...at(1) });
    expect(await floor.bookOne(report)).toMatchObject(posted);
  });
});

describe('goods of a failed lot that people bring in', () => {
  test('are held where they came, not where a delivery waits for what is free', async () => {
    const item = await office.stocked(10);
    await book(desk.inspected(of(item), 'C1', 'fail', at(5)));
    await book(desk.released(of(item), 'C1', { quantity: kilograms(3) }, at(4)));
    const delivery = await office.sell(item, 3);
    const since = await office.look();
    await people.receive(item, 'C1', 5, places.input);
    await office.answer(item, since);
    expect(await where(item)).toEqual({ [places.stock]: { C1: 3 }, [places.hold]: { C1: 12 } });
    expect(await book(office.shipped(delivery, item, 3, at(0)))).toMatchObject(posted);
  });

  test('and so is what a customer returns', async () => {
    const item = await office.stocked(10);
    const delivery = await office.sell(item, 6);
    expect(await book(office.shipped(delivery, item, 6, at(0.3)))).toMatchObject(posted);
    await book(desk.inspected(of(item), 'C1', 'fail', at(0.2)));
    await book(desk.released(of(item), 'C1', { quantity: kilograms(2) }, at(0)));
    const since = await office.look();
    await people.returnEverything(delivery);
    await office.answer(item, since);
    const next = await office.sell(item, 2);
    expect(await book(office.shipped(next, item, 2, at(0)))).toMatchObject(posted);
  });

  test('page nobody because of the transfers that Odoo plans into the stock', async () => {
    const item = await office.stocked(4);
    await book(desk.inspected(of(item), 'C1', 'fail', at(1)));
    const since = await office.look();
    await people.receive(item, 'C1', 5, places.input);
    const rows = await office.answer(item, since);
    expect(rows).not.toHaveLength(0);
    for (const row of rows) expect(row).not.toHaveProperty(bypassed);
    expect(await where(item)).toEqual({ [places.hold]: { C1: 9 } });
  });

  test('and neither do those that they make', async () => {
    const made = await office.release();
    const { product } = made;
    await book(office.reported(made.order, 2, {}, at(2)));
    await book(desk.inspected(of(product), 'L1', 'fail', at(1)));
    const since = await office.look();
    await office.validate([['move_ids.product_id.default_code', '=', made.component]]);
    const [rest] = await backend.odoo.search<{ id: number }>(
      'mrp.production',
      [
        ['product_id.default_code', '=', product],
        ['state', '=', 'confirmed'],
      ],
      [],
    );
    const ids = [rest?.id];
    const lot_producing_ids = [[6, 0, [await people.lot(product, 'L1')]]];
    await backend.odoo.call('mrp.production', 'write', {
      ids,
      vals: { qty_producing: 3, lot_producing_ids },
    });
    const context = { skip_backorder: true, skip_consumption: true };
    await backend.odoo.call('mrp.production', 'button_mark_done', { ids, context });
    const rows = await office.answer(product, since);
    expect(rows).not.toHaveLength(0);
    for (const row of rows) expect(row).not.toHaveProperty(bypassed);
  });
});

test('what is not held of what was packed leaves by the name that the plant knows', async () => {
  const item = await office.stocked(10);
  const delivery = await office.sell(item, 6);
  await office.validate([['name', '=', delivery]]);
  await book(desk.held(of(item), 'C1', { quantity: kilograms(7) }, at(0.1)));
  expect(await where(item)).toEqual({ [places.packing]: { C1: 3 }, [places.hold]: { C1: 7 } });
  expect(await book(office.shipped(delivery, item, 3, at(0)))).toMatchObject(posted);
});

describe('one report of lots of which one has failed', () => {
  test('holds that lot of a by-product, and no other', async () => {
    const [by = ''] = await counter.offer({ tracking: 'lot' });
    const order = await office.releaseWithByProduct(by);
    const policy = policyFor();
    await floor.bookOne(desk.inspected({ product: by, policy }, 'B1', 'fail', at(5)));
    const by_products = ['B1', 'B2'].map((number) => ({ item: by, quantity: kilograms(2), lot: { number } }));
    const report = { order, quantity: kilograms(4), final: true, by_products };
    expect(await floor.bookOne(posting('production.reported', report, { policy, ...at(1) }))).toMatchObject(
      posted,
    );
    expect(await where(by)).toEqual({ 'OSL/Quality hold': { B1: 2 }, 'OSL/Stock': { B2: 2 } });
  });

  test('holds that serial, and no other', async () => {
    const on = await desk.release({ tracking: 'serial', uom: UNIT });
    const policy = policyFor();
    await floor.bookOne(desk.inspected({ product: on.product, policy }, 'SN2', 'fail', at(5)));
    const serials = ['SN1', 'SN2', 'SN3'].map((number) => ({ number }));
    expect(await floor.bookOne(floor.reported(on, 3, { serials }, { policy, ...at(1) }))).toMatchObject(
      posted,
    );
    expect(await where(on.product)).toEqual({
      'OSL/Quality hold': { SN2: 1 },
      'OSL/Stock': { SN1: 1, SN3: 1 },
    });
  });
});
