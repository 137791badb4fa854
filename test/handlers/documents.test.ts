import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { describe, expect, it } from 'vitest';
import { eventKeyOf } from '../../events/envelope.ts';
import { handle } from '../../lambdas/inbound/documents.ts';
import { oslo } from '../../plants/oslo.ts';
import { readLines } from '../fakes/documents.ts';
import { report } from '../fakes/events.ts';
import { osloMes, Spine } from '../fakes/spine.ts';

interface Answer {
  status: number;
  headers: APIGatewayProxyResult['headers'];
  body: {
    documentId?: string;
    entries?: { status: string; line: number; statusUrl?: string; problem?: { status: number } }[];
    detail?: string;
    line?: number;
    place?: string;
    errors?: { pointer: string }[];
  };
}

interface Call {
  access?: typeof osloMes;
  query?: Record<string, string>;
  contentType?: string;
  plant?: string;
  base64?: boolean;
  /** what is left of the function's time, each time it is asked */
  left?: () => number;
}

const post = async (spine: Spine, body: string | Buffer | null, call: Call = {}): Promise<Answer> => {
  const { access = osloMes, query = {}, contentType = 'Text/CSV; charset=utf-8', plant = 'oslo' } = call;
  const request = {
    httpMethod: 'POST',
    resource: '/v1/plants/{plant}/documents',
    headers: { 'Content-Type': contentType },
    pathParameters: { plant },
    queryStringParameters: Object.keys(query).length > 0 ? query : null,
    requestContext: { identity: { apiKeyId: 'key-1' } },
    body: call.base64 ? Buffer.from(body ?? '').toString('base64') : (body?.toString() ?? null),
    isBase64Encoded: call.base64 ?? false,
  };
  const answer = await handle(
    request as unknown as APIGatewayProxyEvent,
    { getRemainingTimeInMillis: call.left ?? (() => 28_000) },
    {
      ...spine.deps,
      plants: { oslo },
      read: readLines,
      directory: async (caller) => (caller === 'key-1' ? access : undefined),
    },
  );
  return { status: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.body) };
};

const lines = (count: number, order = (index: number) => `O-${index}`) =>
  Array.from({ length: count }, (_, index) => `e-${index} ${order(index)} ${index + 1}\n`).join('');

