import { describe, expect, it } from 'vitest';
import { readOn } from '../../lambdas/outbound/feed/read-on.ts';
import { orderMessage, osloMes, Reader } from '../fakes/reader.ts';

const day = 86_400_000;
const sequences = ({ messages = [] }: { messages?: { sequence: string }[] }) =>
  messages.map(({ sequence }) => Number(sequence));
const orders = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => orderMessage(`MO/${from + index}`));

/** A feed of so many orders. */
const published = async (count: number): Promise<Reader> => {
  const reader = new Reader();
  await reader.publish(orders(1, count));
  return reader;
};

describe('reading a feed', () => {
  it('gives CloudEvents in order, with their positions, and where to go on', async () => {
    const reader = await published(3);
    const { status, body } = await reader.get('/feed', { limit: '2' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ next: 2, more: true, acknowledged: 0 });
    expect(body.messages?.[1]).toMatchObject({
      specversion: '1.0',
      id: 'oslo.2',
      source: '/gateway/test',
      type: 'com.odoo-plant-gateway.production-order.released.v1',
      subject: 'MO/2',
      sequence: '2',
      plant: 'oslo',
      data: { order: 'MO/2' },
    });
    const rest = await reader.get('/feed', { after: '2' });
    expect([sequences(rest.body), rest.body.next, rest.body.more]).toEqual([[3], 3, false]);
    expect((await reader.get('/feed', { after: '3' })).body).toMatchObject({
      messages: [],
      next: 3,
      more: false,
    });
  });

  it('goes on, without a position, after what the partner acknowledged', async () => {
    const reader = await published(4);
    await reader.ack({ sequence: 3 });
    expect((await reader.get('/feed')).body).toMatchObject({
      messages: [{ sequence: '4' }],
      acknowledged: 3,
    });
    expect(sequences((await reader.get('/feed', { after: '1' })).body)).toEqual([2, 3, 4]);
  });

  it('measures how long the oldest message has waited for a partner that reads on, and not for one that reads again', async () => {
    const reader = await published(2);
    reader.now += 90_000;
    await reader.get('/feed');
    await reader.ack({ sequence: 2 });
    await reader.get('/feed');
    await reader.get('/feed', { after: '0' });
    expect(reader.gauges).toEqual([
      ['FeedLagSeconds', 90],
      ['FeedLagSeconds', 0],
    ]);
  });

  it('passes over what is not the partner’s, and says so by the position', async () => {
    const reader = new Reader();
    await reader.publish([
      orderMessage('MO/1'),
      orderMessage('MO/2', { supplier: 'NORDIC' }),
      orderMessage('MO/3', { partner: 'portal' }),
      orderMessage('MO/4', { name: 'event.posted', supplier: 'NORDIC' }),
    ]);
    const portal = { ...osloMes, partner: 'portal', reads: 'own' as const, suppliers: ['NORDIC'] };
    const { body } = await reader.get('/feed', {}, portal);
    expect([sequences(body), body.next, body.more]).toEqual([[2, 3], 4, false]);
    const nobody = await reader.get('/feed', {}, { ...portal, partner: 'other', suppliers: [] });
    expect(nobody.body).toMatchObject({ messages: [], next: 4, more: false });
  });

  it('ends a page that has read many messages of others, and goes on from there', async () => {
    const { feed, clock } = await published(450);
    const reading = { limit: 10, mostBytes: 1e6, mostScanned: 200, now: clock(), takes: () => false };
    expect(await readOn(feed, 'oslo', 0, reading)).toEqual({
      kind: 'page',
      messages: [],
      next: 210,
      more: true,
    });
    expect(await readOn(feed, 'oslo', 250, reading)).toMatchObject({ next: 450, more: false });
  });

  it('ends a page before it is too large to be answered, and gives what is larger alone', async () => {
    const { feed, clock } = await published(4);
    const reading = { limit: 10, mostBytes: 1, mostScanned: 200, now: clock(), takes: () => true };
    const page = await readOn(feed, 'oslo', 1, reading);
    expect(page).toMatchObject({ kind: 'page', messages: [{ sequence: 2 }], next: 2, more: true });
  });

  it('also gives what was published and is not entered at the head yet', async () => {
    const reader = await published(2);
    const [last] = await reader.feed.after('oslo', 1, 1);
    await reader.feed.append({ ...(last as NonNullable<typeof last>), sequence: 3 });
    expect(sequences((await reader.get('/feed', { after: '2' })).body)).toEqual([3]);
    expect((await reader.get('/feed', { after: '3' })).body).toMatchObject({
      messages: [],
      next: 3,
      more: false,
    });
    expect((await reader.ack({ sequence: 3 })).status).toBe(200);
  });

  it('is refused beyond its end: the position is of another environment', async () => {
    const reader = await published(2);
    const { status, body } = await reader.get('/feed', { after: '3' });
    expect([status, body.errors]).toMatchObject([422, [{ pointer: '/after', rule: 'beyond-the-end' }]]);
    const empty = await new Reader().get('/feed', { after: '1' });
    expect(empty.status).toBe(422);
    expect((await new Reader().get('/feed', { after: '0' })).body).toMatchObject({ next: 0, more: false });
  });

  it.each([
    { after: '-1' },
    { after: '' },
    { after: '1.5' },
    { limit: '0' },
    { limit: '501' },
    { from: '1' },
  ])('is refused with %o', async (query) => {
    expect((await (await published(1)).get('/feed', query as never)).status).toBe(400);
  });
});

