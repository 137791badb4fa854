import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defineRoute } from '../../events/http/define-route.ts';
import {
  forPartner,
  type HttpRequest,
  openly,
  type PartnerDeps,
  partnersOfPlant,
  type RouteHandler,
  router,
} from '../../lambdas/access/for-partner.ts';
import { json } from '../../lambdas/platform/http.ts';
import { osloMes } from '../fakes/spine.ts';

const shared = { method: 'GET', function: 'query', topic: 'lots', summary: '', answers: {} } as const;
const lotRoute = defineRoute({
  ...shared,
  operationId: 'lot',
  path: '/v1/plants/{plant}/lots/{lot}',
  key: true,
  parameters: { plant: z.string(), lot: z.string().min(1).max(8) },
  notFound: 'no such lot',
  query: z.strictObject({ limit: z.coerce.number().int().max(9).default(5) }),
});
const healthRoute = defineRoute({ ...shared, operationId: 'h', path: '/health', key: false, parameters: {} });

const setUp = (more: { fails?: boolean } = {}) => {
  const logged: [string, object][] = [];
  const note = (code: string, about: object) => void logged.push([code, about]);
  let failures = 0;
  const handlers: readonly RouteHandler<PartnerDeps>[] = [
    openly(healthRoute, async () => json(200, { status: 'ok' })),
    forPartner(lotRoute, partnersOfPlant, async ({ path, query, admitted }) => {
      if (more.fails) throw new Error('a secret of the store');
      return json(200, { ...path, ...query, partner: admitted.partner });
    }),
  ];
  const handle = router('lots', handlers);
  const get = async (
    path: Record<string, string>,
    { query = {}, key = 'key', ...request }: { query?: object; key?: string; httpMethod?: string } = {},
    resource: string = lotRoute.path,
  ) => {
    const answer = await handle(
      {
        httpMethod: 'GET',
        resource,
        pathParameters: path,
        queryStringParameters: query,
        headers: {},
        requestContext: { identity: { apiKeyId: key } },
        ...request,
      } as unknown as HttpRequest,
      {
        log: { info: note, warn: note, error: note },
        directory: async (caller) => (caller === 'key' ? osloMes : undefined),
        failed: () => {
          failures += 1;
        },
      },
    );
    return { status: answer.statusCode, body: JSON.parse(answer.body) };
  };
  return { get, logged, failures: () => failures };
};

describe('the router', () => {
  it('hands over path and query as the route’s schemas read them', async () => {
    const { get } = setUp();
    expect(await get({ plant: 'oslo', lot: 'A%2FB' }, { query: { limit: '7' } })).toEqual({
      status: 200,
      body: { plant: 'oslo', lot: 'A/B', limit: 7, partner: osloMes.partner },
    });
    expect((await get({ plant: 'oslo', lot: 'A' })).body).toMatchObject({ limit: 5 });
  });

  it('answers 404 to another path, and to another method of a path', async () => {
    const { get } = setUp();
    const path = { plant: 'oslo', lot: 'A' };
    expect((await get(path, {}, '/v1/plants/{plant}')).status).toBe(404);
    expect((await get(path, { httpMethod: 'POST' })).status).toBe(404);
  });

  it.each(['', '%', '123456789'])('answers 404 to a part of the path that cannot be: %j', async (lot) => {
    expect(await setUp().get({ plant: 'oslo', lot })).toEqual({
      status: 404,
      body: { type: 'about:blank', status: 404, title: 'Not Found', detail: 'no such lot' },
    });
  });

  it('answers 400 with a finding per query parameter', async () => {
    const { status, body } = await setUp().get(
      { plant: 'oslo', lot: 'A' },
      { query: { limit: 'x', foo: '1' } },
    );
    expect(status).toBe(400);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual(['/limit', '/foo']);
  });

  it('asks who may before it looks at the rest of the call', async () => {
    const { get } = setUp();
    const wrong = { query: { limit: 'x' } };
    expect((await get({ plant: 'oslo', lot: '' }, { ...wrong, key: 'nobody' })).status).toBe(403);
    expect((await get({ plant: 'lyon', lot: '' }, wrong)).status).toBe(404);
  });

  it('asks nobody for a key where a route is open', async () => {
    expect(await setUp().get({}, { key: 'nobody' }, '/health')).toEqual({
      status: 200,
      body: { status: 'ok' },
    });
  });

  it('answers 503 when a store fails, logs it, and says nothing of why', async () => {
    const { get, logged, failures } = setUp({ fails: true });
    const { status, body } = await get({ plant: 'oslo', lot: 'A' });
    expect(status).toBe(503);
    expect(JSON.stringify(body)).not.toContain('secret');
    expect(logged).toMatchObject([['STORE_UNAVAILABLE', { what: 'lots' }]]);
    expect(failures()).toBe(1);
  });
});
