import { expect, test } from 'vitest';
import { bookPostings } from '../../../lambdas/odoo/ports.ts';
import type { Posting } from '../../../lambdas/odoo/posting.ts';
import type { Floor } from '../open-floor.ts';
import { eventKey, KG } from '../shop-floor.ts';

export function protocol(floor: Floor): void {
  test('a repeated event answers duplicate with the same document, whatever happened since', async () => {
    const on = await floor().release({ quantity: 10 });
    const first = floor().reported(on, 4);
    const posted = await floor().bookOne(first);
    await floor().bookOne(floor().reported(on, 6));
    expect(await floor().bookOne(first)).toEqual({ ...posted, result: 'duplicate' });
    expect(await floor().stockOf(on.product)).toBe(10);
    expect(await floor().backend.idempotencyRecords([first.event, eventKey()])).toEqual([first.event]);
  });

  test('a refusal undoes its own event alone, and later ones of its ordering key stay behind', async () => {
    const good = await floor().release({ quantity: 10, components: [{ per: 1, stock: 5 }] });
    const other = await floor().release({ quantity: 1 });
    const refused = floor().reported(good, 8);
    const rows = await floor().book(
      floor().reported(good, 2),
      refused,
      floor().reported(good, 1),
      floor().reported(other, 1),
    );
    expect(rows.map(({ result }) => result)).toEqual(['posted', 'refused', 'behind', 'posted']);
    expect(await floor().stockOf(good.product)).toBe(2);
    expect(await floor().stockOf(good.components[0] ?? '')).toBe(3);
    expect(await floor().backend.idempotencyRecords([refused.event])).toEqual([]);
    expect(await floor().stockOf(other.product)).toBe(1);
  });

  test('a refused event is booked when its cause is gone', async () => {
    const on = await floor().release({ quantity: 10, components: [{ per: 1, stock: 5 }] });
    const event = floor().reported(on, 8);
    expect(await floor().bookOne(event)).toMatchObject({ result: 'refused' });
    expect(await floor().bookOne({ ...event, policy: { negative_stock: 'allow' } })).toMatchObject({
      result: 'posted',
    });
  });

  test('an unknown rule for late events is refused', async () => {
    const on = await floor().release({ quantity: 1 });
    const event = floor().reported(on, 1);
    const policy = { ...event.policy, late: 'tomorrow' as 'refuse' };
    expect(await floor().bookOne({ ...event, policy })).toMatchObject({ code: 'malformed-posting' });
    expect(await floor().bookOne({ ...event, policy: { ...event.policy, late: 'refuse' } })).toMatchObject({
      result: 'posted',
    });
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['a field nobody knows', { vals: { state: 'done' } }, '/data'],
    ['an order that is a number', { order: 5 }, '/data/order'],
    ['an order that is too long', { order: 'x'.repeat(500) }, '/data/order'],
    ['a quantity that is text', { quantity: { value: '5', uom: KG } }, '/data/quantity/value'],
    ['a quantity that is a truth value', { quantity: { value: true, uom: KG } }, '/data/quantity/value'],
    ['a quantity without unit', { quantity: { value: 5 } }, '/data/quantity/unit'],
    ['a final that is a number', { final: 1 }, '/data/final'],
    ['consumption that is an object', { consumed: { item: 'A' } }, '/data/consumed'],
    [
      'labour that ends before it starts',
      { labour: [{ start: '2026-01-05 08:00:00', end: '2026-01-05 07:00:00' }] },
      '/data/labour/0/endedAt',
    ],
    [
      'a moment that is none',
      { labour: [{ start: 'yesterday', end: '2026-01-05 07:00:00' }] },
      '/data/labour/0/startedAt',
    ],
  ])('%s is refused as malformed', async (_, broken, pointer) => {
    const on = await floor().release({ quantity: 5 });
    const good = floor().reported(on, 5);
    const row = await floor().bookOne({ ...good, payload: { ...good.payload, ...broken } } as Posting);
    expect(row).toMatchObject({ result: 'refused', code: 'malformed-posting', pointer });
    expect(await floor().stockOf(on.product)).toBe(0);
  });

  test('an operation that is a number is refused', async () => {
    const on = await floor().release({ quantity: 5 });
    const event = { ...floor().reported(on, 5), operation: 5 } as unknown as Posting;
    expect(await floor().bookOne(event)).toMatchObject({ code: 'malformed-posting', pointer: '/type' });
  });

  test('an operation without procedure is the fault of no event, and books none of the call', async () => {
    const on = await floor().release({ quantity: 5 });
    const invented = { ...floor().reported(on, 3), operation: 'stock.invented' };
    const events = [floor().reported(on, 2), invented];
    expect(await bookPostings(floor().client, events)).toMatchObject({
      ok: false,
      kind: 'broken',
      code: 'unknown-operation',
      message: expect.stringContaining('stock.invented'),
      outcome: 'not-done',
    });
    expect(await floor().stockOf(on.product)).toBe(0);
    expect(await floor().backend.idempotencyRecords(events.map(({ event }) => event))).toEqual([]);
  });

  test("a warehouse Odoo does not have is the gateway's mistake, not the event's", async () => {
    const on = await floor().release({ quantity: 5 });
    const answer = await bookPostings(floor().client, [floor().reported(on, 5, {}, { warehouse: 'XXXXX' })]);
    expect(answer).toMatchObject({
      ok: false,
      kind: 'broken',
      code: 'unknown-warehouse',
      outcome: 'not-done',
    });
  });

  test('an empty call books nothing and proves that booking is possible', async () => {
    expect(await bookPostings(floor().client, [])).toEqual({ ok: true, rows: [] });
  });

  test('a key that is no event key fails the call', async () => {
    const on = await floor().release({ quantity: 5 });
    const answer = await bookPostings(floor().client, [
      floor().reported(on, 5, {}, { event: "'; drop table" }),
    ]);
    expect(answer).toMatchObject({ ok: false, kind: 'broken', code: 'unexpected-answer' });
  });
}
