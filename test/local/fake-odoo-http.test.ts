import { afterEach, describe, expect, it } from 'vitest';
import type { FakeOdoo, FakeOdooOptions } from '../../local/fake-odoo/index.ts';
import { book, made, openFakeOdoo, posting } from './fake-odoo-order.ts';

let odoo: FakeOdoo;
const open = async (options: FakeOdooOptions = {}): Promise<void> => {
  odoo = await openFakeOdoo(options);
};
afterEach(() => odoo.stop());

interface Asking {
  path?: string;
  headers?: Record<string, string>;
  body?: string;
  method?: string;
}
const ask = async ({
  path = '/json/2/res.users/context_get',
  headers = {},
  body = '{}',
  method = 'POST',
}: Asking) => {
  const standard = { authorization: `bearer ${odoo.apiKey}`, 'x-odoo-database': odoo.database };
  const response = await fetch(`${odoo.url}${path}`, {
    method,
    headers: { ...standard, 'content-type': 'application/json', ...headers },
    ...(method === 'POST' && { body }),
  });
  const type = response.headers.get('content-type') ?? '';
  return { status: response.status, type, text: await response.text() };
};

describe('the JSON-2 API', () => {
  it('answers version, health and context', async () => {
    await open();
    expect(JSON.parse((await ask({ path: '/web/version', method: 'GET' })).text)).toMatchObject({
      version: '19.0',
    });
    expect(JSON.parse((await ask({ path: '/web/health', method: 'GET' })).text)).toEqual({ status: 'pass' });
    expect(JSON.parse((await ask({})).text)).toMatchObject({ tz: 'UTC' });
  });

  it.each<[string, Asking, number, string]>([
    ['a wrong key', { headers: { authorization: 'bearer wrong' } }, 401, 'werkzeug.exceptions.Unauthorized'],
    ['a model that does not exist', { path: '/json/2/no.such/read' }, 404, 'werkzeug.exceptions.NotFound'],
    ['an action that does not exist', runOf({ ids: [77], context: {} }), 404, 'odoo.exceptions.MissingError'],
    ['a call without ids', runOf({ context: {} }), 422, 'werkzeug.exceptions.UnprocessableEntity'],
    [
      'reading server actions',
      { path: '/json/2/ir.actions.server/read' },
      403,
      'odoo.exceptions.AccessError',
    ],
    ['a body that is not JSON', { body: '{' }, 400, 'werkzeug.exceptions.BadRequest'],
    ['a GET', { method: 'GET' }, 404, 'werkzeug.exceptions.NotFound'],
  ])('answers %s with an Odoo error and its traceback', async (_, asking, status, name) => {
    await open();
    const answer = await ask(asking);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ name, debug: expect.stringContaining('Traceback') });
  });

  it.each<[string, Asking, number]>([
    ['an unknown database', { headers: { 'x-odoo-database': 'other' } }, 404],
    ['text that says it is no JSON', { headers: { 'content-type': 'text/plain' } }, 415],
  ])('answers %s with a web page', async (_, asking, status) => {
    await open();
    expect(await ask(asking)).toMatchObject({ status, type: expect.stringContaining('text/html') });
  });

  it('refuses another version of the module, and books nothing', async () => {
    await open();
    odoo.setModuleVersion('19.0.0.9.0');
    expect(await book(odoo, posting('a1'))).toMatchObject({
      ok: false,
      kind: 'broken',
      code: 'version-mismatch',
    });
    expect(made(odoo)).toBe(0);
  });

  it('stops taking the old key once there is another', async () => {
    await open();
    odoo.setApiKey('new');
    expect(await book(odoo, posting('a1'))).toMatchObject({ ok: false, code: 'bad-key' });
  });
});

function runOf(body: Record<string, unknown>): Asking {
  return { path: '/json/2/ir.actions.server/run', body: JSON.stringify(body) };
}
