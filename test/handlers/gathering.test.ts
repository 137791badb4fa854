import { describe, expect, it } from 'vitest';
import { eventType, schemaId } from '../../events/define-event.ts';
import type { CloudEvent } from '../../events/envelope.ts';
import { eventKeyOf } from '../../events/identity.ts';
import { shipmentAnnounced } from '../../events/shipment-announced.ts';
import { issue, report } from '../fakes/events.ts';
import { osloMes, Spine } from '../fakes/spine.ts';

const issues = (count: number, order = 'OSL/MO/1') =>
  Array.from({ length: count }, (_, index) => issue({ id: `${order}-i-${index}`, order, value: index + 1 }));

const acceptOneByOne = async (spine: Spine, events: CloudEvent[]) => {
  for (const event of events) {
    expect(await spine.accept([event])).toMatchObject([{ status: 'accepted' }]);
    spine.tick(0.01);
  }
};

/** Some rounds of the lane at the given moment; a message that is to come back later does so at once. */
const lane = async (spine: Spine, rounds = 4) => {
  for (let round = 0; round < rounds; round++) await spine.post();
};

const supplier = { ...osloMes, systems: ['supplier'], types: ['shipment.*'] };
const announcement = (index: number): CloudEvent => ({
  ...report({ id: `asn-${index}`, source: '/plants/oslo/supplier' }),
  type: eventType(shipmentAnnounced),
  dataschema: schemaId(shipmentAnnounced),
  subject: 'P1',
  data: {
    purchaseOrder: 'P1',
    shipment: `S-${index}`,
    lines: [{ item: 'A', quantity: { value: 1, unit: 'KGM' } }],
  },
});

