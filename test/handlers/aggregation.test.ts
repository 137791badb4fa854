import { describe, expect, it } from 'vitest';
import { eventType, schemaId } from '../../events/define-event.ts';
import type { CloudEvent } from '../../events/envelope.ts';
import { eventKeyOf } from '../../events/envelope.ts';
import { machineCounted } from '../../events/machine-counted.ts';
import { shipmentAnnounced } from '../../events/shipment-announced.ts';
import { aggregate } from '../../lambdas/posting/aggregation.ts';
import { arrivalTime } from '../../lambdas/store/event-record.ts';
import { issue, recordOf, report } from '../fakes/events.ts';
import { osloMes, Spine } from '../fakes/spine.ts';

const issues = (count: number, order = 'OSL/MO/1') =>
  Array.from({ length: count }, (_, index) => issue({ id: `${order}-i-${index}`, order, value: index + 1 }));

const acceptOneByOne = async (spine: Spine, events: CloudEvent[]) => {
  for (const event of events) {
    expect(await spine.accept([event])).toMatchObject([{ status: 'accepted' }]);
    spine.tick(0.01);
  }
};

/** Some rounds of the plant queue at the given moment. A message that is to come back later comes back at once. */
const runQueue = async (spine: Spine, rounds = 4) => {
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

const machines = { ...osloMes, types: ['machine.*'] };
const reading = (value: number): CloudEvent => ({
  ...report({ id: `reading-${value}` }),
  type: eventType(machineCounted),
  dataschema: schemaId(machineCounted),
  subject: 'LINE-1',
  data: { machine: 'LINE-1', count: { value, unit: 'H87' } },
});

describe('events that wait for others of their ordering key', () => {
  it('are posted together when their time is over, and not before', async () => {
    const spine = new Spine();
    const events = issues(30);
    await acceptOneByOne(spine, events);
    await runQueue(spine);
    expect(spine.odoo.calls).toEqual([]);
    spine.tick(60);
    await runQueue(spine);
    expect(spine.odoo.calls.map((call) => call.length)).toEqual([30]);
    expect(spine.odoo.booked).toEqual(events.map(eventKeyOf));
    expect(await spine.statuses(events, eventKeyOf)).toEqual(events.map(() => 'posted'));
    expect(spine.queue.size).toBe(0);
  });

  it('go before an event of their ordering key that may not wait, at once and in one posting with it', async () => {
    const spine = new Spine();
    const events = issues(12);
    await acceptOneByOne(spine, events);
    const made = report({ id: 'made' });
    await spine.accept([made]);
    const late = issue({ id: 'late' });
    await spine.accept([late]);
    await runQueue(spine);
    expect(spine.odoo.booked).toEqual([...events, made].map(eventKeyOf));
    expect(spine.odoo.calls).toHaveLength(1);
    spine.tick(60);
    await runQueue(spine);
    expect(spine.odoo.booked).toEqual([...events, made, late].map(eventKeyOf));
  });

  it('do not wait when they come in one call with one that may not', async () => {
    const spine = new Spine();
    const [first, second] = issues(2) as [CloudEvent, CloudEvent];
    const made = report({ id: 'made' });
    await spine.accept([first, made, second]);
    await runQueue(spine);
    expect(spine.odoo.booked).toEqual([first, made, second].map(eventKeyOf));
  });

  it('of other ordering keys wait for themselves', async () => {
    const spine = new Spine();
    await acceptOneByOne(spine, issues(3));
    await spine.accept([report({ id: 'made', order: 'OSL/MO/2' })]);
    await runQueue(spine);
    expect(spine.odoo.booked).toHaveLength(1);
  });

  it('are sent before their time when there are many of them', async () => {
    const spine = new Spine();
    for (let from = 0; from < 300; from += 100) await spine.accept(issues(300).slice(from, from + 100));
    await runQueue(spine);
    expect(spine.odoo.booked).toHaveLength(300);
    expect(spine.odoo.calls.length).toBeLessThanOrEqual(2);
  });

  it('are posted in one batch when two messages of it name the same events', async () => {
    const spine = new Spine();
    const events = issues(60);
    await acceptOneByOne(spine, events);
    spine.tick(60);
    const [wakeUp] = spine.queue.receive();
    if (wakeUp) spine.queue.delete(wakeUp.messageId);
    const tickets = events.map((event, index) => ({
      eventKey: eventKeyOf(event),
      acceptedAt: `${index}`,
      orderingKey: 'order/OSL/MO/1',
    }));
    // The result of two functions that sent the same aggregation at the same time.
    for (const sent of [tickets.slice(0, 50), tickets.slice(40)]) {
      const [first, ...also] = sent;
      if (first) spine.queue.deliver({ ...first, also, deduplicationId: `${sent.length}` });
    }
    expect([...(await spine.post()).values()]).toEqual([{ done: true }, { done: true }]);
    expect(spine.odoo.booked).toEqual(events.map(eventKeyOf));
    expect(spine.odoo.calls).toHaveLength(1);
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
    const aggregate = spine.eventStore.aggregate;
    spine.eventStore.aggregate = () => Promise.reject(new Error('killed'));
    await expect(spine.accept([first])).rejects.toThrow('killed');
    spine.eventStore.aggregate = aggregate;
    await spine.accept([first]);
    const made = report({ id: 'made' });
    await spine.accept([made]);
    await runQueue(spine);
    expect(spine.odoo.booked).toEqual([first, made].map(eventKeyOf));
  });

  it('are found by the outbox sweeper when no message wakes the plant queue', async () => {
    const spine = new Spine();
    const events = issues(4);
    const aggregate = spine.eventStore.aggregate;
    spine.eventStore.aggregate = async (...given) => {
      await aggregate(...given);
      throw new Error('killed');
    };
    for (const event of events) await expect(spine.accept([event])).rejects.toThrow('killed');
    expect(spine.queue.size).toBe(0);
    spine.tick(30);
    await spine.sweep();
    expect(spine.queue.size).toBe(0);
    spine.tick(60);
    await spine.sweep();
    await spine.drain();
    expect(spine.odoo.booked).toEqual(events.map(eventKeyOf));
    // The sweeper asks Odoo with an empty batch.
    expect(spine.odoo.calls.filter(({ length }) => length > 0)).toHaveLength(1);
  });

  it('that wait for minutes send no message that would sleep in the plant queue; the outbox sweeper sends them in time', async () => {
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
      await spine.sweep();
      expect(spine.queue.size).toBe(sent);
    }
    await spine.drain();
    expect(spine.odoo.booked).toEqual(events.map(eventKeyOf));
    // The sweeper asks Odoo with an empty batch.
    expect(spine.odoo.calls.filter(({ length }) => length > 0)).toHaveLength(1);
  });

  it('do not hide from the outbox sweeper what was left in the outbox behind them', async () => {
    const spine = new Spine();
    for (let from = 1; from <= 600; from += 100)
      await spine.accept(
        Array.from({ length: 100 }, (_, index) => announcement(from + index)),
        supplier,
      );
    spine.tick(1);
    const made = report({ id: 'made' });
    spine.queue.failing.add('order/OSL/MO/1');
    await spine.accept([made]);
    spine.tick(70);
    await spine.sweep();
    await spine.drain(3);
    expect(await spine.statusOf(eventKeyOf(made))).toBe('posted');
  });

  it('are deferred behind a refused one in one write, however many they are', async () => {
    const spine = new Spine();
    const events = issues(900);
    const [first] = events.map(eventKeyOf);
    if (!first) throw new Error('no key');
    spine.odoo.refuses.add(first);
    for (let from = 0; from < 900; from += 100) {
      await spine.accept(events.slice(from, from + 100));
      spine.tick(0.01);
    }
    let writes = 0;
    const replaceBlockedKey = spine.eventStore.replaceBlockedKey;
    spine.eventStore.replaceBlockedKey = (...given) => {
      writes += 1;
      return replaceBlockedKey(...given);
    };
    spine.tick(60);
    await spine.drain();
    const statuses = await spine.statuses(events, eventKeyOf);
    expect([statuses[0], new Set(statuses.slice(1))]).toEqual(['quarantined', new Set(['parked'])]);
    expect(writes).toBeLessThan(10);
  });

  it('wait in line once, though two messages of one come in one batch', async () => {
    const spine = new Spine();
    const [first, second] = issues(2) as [CloudEvent, CloudEvent];
    spine.odoo.refuses.add(eventKeyOf(first));
    await acceptOneByOne(spine, [first]);
    spine.tick(60);
    await spine.drain();
    await spine.accept([report({ id: 'made' }), second]);
    const record = await spine.eventStore.get(eventKeyOf(second));
    if (!record) throw new Error('no record');
    spine.queue.deliver({ ...record, deduplicationId: 'again' });
    await runQueue(spine);
    const blockedKey = (await spine.eventStore.blockedKeys('oslo', ['order/OSL/MO/1'])).get('order/OSL/MO/1');
    expect(blockedKey?.waiting.map(({ eventKey }) => eventKey)).toEqual(
      [first, report({ id: 'made' }), second].map(eventKeyOf),
    );
  });

  it('may not wait as long as others of their ordering key that wait longer', async () => {
    const spine = new Spine();
    const [slow, quick] = issues(2) as [CloudEvent, CloudEvent];
    const place = { plant: 'oslo', orderingKey: 'order/OSL/MO/1' };
    for (const [event, seconds] of [
      [slow, 60],
      [quick, 2],
    ] as const) {
      const record = recordOf(event, { acceptedAt: arrivalTime(spine.now) });
      await spine.eventStore.accept(record);
      await aggregate({ ...spine.deps }, place, [record], seconds);
      spine.tick(0.01);
    }
    spine.tick(3);
    await runQueue(spine);
    expect(spine.odoo.booked).toEqual([slow, quick].map(eventKeyOf));
  });

  it('that say all that earlier ones said are not held back by one that is refused', async () => {
    const spine = new Spine();
    const readings = Array.from({ length: 5 }, (_, index) => reading(index));
    const keys = readings.map(eventKeyOf);
    const refused = keys[1];
    if (!refused) throw new Error('no key');
    spine.odoo.refuses.add(refused);
    for (const event of readings) await spine.accept([event], machines);
    spine.tick(60);
    await spine.drain();
    expect(await spine.statuses(readings, eventKeyOf)).toEqual([
      'posted',
      'quarantined',
      'posted',
      'posted',
      'posted',
    ]);
    expect((await spine.eventStore.blockedKeys('oslo', ['machine/LINE-1'])).size).toBe(0);
    // Nor when the plant queue took none of them, and the event was found in the outbox.
    const late = reading(9);
    spine.odoo.refuses.add(eventKeyOf(late));
    spine.eventStore.aggregate = async () => undefined;
    spine.queue.failing.add('machine/LINE-1');
    await spine.accept([late], machines);
    spine.tick(100);
    await spine.sweep();
    await spine.drain();
    expect(await spine.statusOf(eventKeyOf(late))).toBe('quarantined');
    const next = reading(10);
    await spine.accept([next], machines);
    await spine.drain();
    expect(await spine.statusOf(eventKeyOf(next))).toBe('posted');
  });

  it('let nothing pass when the plant queue cannot take them', async () => {
    const spine = new Spine();
    const events = issues(3);
    await acceptOneByOne(spine, events);
    spine.queue.failing.add('order/OSL/MO/1');
    const made = report({ id: 'made' });
    expect(await spine.accept([made])).toMatchObject([{ status: 'accepted' }]);
    await runQueue(spine);
    expect(spine.odoo.booked).toEqual([]);
    for (let minute = 0; minute < 3; minute++) {
      spine.tick(70);
      await spine.sweep();
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

  it('come before the event that arrived after them, also when the plant queue takes neither and the next event of the ordering key is released', async () => {
    const spine = new Spine();
    const first = report({ id: 'first', order: 'OSL/MO/1' });
    spine.odoo.refuses.add(eventKeyOf(first));
    await acceptOneByOne(spine, [first]);
    await runQueue(spine, 1);
    await acceptOneByOne(spine, issues(2));
    spine.queue.failing.add('order/OSL/MO/1');
    const last = report({ id: 'last', order: 'OSL/MO/1' });
    await acceptOneByOne(spine, [last]);
    spine.queue.failing.clear();
    await spine.decide('skip', eventKeyOf(first));
    await runQueue(spine);
    spine.tick(200);
    await spine.sweep();
    await runQueue(spine);
    expect(spine.odoo.booked).toEqual([...issues(2), last].map(eventKeyOf));
  });
});
