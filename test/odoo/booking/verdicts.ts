import { expect, test } from 'vitest';
import { askOdoo } from '../../../lambdas/odoo/ports.ts';
import { Counter, left } from '../counter.ts';
import type { Floor } from '../open-floor.ts';
import {
  type HeldProduct,
  holdPolicyFor,
  kilograms,
  lotsOf,
  QualityDesk,
  warningsOf,
} from '../quality-desk.ts';
import { hoursAgo, KG, posting, WAREHOUSE } from '../shop-floor.ts';

export function verdicts(floor: Floor): void {
  const desk = () => new QualityDesk(floor());
  const counter = () => new Counter(floor());
  const at = (hours: number) => ({ time: hoursAgo(hours) });
  const ask = async (question: string, on: HeldProduct, lot: string) => {
    const about = { item: on.product, lot, gate: on.policy.gate };
    const answered = await askOdoo(floor().client, { question, warehouse: WAREHOUSE, about });
    if (!answered.ok) throw new Error(answered.message);
    return answered.answer;
  };
  const state = (on: HeldProduct, lot: string) => ask('lot.state', on, lot);

  test('a lot that passed is let out by a release, and a delivery that waits gets it', async () => {
    const on = await desk().release();
    const sold = await counter().sellAgain([on.product], [5]);
    await floor().bookOne(desk().made(on, 6, 'L1', at(3)));
    const passed = await floor().bookOne(desk().inspected(on, 'L1', 'pass', at(2)));
    expect(passed).toMatchObject({ result: 'posted', document: { model: 'stock.lot', name: 'L1' } });
    expect(lotsOf(passed)).toEqual([
      {
        item: on.product,
        lot: 'L1',
        uom: KG,
        uom_name: 'kg',
        moved: 0,
        held: 6,
        verdict: 'pass',
        verdict_at: expect.any(String),
        decides: true,
      },
    ]);
    expect(await desk().where(on)).toMatchObject({ held: 6, stock: 0 });
    expect(await state(on, 'L1')).toMatchObject({ held: 6, covered: 6, verdict: 'pass' });
    const out = desk().released(on, 'L1', {}, at(2));
    expect(lotsOf(await floor().bookOne(out))).toMatchObject([{ moved: -6, held: 0, verdict: 'released' }]);
    expect(lotsOf(await floor().bookOne(out))).toMatchObject([{ moved: -6, held: 0 }]);
    expect(await desk().where(on)).toMatchObject({ held: 0, stock: 6 });
    expect(await ask('lot.deliveries', on, 'L1')).toMatchObject({ ready: [{ name: sold.delivery }] });
    expect(await floor().backend.sales.promised(sold.delivery)).toEqual({ L1: 5 });
  });

  test('a pass covers what had come by its time; what was made later waits for a word of its own', async () => {
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 2, 'L1', at(4)));
    await floor().bookOne(desk().inspected(on, 'L1', 'pass', at(3)));
    await floor().bookOne(desk().made(on, 3, 'L1', at(2)));
    expect(await state(on, 'L1')).toMatchObject({ held: 5, covered: 2 });
    await floor().bookOne(desk().released(on, 'L1', {}, at(3)));
    expect(await desk().where(on)).toMatchObject({ held: 3, stock: 2 });
    // Booked late, made before the laboratory took its sample.
    await floor().bookOne(desk().made(on, 1, 'L1', at(3.5)));
    expect(await state(on, 'L1')).toMatchObject({ held: 4, covered: 1 });
    await floor().bookOne(desk().inspected(on, 'L1', 'pass', at(1)));
    await floor().bookOne(desk().released(on, 'L1', {}, at(1)));
    expect(await desk().where(on)).toMatchObject({ held: 0, stock: 6 });
  });

  test('the latest word by its own time decides, in whatever order they come', async () => {
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 6, 'L1', at(5)));
    await floor().bookOne(desk().held(on, 'L1', {}, at(2)));
    const late = await floor().bookOne(desk().inspected(on, 'L1', 'pass', at(3)));
    expect(lotsOf(late)).toMatchObject([{ verdict: 'held', decides: false }]);
    expect(lotsOf(await floor().bookOne(desk().released(on, 'L1', {}, at(3))))).toMatchObject([
      { moved: 0, held: 6 },
    ]);
    expect(await desk().where(on)).toMatchObject({ held: 6, stock: 0 });
    await floor().bookOne(desk().released(on, 'L1', {}, at(1)));
    expect(await desk().where(on)).toMatchObject({ held: 0, stock: 6 });
    const lateHold = desk().held(on, 'L1', {}, at(1.5));
    expect(await floor().bookOne(lateHold)).toMatchObject({ code: 'verdict-stands' });
    expect(await desk().where(on)).toMatchObject({ held: 0, stock: 6 });
  });

  test('of two words at one time the one that holds wins, whichever comes first', async () => {
    for (const order of [0, 1]) {
      const on = await desk().release();
      await floor().bookOne(desk().made(on, 6, 'L1', at(5)));
      const time = at(1);
      const words = [desk().held(on, 'L1', {}, time), desk().released(on, 'L1', {}, time)];
      for (const word of order === 0 ? words : words.toReversed()) await floor().bookOne(word);
      expect(await desk().where(on)).toMatchObject({ held: 6, stock: 0 });
    }
  });

  test('a lot that failed is held wherever it lies, also what a delivery had reserved', async () => {
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 6, 'L1', at(5)));
    await floor().bookOne(desk().released(on, 'L1', {}, at(4)));
    const sold = await counter().sellAgain([on.product], [5]);
    expect(await floor().backend.sales.promised(sold.delivery)).toEqual({ L1: 5 });
    const failed = await floor().bookOne(desk().inspected(on, 'L1', 'fail', at(3)));
    expect(lotsOf(failed)).toMatchObject([{ moved: 6, held: 6, verdict: 'fail', decides: true }]);
    expect(await desk().where(on)).toMatchObject({ held: 6, stock: 0 });
    expect(await floor().backend.sales.promised(sold.delivery)).toEqual({});
    await floor().bookOne(desk().inspected(on, 'L1', 'pass', at(1)));
    await floor().bookOne(desk().released(on, 'L1', {}, at(1)));
    expect(await desk().where(on)).toMatchObject({ held: 0, stock: 6 });
  });

  test('a part of a lot is held or released, and what was said of the rest stands', async () => {
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 6, 'L1', at(5)));
    await floor().bookOne(desk().inspected(on, 'L1', 'fail', at(4)));
    const part = await floor().bookOne(desk().released(on, 'L1', { quantity: kilograms(2) }, at(3)));
    expect(lotsOf(part)).toMatchObject([{ moved: -2, held: 4, verdict: 'fail' }]);
    expect(await desk().where(on)).toMatchObject({ held: 4, stock: 2 });
    const more = await floor().bookOne(desk().released(on, 'L1', { quantity: kilograms(5) }, at(2)));
    expect(more).toMatchObject({ code: 'insufficient-stock', pointer: '/data/quantity/value' });
    await floor().bookOne(desk().released(on, 'L1', {}, at(2)));
    await floor().bookOne(desk().held(on, 'L1', { quantity: kilograms(1) }, at(1)));
    expect(await desk().where(on)).toMatchObject({ held: 1, stock: 5 });
  });

  test('a hold of more than lies outside of the hold place holds what there is, and says so', async () => {
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 10, 'L1', at(5)));
    await floor().bookOne(desk().released(on, 'L1', {}, at(4)));
    const some = await floor().bookOne(desk().held(on, 'L1', { quantity: kilograms(4) }, at(3)));
    expect(lotsOf(some)).toMatchObject([{ moved: 4, held: 4 }]);
    expect(some).not.toHaveProperty('warnings');
    const more = await floor().bookOne(desk().held(on, 'L1', { quantity: kilograms(10) }, at(2)));
    expect(lotsOf(more)).toMatchObject([{ moved: 6, held: 10, verdict: 'held' }]);
    expect(warningsOf(more)).toEqual([
      expect.stringMatching(
        /^10(\.0)? kg of .* were to be held, only 6(\.0)? kg were free in OSL and are held now$/,
      ),
    ]);
    expect(await desk().where(on)).toMatchObject({ held: 10, stock: 0 });
  });

  test('a hold of a part that holds nothing is refused, unless as much is held already', async () => {
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 4, 'L1', at(5)));
    const held = (value: number, hours: number) =>
      floor().bookOne(desk().held(on, 'L1', { quantity: kilograms(value) }, at(hours)));
    expect(await held(5, 4)).toMatchObject({
      code: 'insufficient-stock',
      pointer: '/data/quantity',
      message: `nothing was held: no ${on.product} lot L1 is free in ${WAREHOUSE}`,
    });
    expect(lotsOf(await held(4, 3))).toMatchObject([{ moved: 0, held: 4, verdict: 'held' }]);
  });

  test('a word that lets go says what of the lot it does not concern, and whose word stands', async () => {
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 2, 'L1', at(4)));
    await floor().bookOne(desk().made(on, 3, 'L1', at(2)));
    const passed = await floor().bookOne(desk().inspected(on, 'L1', 'pass', at(3)));
    expect(warningsOf(passed)).toEqual([
      expect.stringMatching(/^3(\.0)? kg of lot L1 stay held: only what events had held by /),
    ]);
    const released = await floor().bookOne(desk().released(on, 'L1', {}, at(3)));
    expect(lotsOf(released)).toMatchObject([{ moved: -2, held: 3 }]);
    expect(warningsOf(released)).toEqual([expect.stringMatching(/^3(\.0)? kg of lot L1 stay held/)]);
    const late = await floor().bookOne(desk().inspected(on, 'L1', 'pass', at(5)));
    expect(warningsOf(late)).toEqual([
      expect.stringMatching(
        /^this verdict does not count: a later one about lot L1 stands \(released, of 20\d\d-.* UTC\)$/,
      ),
    ]);
    for (const hold of [
      desk().inspected(on, 'L1', 'fail', at(5)),
      desk().held(on, 'L1', {}, at(5)),
      desk().raised(on, 'L1', {}, at(5)),
    ])
      expect(await floor().bookOne(hold)).toMatchObject({
        code: 'verdict-stands',
        pointer: '/time',
        message: expect.stringMatching(
          /^nothing was held: a later verdict about lot L1 stands \(released, of 20\d\d-.* UTC\)\. If the lot is/,
        ),
      });
    const old = await desk().release({ expires: true });
    await floor().bookOne(desk().made(old, 1, 'L2', { ...at(4), expires: hoursAgo(1) }));
    const expired = await floor().bookOne(desk().inspected(old, 'L2', 'pass', at(3)));
    expect(warningsOf(expired)).toEqual([expect.stringMatching(/expired at .*: it is not released/)]);
  });

  test('goods released for rework are reserved by nobody, and an order that names the lot takes them', async () => {
    const on = await desk().release();
    const sold = await counter().sellAgain([on.product], [5]);
    await floor().bookOne(desk().made(on, 6, 'L1', at(5)));
    await floor().bookOne(desk().inspected(on, 'L1', 'fail', at(4)));
    const out = await floor().bookOne(desk().released(on, 'L1', { use: 'rework' }, at(3)));
    expect(lotsOf(out)).toMatchObject([{ moved: -6, held: 0, verdict: 'fail' }]);
    expect(await desk().where(on)).toMatchObject({ held: 0, stock: 0, rework: 6 });
    expect(await floor().backend.sales.promised(sold.delivery)).toEqual({});
    const again = await desk().release({ components: [] });
    const consumed = [{ item: on.product, quantity: kilograms(4), lots: [{ number: 'L1', quantity: 4 }] }];
    const lot = { number: 'R1' };
    const made = floor().reported(again, 4, { lot, consumed }, { policy: again.policy });
    expect(await floor().bookOne(made)).toMatchObject({ result: 'posted' });
    expect(await desk().where(on)).toMatchObject({ held: 0, stock: 0, rework: 2 });
    expect(await desk().where(again)).toMatchObject({ held: 4, stock: 0 });
  });

  test('an expired lot is not released to the stock, and may be released for rework', async () => {
    const on = await desk().release({ expires: true });
    await floor().bookOne(desk().made(on, 6, 'L1', { ...at(5), expires: hoursAgo(2) }));
    expect(await state(on, 'L1')).toMatchObject({ held: 6, expires: expect.any(String) });
    await floor().bookOne(desk().inspected(on, 'L1', 'pass', at(1)));
    expect(await floor().bookOne(desk().released(on, 'L1', {}, at(1)))).toMatchObject({
      code: 'lot-expired',
    });
    const rework = desk().released(on, 'L1', { use: 'rework' }, at(1));
    expect(await floor().bookOne(rework)).toMatchObject({ result: 'posted' });
  });

  test('a nonconformance holds the lot unless it says otherwise', async () => {
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 6, 'L1', at(5)));
    await floor().bookOne(desk().released(on, 'L1', {}, at(4)));
    await floor().bookOne(desk().raised(on, 'L1', { hold: false }, at(3)));
    expect(await desk().where(on)).toMatchObject({ held: 0, stock: 6 });
    const row = await floor().bookOne(desk().raised(on, 'L1', { description: 'Splinter' }, at(2)));
    expect(lotsOf(row)).toMatchObject([{ moved: 6, held: 6, verdict: 'held' }]);
    const ofOrder = { order: on.order, title: 'Calibration', severity: 'minor', hold: false };
    const raised = posting('nonconformance.raised', ofOrder, { policy: on.policy });
    expect(await floor().bookOne(raised)).toMatchObject({ document: { model: 'mrp.production' } });
  });

  test('goods that were out when their lot failed are held when they come back, and so is more of the lot', async () => {
    const lots = { C1: { quantity: 20 } };
    const on = await desk().release({ components: [{ per: 1, tracking: 'lot', stock: lots }] });
    const [item = ''] = on.components;
    const part = { ...on, product: item, policy: on.policy };
    const consumed = (value: number, more: object = {}) =>
      posting(
        'material.consumed',
        { order: on.order, item, quantity: kilograms(value), lots: [{ number: 'C1', quantity: value }] },
        { policy: on.policy, ...more },
      );
    await floor().bookOne(consumed(4, at(5)));
    await floor().bookOne(desk().inspected(part, 'C1', 'fail', at(4)));
    expect(await desk().where(part)).toMatchObject({ held: 16, stock: 4 });
    const back = { order: on.order, item, quantity: kilograms(3), lots: [{ number: 'C1', quantity: 3 }] };
    await floor().bookOne(posting('material.returned', back, { policy: on.policy, ...at(3) }));
    expect(await desk().where(part)).toMatchObject({ held: 19, stock: 1 });
    const other = await desk().release();
    await floor().bookOne(desk().made(other, 1, 'L1', at(2)));
    await floor().bookOne(desk().released(other, 'L1', {}, at(1.5)));
    await floor().bookOne(desk().inspected(other, 'L1', 'fail', at(1)));
    const open = { ...other.policy, gate: holdPolicyFor() };
    await floor().bookOne(desk().made(other, 2, 'L1', { ...at(0.5), policy: open }));
    expect(await desk().where(other)).toMatchObject({ held: 3, stock: 0 });
  });

  test('a word that is refused holds back no later one of its lot', async () => {
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 6, 'L1', at(5)));
    await floor().bookOne(desk().released(on, 'L1', { quantity: kilograms(2) }, at(4)));
    const rows = await floor().book(
      desk().released(on, 'L1', { quantity: kilograms(50) }, at(3)),
      desk().held(on, 'L1', {}, at(2)),
    );
    expect(rows).toMatchObject([{ code: 'insufficient-stock' }, { result: 'posted' }]);
    expect(await desk().where(on)).toMatchObject({ held: 6, stock: 0 });
  });

  test('a lot that is held before its goods are booked is held as they come, with the date they come with', async () => {
    const on = await desk().release({ expires: true });
    const lot = floor().name('L');
    const expires = hoursAgo(-48);
    const withoutHold = { ...on.policy, gate: holdPolicyFor() };
    const held = await floor().bookOne(desk().held({ ...on, policy: withoutHold }, lot, {}, at(4)));
    expect(lotsOf(held)).toMatchObject([{ lot, moved: 0, held: 0, verdict: 'held', decides: true }]);
    await floor().bookOne(desk().made(on, 3, lot, { ...at(5), expires, policy: withoutHold }));
    expect(await desk().where(on)).toMatchObject({ held: 3, stock: 0 });
    expect(await state(on, lot)).toMatchObject({ expires });
  });

  test('what was issued before its lot failed, and then not consumed, is held', async () => {
    const stock = { C1: { quantity: 20 } };
    const on = await desk().release({ components: [{ per: 1, tracking: 'lot', stock }] });
    const [item = ''] = on.components;
    const lots = (quantity: number) => [{ number: 'C1', quantity }];
    const issue = { order: on.order, item, quantity: kilograms(6), lots: lots(6) };
    await floor().bookOne(posting('material.consumed', issue, { policy: on.policy, ...at(5) }));
    await floor().bookOne(desk().inspected({ ...on, product: item }, 'C1', 'fail', at(4)));
    const consumed = [{ item, quantity: kilograms(4), lots: lots(4) }];
    const made = floor().reported(
      on,
      4,
      { lot: { number: 'L1' }, consumed },
      { policy: on.policy, ...at(3) },
    );
    expect(await floor().bookOne(made)).toMatchObject({ result: 'posted' });
    expect(await desk().where({ product: item })).toMatchObject({ held: 16, stock: 0 });
  });

  test('of an item under quality hold no more is taken than was released, whatever the plant allows', async () => {
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 6, 'L1', at(5)));
    await floor().bookOne(desk().released(on, 'L1', {}, at(4)));
    const sold = await counter().sellAgain([on.product], [8]);
    const lines = [left(on.product, 8, { lots: [{ number: 'L1', quantity: 8 }] })];
    const policy = { ...on.policy, negative_stock: 'allow' as const };
    const shipped = counter().shipped(sold, { lines }, { policy });
    expect(await floor().bookOne(shipped)).toMatchObject({ code: 'insufficient-stock' });
  });

  test('the answer about a quality message is the same when it is repeated, and when another came with it', async () => {
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 6, 'L1', at(5)));
    const words = [
      desk().inspected(on, 'L1', 'fail', at(4)),
      desk().released(on, 'L1', { quantity: kilograms(1) }, at(3)),
      desk().released(on, 'L1', {}, at(2)),
      desk().inspected(on, 'L1', 'pass', at(3.5)),
    ];
    const answered = [
      { decides: true, moved: 0 },
      { decides: false, moved: -1, overrode: 'fail' },
      { decides: true, moved: -5, overrode: 'fail' },
      { decides: false, moved: 0 },
    ];
    for (const rows of [await floor().book(...words), await floor().book(...words)]) {
      expect(rows.map((row) => lotsOf(row)[0])).toMatchObject(answered);
      expect(rows.map((row) => lotsOf(row)[0]?.overrode)).toEqual([undefined, 'fail', 'fail', undefined]);
    }
  });

  test('pending is a word that decides nothing', async () => {
    const on = await desk().release();
    await floor().bookOne(desk().made(on, 6, 'L1', at(5)));
    const row = await floor().bookOne(
      desk().inspected(on, 'L1', 'pending', at(4), { results: ['pH: 4.4: pass'] }),
    );
    expect(lotsOf(row)).toEqual([
      { item: on.product, lot: 'L1', uom: KG, uom_name: 'kg', moved: 0, held: 6 },
    ]);
  });

  test('messages about a lot nobody knows, an item that is not tracked, or in a plant without a quality hold are refused', async () => {
    const on = await desk().release();
    expect(await floor().bookOne(desk().released(on, floor().name('NONE')))).toMatchObject({
      code: 'unknown-lot',
      pointer: '/data/lot',
    });
    const loose = { ...on, product: on.components[0] ?? '' };
    expect(await floor().bookOne(desk().held(loose, 'X'))).toMatchObject({ code: 'item-not-tracked' });
    await floor().bookOne(desk().made(on, 6, 'L1', at(5)));
    const policy = { negative_stock: 'refuse' as const };
    const open = { ...on, policy };
    expect(await floor().bookOne(desk().held(open, 'L1'))).toMatchObject({ code: 'gate-not-set-up' });
    expect(await floor().bookOne(desk().released(open, 'L1'))).toMatchObject({ code: 'gate-not-set-up' });
    expect(await floor().bookOne(desk().inspected(open, 'L1', 'fail'))).toMatchObject({
      code: 'gate-not-set-up',
    });
    expect(await floor().bookOne(desk().inspected(open, 'L1', 'pass'))).toMatchObject({ result: 'posted' });
  });
}
