import { describe, expect, it } from 'vitest';
import { handle } from '../../lambdas/operations/operate.ts';
import { oslo } from '../../plants/oslo.ts';
import { type FeedStanding, feedLines } from '../../scripts/operate/feed-lines.ts';
import { orderMessage, osloMes, Reader } from '../fakes/reader.ts';
import { Spine } from '../fakes/spine.ts';

const published = async (count = 5): Promise<Reader> => {
  const reader = new Reader();
  await reader.publish(Array.from({ length: count }, (_, index) => orderMessage(`MO/${index + 1}`)));
  return reader;
};
const at = '2026-11-24T12:00:00.000Z';

describe('acknowledging', () => {
  it('keeps the position and the reference for the message', async () => {
    const reader = await published();
    const { status, body } = await reader.ack({ sequence: 2, reference: 'WO-2' });
    expect(status).toBe(200);
    expect(body).toEqual({ acknowledged: 2, at, reference: { sequence: 2, text: 'WO-2' } });
    expect(await reader.consumers.referencesOf('oslo', 2)).toMatchObject([
      { partner: 'oslo-mes', reference: 'WO-2', expires: Date.parse(at) / 1000 + 90 * 86_400 },
    ]);
    expect((await reader.ack({ sequence: 4 })).body).toEqual({ ...body, acknowledged: 4 });
  });

  it('is refused to a partner that gets no messages', async () => {
    const reader = await published();
    const nobody = { ...osloMes, partner: 'nobody', receives: [] };
    expect((await reader.ack({ sequence: 2 }, nobody)).status).toBe(403);
    expect(await reader.consumers.of('oslo', 'nobody')).toBeUndefined();
  });

  it('may be repeated, and then changes nothing', async () => {
    const reader = await published();
    const first = await reader.ack({ sequence: 2, reference: 'WO-2' });
    const consumer = await reader.consumers.of('oslo', 'oslo-mes');
    reader.now += 5000;
    expect((await reader.ack({ sequence: 2, reference: 'WO-2' })).body).toEqual(first.body);
    expect((await reader.ack({ sequence: 2 })).body).toEqual(first.body);
    expect(await reader.consumers.of('oslo', 'oslo-mes')).toEqual(consumer);
  });

  it('is as if it had not been when the function dies on the way, and whole when it is repeated', async () => {
    const reader = await published();
    const { move } = reader.consumers;
    reader.consumers.move = async () => {
      throw new Error('died');
    };
    expect((await reader.ack({ sequence: 2, reference: 'WO-2' })).status).toBe(503);
    expect((await reader.get('/feed')).body).toMatchObject({
      acknowledged: 0,
      messages: [{ sequence: '1' }, {}, {}, {}, {}],
    });
    reader.consumers.move = move;
    expect((await reader.ack({ sequence: 2, reference: 'WO-2' })).status).toBe(200);
    expect(await reader.consumers.referencesOf('oslo', 2)).toMatchObject([{ reference: 'WO-2' }]);
  });

  it('replaces the reference when another is given for the same message', async () => {
    const reader = await published();
    await reader.ack({ sequence: 2, reference: 'WO-2' });
    expect((await reader.ack({ sequence: 2, reference: 'WO-9' })).body.reference).toMatchObject({
      text: 'WO-9',
    });
    expect(await reader.consumers.referencesOf('oslo', 2)).toMatchObject([{ reference: 'WO-9' }]);
  });

  it('goes back only when it is said to be meant', async () => {
    const reader = await published();
    await reader.ack({ sequence: 4 });
    const refused = await reader.ack({ sequence: 3, reference: 'WO-3' });
    expect([refused.status, refused.body.errors]).toMatchObject([
      409,
      [{ pointer: '/sequence', rule: 'going-back' }],
    ]);
    expect(await reader.consumers.of('oslo', 'oslo-mes')).toMatchObject({ sequence: 4 });
    expect(await reader.consumers.referencesOf('oslo', 3)).toEqual([]);
    expect((await reader.ack({ sequence: 0, reset: true })).body.acknowledged).toBe(0);
    expect((await reader.get('/feed', { limit: '1' })).body.messages).toMatchObject([{ sequence: '1' }]);
    expect(reader.logged).toEqual([['FEED_RESET', { plant: 'oslo', partner: 'oslo-mes', from: 4, to: 0 }]]);
  });

  it('is refused beyond the end of the feed', async () => {
    const reader = await published();
    const { status, body } = await reader.ack({ sequence: 6 });
    expect([status, body.errors]).toMatchObject([422, [{ pointer: '/sequence', rule: 'beyond-the-end' }]]);
    expect(await reader.consumers.all('oslo')).toEqual([]);
  });

  it('takes a reference only for a message of the partner’s own', async () => {
    const reader = await published();
    const others = { ...osloMes, receives: ['stock.*'] };
    expect((await reader.ack({ sequence: 2 }, others)).status).toBe(200);
    const wrong = await reader.ack({ sequence: 2, reference: 'X' }, others);
    expect([wrong.status, wrong.body.errors]).toMatchObject([
      422,
      [{ pointer: '/reference', rule: 'no-message' }],
    ]);
    expect((await reader.ack({ sequence: 0, reference: 'X' })).status).toBe(422);
  });

  it.each<[string, unknown, number, string | undefined]>([
    ['no JSON', '{', 400, undefined],
    ['a list', [], 422, ''],
    ['no position', {}, 422, '/sequence'],
    ['half a position', { sequence: 1.5 }, 422, '/sequence'],
    ['a position as text', { sequence: '1' }, 422, '/sequence'],
    ['an empty reference', { sequence: 1, reference: '' }, 422, '/reference'],
    ['a reference of two lines', { sequence: 1, reference: 'a\nb' }, 422, '/reference'],
    ['a field there is none of', { sequence: 1, note: 'x' }, 422, '/note'],
    ['too much', { sequence: 1, reference: 'x'.repeat(5000) }, 413, undefined],
  ])('is refused with %s', async (_, body, status, pointer) => {
    const answer = await (await published()).ack(body);
    expect([answer.status, answer.body.errors?.[0]?.pointer]).toEqual([status, pointer]);
  });

  it('must be JSON by its content type, too', async () => {
    const reader = await published();
    const body = JSON.stringify({ sequence: 1 });
    expect((await reader.call('/feed/ack', { access: osloMes, body })).status).toBe(415);
    const encoded = { body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
    const headers = { 'content-type': 'application/json' };
    expect((await reader.call('/feed/ack', { access: osloMes, ...encoded, headers })).status).toBe(200);
  });

  it('ends at the furthest of many at once, and loses no reference that was taken', async () => {
    const reader = await published();
    const answers = await Promise.all(
      [3, 1, 5, 2, 4].map((sequence) => reader.ack({ sequence, reference: `WO-${sequence}` })),
    );
    expect(await reader.consumers.of('oslo', 'oslo-mes')).toMatchObject({ sequence: 5 });
    for (const [index, sequence] of [3, 1, 5, 2, 4].entries())
      if (answers[index]?.status === 200)
        expect(await reader.consumers.referencesOf('oslo', sequence)).toMatchObject([
          { reference: `WO-${sequence}` },
        ]);
    expect(answers[2]?.status).toBe(200);
  });
});

describe('the operator', () => {
  const asked = async (reader: Reader, command: object) => {
    const { clock, feed, consumers } = reader;
    const deps = { ...new Spine().operating, clock, feed, consumers, plants: { oslo } };
    return handle({ command: 'feed', plant: 'oslo', ...command }, {} as never, {
      ...deps,
      idempotency: undefined as never,
    });
  };

  it('sees where a feed ends, how far each consumer is, and for how long it has something to read', async () => {
    const reader = await published();
    await reader.ack({ sequence: 5, reference: 'WO-5' });
    for (const partner of ['baltic-wms', 'old-mes'])
      await reader.ack({ sequence: 1 }, { ...osloMes, partner });
    reader.now += 3 * 3_600_000;
    const { ok, said, result } = await asked(reader, {});
    expect([ok, said]).toEqual([true, 'the feed of oslo ends at 5; 3 consumers have acknowledged something']);
    expect(result).toMatchObject({
      end: 5,
      consumers: [
        // Its record names nothing that it receives.
        { partner: 'baltic-wms', sequence: 1, behind: 4 },
        { partner: 'old-mes', sequence: 1, behind: 4, waitingSeconds: 10_800 },
        { partner: 'oslo-mes', sequence: 5, behind: 0, reference: { sequence: 5, text: 'WO-5' } },
      ],
    });
    expect(feedLines(result as FeedStanding)).toEqual([
      'on the bus up to 0',
      'baltic-wms            acknowledged 1 at 2026-11-24T12:00:00Z  nothing of its own after that (4 positions)',
      'old-mes               acknowledged 1 at 2026-11-24T12:00:00Z  4 positions behind, the next of its own waits for 3 h',
      'oslo-mes              acknowledged 5 at 2026-11-24T12:00:00Z  not behind  last reference WO-5 for 5',
    ]);
  });

  it('finds under which references a message is kept', async () => {
    const reader = await published();
    await reader.ack({ sequence: 2, reference: 'WO-2' });
    const { said, result } = await asked(reader, { sequence: 2 });
    expect(said).toBe('production-order.released of MO/2; 1 references');
    expect(result).toMatchObject({
      message: { sequence: 2 },
      references: [{ partner: 'oslo-mes', reference: 'WO-2' }],
    });
    expect(await asked(reader, { sequence: 9 })).toMatchObject({ ok: false });
    expect((await asked(reader, { sequence: null })).said).toContain('/sequence');
  });
});
