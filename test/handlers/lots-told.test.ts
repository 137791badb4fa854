import { describe, expect, it } from 'vitest';
import type { LotAfterBooking } from '../../events/booking.ts';
import { eventKeyOf } from '../../events/envelope.ts';
import { isLotAfterBooking } from '../../lambdas/odoo/ports.ts';
import { inCalls, lotsKept, messagesOf } from '../../lambdas/posting/outcomes.ts';
import { recordOf, report } from '../fakes/events.ts';
import { Spine } from '../fakes/spine.ts';

const event = report();
const key = eventKeyOf(event);
const document = { model: 'mrp.production', id: 1, name: 'OSL/MO/1' };
const lots: LotAfterBooking[] = [
  { item: 'YOGHURT', lot: 'Y-1', uom: 'uom.product_uom_kgm', uom_name: 'kg', moved: 10, held: 10 },
  {
    item: 'YOGHURT',
    lot: 'Y-2',
    uom_name: 'Bucket',
    moved: 0,
    held: 4,
    verdict: 'fail',
    verdict_at: '2026-11-23 11:00:00',
    decides: false,
  },
];

describe('what an event did to lots', () => {
  const posted = messagesOf({ kind: 'posted', record: recordOf(event), booking: { document, lots } });

  it('goes out in a message for each lot, with the event it is because of', () => {
    expect(posted.map(({ name, id, subject }) => [name, id, subject])).toEqual([
      ['event.posted', `${key}.posted`, key],
      ['lot.disposition-changed', `${key}.lot.0`, 'Y-1'],
      ['lot.disposition-changed', `${key}.lot.1`, 'Y-2'],
    ]);
    expect(posted[1]?.data).toMatchObject({ lot: 'Y-1', unit: 'KGM', moved: 10 });
    expect(posted[2]?.data).toEqual({
      plant: 'oslo',
      item: 'YOGHURT',
      lot: 'Y-2',
      unitName: 'Bucket',
      moved: 0,
      held: 4,
      verdict: 'fail',
      verdictAt: '2026-11-23T11:00:00Z',
      decides: false,
      because: {
        eventKey: key,
        id: 'e-1',
        source: '/plants/oslo/mes',
        type: event.type,
        time: event.time,
        subject: 'OSL/MO/1',
        partner: 'oslo-mes',
      },
    });
  });

  it('is in the outcome of the event as well, with what Odoo warned of', () => {
    const booking = { document, lots, warnings: ['the lot expires soon'] };
    const [outcome] = messagesOf({ kind: 'posted', record: recordOf(event), booking });
    expect(outcome?.data).toMatchObject({
      document,
      lots: [{ lot: 'Y-1' }, { lot: 'Y-2', verdictAt: '2026-11-23T11:00:00Z' }],
      warnings: ['the lot expires soon'],
    });
  });

  it('is published again, with the same ids, when the message of the event comes again', async () => {
    const spine = new Spine();
    spine.odoo.says.set(key, { lots, warnings: ['the lot expires soon'] });
    await spine.accept([event]);
    spine.busDown = true;
    await spine.post();
    expect(spine.settled).toEqual([]);
    spine.busDown = false;
    await spine.drain();
    expect(spine.settled.flatMap(messagesOf).map(({ id }) => id)).toEqual(posted.map(({ id }) => id));
    expect(spine.settled).toMatchObject([{ booking: { lots, warnings: ['the lot expires soon'] } }]);
    expect(spine.odoo.calls).toHaveLength(1);
    expect(spine.logged.map(({ code }) => code)).toContain('EVENT_WARNED');
  });

  it('goes in calls of at most ten messages and as many bytes as EventBridge takes', () => {
    const entry = (bytes: number) => ({ Detail: 'x'.repeat(bytes) });
    const sizes = [150_000, 40_000, 20_000, 250_000, ...Array.from({ length: 11 }, () => 10)];
    const calls = inCalls(sizes.map(entry)).map((call) => call.map(({ Detail = '' }) => Detail.length));
    expect(calls.flat()).toEqual(sizes);
    expect(calls.map(({ length }) => length)).toEqual([2, 1, 1, 10, 1]);
  });

  it('is kept for a repeat as far as the record has room for it', () => {
    const serials = Array.from({ length: 2000 }, (_, index) => ({ ...lots[0], lot: `S-${index}` }));
    const kept = lotsKept(serials as LotAfterBooking[]);
    expect(Buffer.byteLength(JSON.stringify(kept))).toBeLessThan(110_000);
    expect(kept.length).toBeGreaterThan(500);
    expect(lotsKept(lots)).toBe(lots);
  });

  it.each([
    ['no lot', { lot: undefined }],
    ['an item without a name', { item: '' }],
    ['no amount', { held: '4' }],
    ['a verdict nobody knows', { verdict: 'maybe' }],
    ['a verdict without its time', { verdict_at: undefined }],
    ['a time without its verdict', { verdict: undefined }],
    ['a time of another form', { verdict_at: '2026-11-23T11:00:00Z' }],
    ['a word that may be the deciding one', { decides: 'perhaps' }],
    ['an overridden verdict that is none', { overrode: 'pending' }],
  ])('is not understood with %s', (_, wrong) => {
    expect(lots.every(isLotAfterBooking)).toBe(true);
    expect(isLotAfterBooking({ ...lots[1], ...wrong })).toBe(false);
  });
});
