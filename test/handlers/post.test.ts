import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import type { EventDefinition } from '../../events/define-event.ts';
import { eventKeyOf } from '../../events/envelope.ts';
import { broken, transient } from '../../lambdas/odoo/failures.ts';
import { nextProbe, retrySeconds } from '../../lambdas/posting/batch.ts';
import { handle } from '../../lambdas/posting/post-batch.ts';
import { noon, recordOf, report } from '../fakes/events.ts';
import { Spine } from '../fakes/spine.ts';

const unreachable = transient('unreachable', 'Odoo cannot be reached (ECONNREFUSED)', {
  outcome: 'not-done',
});
const badKey = broken('bad-key', 'Invalid apikey', 401);

const accepted = async (spine: Spine, ...wanted: Parameters<typeof report>[0][]) => {
  const events = wanted.map((want, index) => report({ id: `e-${index}`, ...want }));
  await spine.accept(events);
  return events.map(eventKeyOf);
};

describe('posting a batch', () => {
  it('calls Odoo once for all of it', async () => {
    const spine = new Spine();
    const keys = await accepted(spine, {}, { order: 'OSL/MO/2' }, {}, { order: 'OSL/MO/3' });
    await spine.post();
    expect(spine.odoo.calls.map((call) => call.length)).toEqual([4]);
    expect(spine.odoo.booked).toEqual(keys);
    expect(spine.counted.get('EventPosted')).toBe(4);
    expect(spine.settled.map(({ kind }) => kind)).toEqual(Array(4).fill('posted'));
  });

  it('does not call Odoo for what is settled, and publishes to the bus again', async () => {
    const spine = new Spine();
    const [key] = await accepted(spine, {});
    if (!key) throw new Error('no key');
    spine.busDown = true;
    expect([...(await spine.post()).values()]).toMatchObject([{ done: false }]);
    expect(await spine.statusOf(key)).toBe('posted');
    spine.busDown = false;
    spine.queue.reappear();
    expect([...(await spine.post()).values()]).toEqual([{ done: true }]);
    expect(spine.odoo.calls).toHaveLength(1);
    expect(spine.settled).toHaveLength(1);
  });

  it('asks again with the same event when the answer was lost', async () => {
    const spine = new Spine();
    const [key] = await accepted(spine, {});
    if (!key) throw new Error('no key');
    spine.odoo.next.push('lost');
    await spine.post();
    expect(await spine.statusOf(key)).toBe('accepted');
    await spine.drain();
    expect(await spine.statusOf(key)).toBe('posted');
    expect(spine.odoo.booked).toEqual([key]);
  });

  it('waits out an Odoo that is away for hours: nothing is quarantined, and Odoo is asked ever less often', async () => {
    const spine = new Spine();
    const keys = await accepted(spine, {}, { order: 'OSL/MO/2' });
    spine.odoo.down = unreachable;
    for (let minute = 0; minute < 180; minute++) {
      spine.queue.reappear();
      await spine.post();
      await spine.post();
      spine.tick(10);
    }
    expect((await spine.eventStore.queueState('oslo'))?.state).toBe('waiting');
    // Half an hour away, probed at most every 30 s; never without a pause.
    expect(spine.odoo.calls.length).toBeLessThan(90);
    spine.odoo.down = undefined;
    await spine.drain();
    expect(spine.odoo.booked).toEqual(keys);
    expect(await spine.eventStore.queueState('oslo')).toBeUndefined();
    expect(spine.counted.get('EventQuarantined')).toBeUndefined();
  });

  it('heeds the pause Odoo asks for', async () => {
    const spine = new Spine();
    await accepted(spine, {});
    spine.odoo.next.push(
      transient('too-many-requests', 'slow down', { outcome: 'not-done', retryAfterSeconds: 120 }),
    );
    expect([...(await spine.post()).values()]).toEqual([{ done: false, retryAfterSeconds: 120 }]);
  });

  it('holds the plant queue when we are misconfigured, and quarantines nothing', async () => {
    const spine = new Spine();
    const [key] = await accepted(spine, {});
    if (!key) throw new Error('no key');
    spine.odoo.down = badKey;
    await spine.post();
    expect(await spine.eventStore.queueState('oslo')).toMatchObject({
      state: 'held',
      reason: 'bad-key: Invalid apikey',
    });
    expect(spine.logged.map(({ code }) => code)).toContain('LANE_HELD');
    for (let round = 0; round < 10; round++) {
      spine.tick(100);
      spine.queue.reappear();
      await spine.post();
    }
    expect(spine.odoo.calls).toHaveLength(1);
    expect(await spine.statusOf(key)).toBe('accepted');
  });

  it('finds the one event at which Odoo’s procedure fails, and posts the others', async () => {
    const spine = new Spine();
    const [good, bad, behind, other] = await accepted(
      spine,
      { order: 'OSL/MO/1' },
      { order: 'OSL/MO/2' },
      { order: 'OSL/MO/2' },
      { order: 'OSL/MO/3' },
    );
    if (!bad || !behind) throw new Error('no keys');
    spine.odoo.defects.add(bad);
    await spine.post();
    expect(spine.odoo.booked).toEqual([good, other]);
    expect(await spine.eventStore.get(bad)).toMatchObject({
      status: 'quarantined',
      reason: { code: 'odoo-defect' },
    });
    expect(await spine.statusOf(behind)).toBe('parked');
  });

  it('holds the plant queue for an event that fails alone, and takes it for the culprit at the fifth time', async () => {
    const spine = new Spine();
    const [bad, behind] = await accepted(spine, {}, {});
    if (!bad || !behind) throw new Error('no keys');
    spine.odoo.defects.add(bad);
    for (let round = 1; round < 5; round++) {
      await spine.post();
      expect((await spine.eventStore.queueState('oslo'))?.state).toBe('held');
      await spine.sweep();
      expect(spine.gauges.get('LaneHeld oslo')).toBe(1);
      spine.queue.reappear();
    }
    await spine.post();
    expect(await spine.statusOf(bad)).toBe('quarantined');
    expect(await spine.statusOf(behind)).toBe('parked');
  });

  it('leaves a type it does not know for later, and posts the rest of the batch', async () => {
    const spine = new Spine();
    const [future, other] = await accepted(spine, {}, { order: 'OSL/MO/2' });
    const claim = spine.eventStore.claim;
    spine.eventStore.claim = async (key, ...rest) => {
      const record = await claim(key, ...rest);
      return record && key === future ? { ...record, event: { ...record.event, type: 'x.v9' } } : record;
    };
    await spine.post();
    expect(spine.odoo.booked).toEqual([other]);
    expect(await spine.statusOf(future as never)).toBe('accepted');
    expect(spine.logged.map(({ code }) => code)).toContain('EVENT_TYPE_UNKNOWN');
  });

  it.each<[string, EventDefinition['name'], object, boolean]>([
    ['a hold', 'lot.held', {}, true],
    ['a failure', 'lot.inspected', { verdict: 'fail' }, true],
    ['a nonconformance of a lot', 'nonconformance.raised', { title: 'Odd' }, true],
    ['what lies where it must not', 'lot.contained', { movement: 1 }, true],
    ['a pass', 'lot.inspected', { verdict: 'pass' }, false],
    ['a nonconformance that holds nothing', 'nonconformance.raised', { title: 'Odd', hold: false }, false],
  ])('counts %s that is refused, so that it pages: %s %j', async (_, name, more, counted) => {
    const spine = new Spine();
    const event = {
      ...report({ id: 'h-1' }),
      type: `com.odoo-plant-gateway.${name}.v1`,
      subject: 'Y-1',
      data: { item: 'YOGHURT', lot: 'Y-1', ...more },
    };
    const record = recordOf(event);
    await spine.eventStore.accept(record);
    await spine.queue.send('oslo', [{ ...record, deduplicationId: record.eventKey }]);
    spine.odoo.refuses.add(record.eventKey);
    await spine.drain();
    expect(await spine.statusOf(record.eventKey)).toBe('quarantined');
    expect(spine.counted.get('HoldRefused')).toBe(counted ? 1 : undefined);
  });

  it('does not quarantine what another function has posted meanwhile', async () => {
    const spine = new Spine();
    const [key] = await accepted(spine, {});
    if (!key) throw new Error('no key');
    spine.odoo.refuses.add(key);
    const book = spine.odoo.book.bind(spine.odoo);
    spine.odoo.book = async (postings) => {
      const answer = await book(postings);
      await spine.eventStore.posted(
        key,
        { document: { model: 'mrp.production', id: 1, name: 'OSL/MO/1' } },
        'now',
      );
      return answer;
    };
    await spine.post();
    expect(spine.settled).toEqual([]);
    await spine.drain();
    expect(await spine.statusOf(key)).toBe('posted');
    expect((await spine.eventStore.blockedKeys('oslo', ['order/OSL/MO/1'])).size).toBe(0);
  });

  it('releases the next event of an ordering key whose first is settled and whose function died', async () => {
    const spine = new Spine();
    const [first, second] = await accepted(spine, {}, {});
    if (!first || !second) throw new Error('no keys');
    await spine.eventStore.posted(
      first,
      { document: { model: 'mrp.production', id: 1, name: 'OSL/MO/1' } },
      'now',
    );
    const { acceptedAt } = (await spine.eventStore.get(first)) ?? { acceptedAt: '' };
    await spine.eventStore.replaceBlockedKey('oslo', 'order/OSL/MO/1', undefined, [
      { eventKey: first, acceptedAt },
    ]);
    await spine.drain();
    expect(await spine.statusOf(second)).toBe('posted');
  });

  it('says of a defect what a partner may read, and logs what Odoo said', async () => {
    const spine = new Spine();
    const [bad] = await accepted(spine, {}, { order: 'OSL/MO/2' });
    if (!bad) throw new Error('no key');
    spine.odoo.defects.add(bad);
    await spine.post();
    expect(JSON.stringify(spine.settled)).not.toContain('KeyError');
    expect(JSON.stringify(spine.logged)).toContain('KeyError');
  });

  it('goes on with the other ordering keys when one of them cannot be read', async () => {
    const spine = new Spine();
    const [, other] = await accepted(spine, {}, { order: 'OSL/MO/2' });
    const claim = spine.eventStore.claim;
    spine.eventStore.claim = (key, ...rest) =>
      key === other ? claim(key, ...rest) : Promise.reject(new Error('item too large'));
    await spine.post();
    expect(spine.odoo.booked).toEqual([other]);
  });

  it('holds the plant queue when the procedure fails at every event: then it is not the events’ fault', async () => {
    const spine = new Spine();
    for (const key of await accepted(spine, { order: 'OSL/MO/1' }, { order: 'OSL/MO/2' }))
      spine.odoo.defects.add(key);
    await spine.post();
    expect((await spine.eventStore.queueState('oslo'))?.state).toBe('held');
    expect(spine.counted.get('EventQuarantined')).toBeUndefined();
  });
});