describe('a document over HTTP', () => {
  it('is taken in whole, and books nothing when it is sent again', async () => {
    const spine = new Spine();
    const first = await post(spine, lines(3));
    expect(first.status).toBe(202);
    expect(first.body).toMatchObject({
      documentId: 'doc-1',
      entries: [1, 2, 3].map((line) => ({ status: 'accepted', line, place: `row ${line}` })),
    });
    const key = eventKeyOf(report({ id: 'e-0' }));
    expect(first.body.entries?.[0]?.statusUrl).toBe(`/v1/events/${key}`);
    const second = await post(spine, lines(3));
    expect(second.status).toBe(202);
    expect(second.body.entries?.map(({ status }) => status)).toEqual(Array(3).fill('duplicate'));
    expect(spine.queue.size).toBe(3);
  });

  it('is answered with a row per entry when some are not taken in', async () => {
    const spine = new Spine();
    await post(spine, 'e-1 O-1 1\n');
    const { status, body } = await post(spine, 'e-0 O-1 1\nbad\ne-1 O-1 2\ne-2 O-1 -1\n');
    expect(status).toBe(207);
    expect(body.entries).toMatchObject([
      { line: 1, status: 'accepted' },
      { line: 2, status: 'rejected', errors: [{ pointer: '/data/order' }], problem: { status: 422 } },
      { line: 3, status: 'conflict', problem: { status: 409 } },
      { line: 4, status: 'rejected', errors: [{ pointer: '/data/quantity/value' }] },
    ]);
    expect(JSON.stringify(body)).not.toContain('raw');
  });

  it('keeps the order of its entries over more than one call to the event store', async () => {
    const spine = new Spine();
    expect(
      (
        await post(
          spine,
          lines(250, () => 'O-1'),
        )
      ).status,
    ).toBe(202);
    const order = Array.from({ length: 250 }, (_, index) => eventKeyOf(report({ id: `e-${index}` })));
    const records = await Promise.all(order.map((key) => spine.eventStore.get(key)));
    const places = records.map((record) => record?.acceptedAt ?? '');
    expect(places).toEqual([...places].sort());
    expect(new Set(places).size).toBe(250);
  });

  it('is to be sent again when time runs out, and then goes on from there', async () => {
    const spine = new Spine();
    let asked = 0;
    const first = await post(spine, lines(250), { left: () => (asked++ < 2 ? 28_000 : 5_000) });
    expect(first.status).toBe(503);
    expect(first.headers?.['retry-after']).toBe('1');
    expect(first.body.detail).toContain('200 of 250');
    const second = await post(spine, lines(250));
    const statuses = Object.groupBy(second.body.entries ?? [], ({ status }) => status);
    expect([statuses.duplicate?.length, statuses.accepted?.length]).toEqual([200, 50]);
  });

  it('says where it cannot be read', async () => {
    const { status, headers, body } = await post(new Spine(), '!');
    expect(status).toBe(422);
    expect(headers?.['content-type']).toBe('application/problem+json');
    expect(body).toMatchObject({ detail: 'is cut off', place: 'row 1', line: 1 });
  });

  it('comes as bytes, whatever its encoding', async () => {
    const { body } = await post(new Spine(), Buffer.from('e-\xe9 O-1 1\n', 'latin1'), { base64: true });
    // The reader got the byte as it was: as UTF-8 it is none, and as text it would have been another.
    expect(body.entries).toMatchObject([{ id: 'e-\ufffd', status: 'accepted' }]);
  });

  it.each<[string, string | null, Call, number, string]>([
    ['another plant', 'e 1', { plant: 'gdansk' }, 403, 'plant'],
    ['a plant of another partner', 'e 1', { access: { ...osloMes, plants: ['lyon'] } }, 403, 'plant'],
    ['another system', 'e 1', { query: { system: 'wms' } }, 403, 'system'],
    [
      'no word on which of two systems',
      'e 1',
      { access: { ...osloMes, systems: ['mes', 'wms'] } },
      400,
      'mes, wms',
    ],
    [
      'a mapping there is none of, and no word on which of two systems',
      'e 1',
      { access: { ...osloMes, systems: ['mes', 'wms'] }, query: { mapping: 'weighing' } },
      422,
      '"weighing" is no CSV mapping',
    ],
    ['a parameter there is none of', 'e 1', { query: { maping: 'x' } }, 400, 'query'],
    ['no body', null, {}, 400, 'empty'],
    ['another content type', 'e 1', { contentType: 'image/png' }, 415, 'image/png'],
    ['more than 4 MiB', 'x'.repeat(4 * 1024 * 1024 + 1), {}, 413, '4 MiB'],
    ['more than 1000 entries', lines(1001), {}, 413, '1001'],
  ])('with %s is refused', async (_, body, call, status, words) => {
    const spine = new Spine();
    const answer = await post(spine, body, call);
    expect(answer.status).toBe(status);
    expect(answer.body.detail).toContain(words);
    expect(spine.queue.size).toBe(0);
  });

  it('speaks for the system asked for when its partner speaks for several', async () => {
    const access = { ...osloMes, systems: ['mes', 'wms'] };
    const { status, body } = await post(new Spine(), 'e-1 O-1 1\n', { access, query: { system: 'wms' } });
    expect(status).toBe(207);
    expect(body.entries).toMatchObject([{ status: 'rejected', errors: [{ rule: 'not-the-owner' }] }]);
  });

  it('is answered 503 when the event store fails, and nothing of why', async () => {
    const spine = new Spine();
    spine.eventStore.accept = () => Promise.reject(new Error('secret-table is on fire'));
    const { status, body } = await post(spine, lines(1));
    expect(status).toBe(503);
    expect(JSON.stringify(body)).not.toContain('secret');
  });
});
