import type { SQSEvent } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { eventType } from '../../events/define-event.ts';
import { entityKeyOf } from '../../lambdas/outbound/feed/feed.ts';
import { handle } from '../../lambdas/outbound/relay.ts';
import { noon, recordOf, report } from '../fakes/events.ts';
import { inMemoryEventStore } from '../fakes/in-memory-event-store.ts';
import { inMemoryFeed } from '../fakes/in-memory-feed.ts';

const setUp = async () => {
  const feed = inMemoryFeed();
  const eventStore = inMemoryEventStore();
  const record = recordOf(report({ id: 'r-1' }));
  await eventStore.accept(record);
  const logged: string[] = [];
  const log = { info: () => {}, warn: () => {}, error: (code: string) => void logged.push(code) };
  const deps = { feed, eventStore, log, clock: () => noon, keepDays: 90 };
  const posted = (id: string, plant = 'oslo') => ({
    detail: {
      id,
      type: eventType({ name: 'event.posted', version: 1 }),
      subject: record.eventKey,
      data: { plant, document: { model: 'mrp.production', id: 7, name: 'OSL/MO/1' } },
    },
  });
  const take = (...bodies: unknown[]) => {
    const Records = bodies.map((body, at) => ({
      messageId: `m${at}`,
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }));
    return handle({ Records } as unknown as SQSEvent, deps);
  };
  return { feed, eventStore, record, logged, posted, take };
};

describe('what the bus says', () => {
  it('comes into the feed of its plant once, as its partner’s own, however often it arrives', async () => {
    const { feed, record, posted, take } = await setUp();
    expect(await take(posted('e.posted'), posted('e.posted'), posted('f.posted', 'lyon'))).toEqual({
      batchItemFailures: [],
    });
    await take(posted('e.posted'));
    expect(await feed.after('oslo', 0, 10)).toMatchObject([
      {
        sequence: 1,
        name: 'event.posted',
        busId: 'e.posted',
        partner: record.partner,
        subject: record.eventKey,
      },
    ]);
    expect(await feed.after('lyon', 0, 10)).toHaveLength(1);
  });

  it('does not wait for a message that nobody can read', async () => {
    const { feed, logged, posted, take } = await setUp();
    expect(await take('no JSON', posted('e.posted'), { detail: { id: 'x' } })).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm0' }, { itemIdentifier: 'm2' }],
    });
    expect(await feed.after('oslo', 0, 10)).toHaveLength(1);
    expect(logged).toEqual(['MESSAGE_UNREADABLE', 'MESSAGE_UNREADABLE']);
  });

  it('publishes about a lot what was booked last, in whatever order it arrives', async () => {
    const { feed, eventStore, take } = await setUp();
    const heard = async (id: string, settledAt: string, held: number) => {
      const record = { ...recordOf(report({ id })), settledAt };
      await eventStore.accept(record);
      const data = { plant: 'oslo', item: 'SKYR', lot: 'L-1', held, because: { eventKey: record.eventKey } };
      const type = eventType({ name: 'lot.disposition-changed', version: 1 });
      return { detail: { id: `${id}.lot.0`, type, subject: 'L-1', data } };
    };
    const held = await heard('h', '2026-11-24T10:00:00.000Z', 8);
    const more = await heard('m', '2026-11-24T10:05:00.000Z', 9);
    const released = await heard('r', '2026-11-24T10:10:00.000Z', 0);
    await take(more, held);
    await take(released);
    await take(more);
    await take(released, held);
    const published = await feed.after('oslo', 0, 10);
    expect(published.map(({ data }) => (data as { held: number }).held)).toEqual([8, 9, 0]);
    expect(new Set(published.map(entityKeyOf))).toEqual(new Set(['lot/SKYR/L-1']));
  });
});