describe('the function of the plant queue', () => {
  const run = async (spine: Spine, bodies: [body: string, group: string][]) => {
    const hidden: { receiptHandle: string; seconds: number }[] = [];
    const deadLetters: string[] = [];
    const event = {
      Records: bodies.map(([body, group], index) => ({
        messageId: `m${index}`,
        receiptHandle: `r${index}`,
        body,
        attributes: { MessageGroupId: group, ApproximateReceiveCount: '3' },
      })),
    } as unknown as SQSEvent;
    const box = {
      hide: async (messages: readonly { receiptHandle: string; seconds: number }[]) =>
        void hidden.push(...messages),
      deadLetter: async ({ messageId }: { messageId: string }) => Boolean(deadLetters.push(messageId)),
    };
    const context = { getRemainingTimeInMillis: () => 90_000 };
    const answer = await handle(event, context, { ...spine.deps, box });
    return { answer, hidden, deadLetters };
  };
  const messageOf = (key: string, order: string): [string, string] => [
    JSON.stringify({ eventKey: key, stream: `order/${order}`, acceptedAt: noon.toISOString() }),
    `order/${order}`,
  ];

  it('reports what comes again, and hides all of a group for the same time', async () => {
    const spine = new Spine();
    const [a, b, c] = await accepted(spine, {}, {}, { order: 'OSL/MO/2' });
    if (!a || !b || !c) throw new Error('no keys');
    spine.odoo.next.push(transient('serialization-failure', 'again', { outcome: 'not-done' }));
    const { answer, hidden } = await run(spine, [
      messageOf(a, 'OSL/MO/1'),
      messageOf(b, 'OSL/MO/1'),
      messageOf(c, 'OSL/MO/2'),
    ]);
    expect(answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['m0', 'm1', 'm2']);
    expect(hidden.map(({ receiptHandle }) => receiptHandle)).toEqual(['r0', 'r1', 'r2']);
    expect(hidden[0]?.seconds).toBe(hidden[1]?.seconds);
    expect(hidden[0]?.seconds).toBeGreaterThan(0);
  });

  it('moves what it cannot read, or the event store does not know, to the dead letters and goes on', async () => {
    const spine = new Spine();
    const [key] = await accepted(spine, {});
    const { answer, deadLetters } = await run(spine, [
      ['not JSON', 'g'],
      [JSON.stringify({ eventKey: 'short', stream: 's', acceptedAt: 'x' }), 'g2'],
      messageOf('0'.repeat(32), 'OSL/MO/9'),
      messageOf(String(key), 'OSL/MO/1'),
    ]);
    expect(deadLetters).toEqual(['m0', 'm1', 'm2']);
    expect(answer.batchItemFailures).toEqual([]);
    expect(spine.odoo.booked).toEqual([key]);
  });
});

describe('backoff', () => {
  it('doubles to half a minute, give or take a quarter', () => {
    const lowest = [1, 2, 3, 4, 5, 6, 7, 500].map((count) => retrySeconds(count, () => 0));
    expect(lowest).toEqual([1, 2, 3, 6, 12, 23, 23, 23]);
    expect(retrySeconds(500, () => 0.999)).toBeLessThanOrEqual(38);
  });

  it('probes an absent Odoo between every 2 and every 30 s', () => {
    const away = (seconds: number) =>
      (nextProbe(noon, new Date(noon.getTime() + seconds * 1000)).getTime() - noon.getTime()) / 1000 -
      seconds;
    expect([0, 4, 20, 60, 7200].map(away)).toEqual([2, 2, 10, 30, 30]);
  });
});