describe('events that wait for others of their stream', () => {
  it('are posted together when their time is over, and not before', async () => {
    const spine = new Spine();
    const events = issues(30);
    await acceptOneByOne(spine, events);
    await lane(spine);
    expect(spine.odoo.calls).toEqual([]);
    spine.tick(60);
    await lane(spine);
    expect(spine.odoo.calls.map((call) => call.length)).toEqual([30]);
    expect(spine.odoo.booked).toEqual(events.map(eventKeyOf));
    expect(await spine.statuses(events, eventKeyOf)).toEqual(events.map(() => 'posted'));
    expect(spine.queue.size).toBe(0);
  });

  it('go before an event of their stream that may not wait, at once and in one posting with it', async () => {
    const spine = new Spine();
    const events = issues(12);
    await acceptOneByOne(spine, events);
    const made = report({ id: 'made' });
    await spine.accept([made]);
    const late = issue({ id: 'late' });
    await spine.accept([late]);
    await lane(spine);
    expect(spine.odoo.booked).toEqual([...events, made].map(eventKeyOf));
    expect(spine.odoo.calls).toHaveLength(1);
    spine.tick(60);
    await lane(spine);
    expect(spine.odoo.booked).toEqual([...events, made, late].map(eventKeyOf));
  });

  it('do not wait when they come in one call with one that may not', async () => {
    const spine = new Spine();
    const [first, second] = issues(2) as [CloudEvent, CloudEvent];
    const made = report({ id: 'made' });
    await spine.accept([first, made, second]);
    await lane(spine);
    expect(spine.odoo.booked).toEqual([first, made, second].map(eventKeyOf));
  });

  it('of other streams wait for themselves', async () => {
    const spine = new Spine();
    await acceptOneByOne(spine, issues(3));
    await spine.accept([report({ id: 'made', order: 'OSL/MO/2' })]);
    await lane(spine);
    expect(spine.odoo.booked).toHaveLength(1);
  });

  it('are sent before their time when there are many of them', async () => {
    const spine = new Spine();
    for (let from = 0; from < 300; from += 100) await spine.accept(issues(300).slice(from, from + 100));
    await lane(spine);
    expect(spine.odoo.booked).toHaveLength(300);
    expect(spine.odoo.calls.length).toBeLessThanOrEqual(2);
  });

  it('are booked once when every one of them comes three times', async () => {
    const spine = new Spine();
    const events = issues(10);
    for (const event of events) await spine.accept([event, event, event]);
    for (const event of events) expect(await spine.accept([event])).toMatchObject([{ status: 'duplicate' }]);
    spine.tick(60);
    await spine.drain();
    expect(spine.odoo.booked).toEqual(events.map(eventKeyOf));
    expect(spine.odoo.calls).toHaveLength(1);
  });

  it('keep their place when the function that took the first of them died, and its partner repeats it', async () => {
    const spine = new Spine();
    const first = issue({ id: 'first' });
    const gather = spine.ledger.gather;
    spine.ledger.gather = () => Promise.reject(new Error('killed'));
    await expect(spine.accept([first])).rejects.toThrow('killed');
    spine.ledger.gather = gather;
    await spine.accept([first]);
    const made = report({ id: 'made' });
    await spine.accept([made]);
    await lane(spine);
    expect(spine.odoo.booked).toEqual([first, made].map(eventKeyOf));
  });

  it('are found by the watch when nobody wakes the lane', async () => {
    const spine = new Spine();
    const events = issues(4);
    const gather = spine.ledger.gather;
    spine.ledger.gather = async (...given) => {
      await gather(...given);
      throw new Error('killed');
    };
    for (const event of events) await expect(spine.accept([event])).rejects.toThrow('killed');
    expect(spine.queue.size).toBe(0);
    spine.tick(30);
    await spine.watch();
    expect(spine.queue.size).toBe(0);
    spine.tick(60);
    await spine.watch();
    await spine.drain();
    expect(spine.odoo.booked).toEqual(events.map(eventKeyOf));
    expect(spine.odoo.calls).toHaveLength(1);
  });

  it('that wait for minutes send no message that would sleep in the lane; the watch sends them in time', async () => {
    const spine = new Spine();
    const events = [1, 2].map((index) => announcement(index));
    for (const event of events)
      expect(await spine.accept([event], supplier)).toMatchObject([{ status: 'accepted' }]);
    expect(spine.queue.size).toBe(0);
    for (const [seconds, sent] of [
      [600, 0],
      [310, 1],
    ] as const) {
      spine.tick(seconds);
      await spine.watch();
      expect(spine.queue.size).toBe(sent);
    }
    await spine.drain();
    expect(spine.odoo.booked).toEqual(events.map(eventKeyOf));
    expect(spine.odoo.calls).toHaveLength(1);
  });

  it('let nothing pass when the lane cannot take them', async () => {
    const spine = new Spine();
    const events = issues(3);
    await acceptOneByOne(spine, events);
    spine.queue.failing.add('order/OSL/MO/1');
    const made = report({ id: 'made' });
    expect(await spine.accept([made])).toMatchObject([{ status: 'accepted' }]);
    await lane(spine);
    expect(spine.odoo.booked).toEqual([]);
    for (let minute = 0; minute < 3; minute++) {
      spine.tick(70);
      await spine.watch();
      await spine.drain(5);
    }
    expect(spine.odoo.booked).toEqual([...events, made].map(eventKeyOf));
  });

  it('wait behind a refused one of theirs, and follow it in order', async () => {
    const spine = new Spine();
    const events = issues(6);
    const keys = events.map(eventKeyOf);
    const [, second] = keys;
    if (!second) throw new Error('no key');
    spine.odoo.refuses.add(second);
    await acceptOneByOne(spine, events);
    spine.tick(60);
    await spine.drain();
    expect(await spine.statuses(events, eventKeyOf)).toEqual([
      'posted',
      'quarantined',
      'parked',
      'parked',
      'parked',
      'parked',
    ]);
    spine.odoo.refuses.clear();
    await spine.decide('retry', second);
    await spine.drain();
    expect(spine.odoo.booked).toEqual(keys);
  });

  it('come back together when Odoo is away, and are not lost', async () => {
    const spine = new Spine();
    const events = issues(20);
    await acceptOneByOne(spine, events);
    spine.odoo.next.push('lost');
    spine.tick(60);
    await spine.drain();
    expect(spine.odoo.booked).toEqual(events.map(eventKeyOf));
    expect(await spine.statuses(events, eventKeyOf)).toEqual(events.map(() => 'posted'));
  });
});