describe('reading what is no longer kept', () => {
  /** Published on days one, two and three, a hundred each. */
  const threeDays = async () => {
    const reader = new Reader();
    for (const from of [1, 101, 201]) {
      await reader.publish(orders(from, from + 99));
      reader.now += day;
    }
    return reader;
  };

  it('is gone, and the answer names the position after which it is kept', async () => {
    const reader = await threeDays();
    reader.now += 88 * day;
    const { status, body } = await reader.get('/feed', { after: '7' });
    expect([status, body.next]).toEqual([410, 200]);
    expect(String(body.detail)).toContain('Read orders and stock');
    expect((await reader.get('/feed', { after: '199' })).body.next).toBe(200);
    expect(sequences((await reader.get('/feed', { after: '200', limit: '2' })).body)).toEqual([201, 202]);
    reader.now += 90 * day;
    expect((await reader.get('/feed', { after: '7' })).body.next).toBe(300);
    expect((await reader.get('/feed', { after: '300' })).body).toMatchObject({ messages: [], more: false });
  });

  it('sends nobody to orders and stock who may not read them', async () => {
    const reader = await threeDays();
    reader.now += 200 * day;
    const { status, body } = await reader.get('/feed', {}, { ...osloMes, reads: 'own', suppliers: ['N'] });
    expect([status, body.next]).toEqual([410, 300]);
    expect(String(body.detail)).not.toContain('orders and stock');
  });

  it('skips nothing where the store has removed some of it, in whatever order', async () => {
    const reader = await published(9);
    const { feed } = reader;
    const removed = new Set([2, 5, 6]);
    const feedAfter = feed.after;
    reader.feed.after = async (plant, sequence, limit) =>
      (await feedAfter(plant, sequence, 100)).filter((each) => !removed.has(each.sequence)).slice(0, limit);
    const feedAt = feed.at;
    reader.feed.at = async (plant, sequence) => (removed.has(sequence) ? undefined : feedAt(plant, sequence));
    const first = await reader.get('/feed');
    expect([sequences(first.body), first.body.next, first.body.more]).toEqual([[1], 1, true]);
    expect((await reader.get('/feed', { after: '1' })).status).toBe(410);
    const last = await reader.get('/feed', { after: '6' });
    expect([sequences(last.body), last.body.more]).toEqual([[7, 8, 9], false]);
  });
});

describe('a feed whose messages are all removed', () => {
  it('is not taken for one that has nothing new', async () => {
    const reader = await published(3);
    reader.feed.after = async () => [];
    reader.feed.at = async () => undefined;
    const { status, body } = await reader.get('/feed', { after: '1' });
    expect([status, body.next]).toEqual([410, 3]);
    expect((await reader.get('/feed', { after: '3' })).body).toMatchObject({
      messages: [],
      next: 3,
      more: false,
    });
    expect((await reader.ack({ sequence: 3 })).status).toBe(200);
  });
});

describe('who reads a feed', () => {
  it('is a partner of the plant that receives something', async () => {
    const reader = await published(1);
    for (const path of ['/feed', '/orders', '/stock']) {
      expect((await reader.get(path, {}, osloMes, { plant: 'lyon' })).status).toBe(404);
      expect((await reader.call(path, { access: undefined })).status).toBe(403);
    }
    expect((await reader.get('/feed', {}, { ...osloMes, receives: [] })).status).toBe(403);
    expect((await reader.ack({ sequence: 1 }, { ...osloMes, plants: ['lyon'] })).status).toBe(404);
    expect((await reader.get('/nothing')).status).toBe(404);
  });

  it('is asked to come back when the store is away, and sees nothing of its words', async () => {
    const reader = await published(1);
    reader.storeIsAway = true;
    const { status, headers, body } = await reader.get('/feed');
    expect([status, headers['retry-after']]).toEqual([503, '5']);
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(reader.logged).toMatchObject([['STORE_UNAVAILABLE', { what: 'feed' }]]);
  });
});
