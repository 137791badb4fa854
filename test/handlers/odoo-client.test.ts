import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ACTION_NAME } from '../../lambdas/odoo/action.ts';
import { OdooClient } from '../../lambdas/odoo/client.ts';
import { MODULE_VERSION } from '../../lambdas/odoo/module-version.ts';
import { bookPostings } from '../../lambdas/odoo/ports.ts';
import type { Posting } from '../../lambdas/odoo/posting.ts';
import { PROTOCOL } from '../../lambdas/odoo/protocol.ts';

type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void;

const servers: Server[] = [];

/** A server on loopback with the given answers, and a client of it. */
async function odooThat(handler: Handler, timeoutMs = 5_000): Promise<OdooClient> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => handler(request, response, body));
  });
  servers.push(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return new OdooClient({ url: `http://127.0.0.1:${port}/`, database: 'plant', apiKey: 'secret', timeoutMs });
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const answers =
  (status: number, body: unknown, headers: Record<string, string> = {}): Handler =>
  (_, response) => {
    const json = typeof body !== 'string';
    response.writeHead(status, { 'content-type': json ? 'application/json' : 'text/html', ...headers });
    response.end(json ? JSON.stringify(body) : body);
  };

const odooError = (name: string, message = 'words') => ({
  name,
  message,
  arguments: [message],
  context: {},
  debug: 'Traceback (most recent call last): SECRET',
});

describe('a call', () => {
  test('goes to the model and method, with key, database and named arguments', async () => {
    let seen: unknown;
    const client = await odooThat((request, response, body) => {
      const { authorization, 'x-odoo-database': database, 'content-type': type } = request.headers;
      seen = {
        method: request.method,
        url: request.url,
        authorization,
        database,
        type,
        body: JSON.parse(body),
      };
      answers(200, [{ id: 7 }])(request, response, body);
    });
    const answer = await client.call('res.users', 'search_read', { domain: [], context: { lang: 'en_US' } });
    expect(answer).toEqual({ ok: true, value: [{ id: 7 }] });
    expect(seen).toEqual({
      method: 'POST',
      url: '/json/2/res.users/search_read',
      authorization: 'bearer secret',
      database: 'plant',
      type: 'application/json',
      body: { domain: [], context: { lang: 'en_US' } },
    });
  });

  test('keeps its connection for the next one', async () => {
    const ports = new Set<number | undefined>();
    const client = await odooThat((request, response, body) => {
      ports.add(request.socket.remotePort);
      answers(200, true)(request, response, body);
    });
    for (let i = 0; i < 6; i += 1) await client.call('res.users', 'context_get');
    // Node may open a second one while the first answer is still being put away.
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  test('answers false, null and empty lists as they are', async () => {
    for (const value of [false, null, []]) {
      const client = await odooThat(answers(200, value));
      expect(await client.call('a', 'b')).toEqual({ ok: true, value });
    }
  });
});

const duplicateKey = 'duplicate key value violates unique constraint "ir_model_data_module_name_uniq_index"';

describe('a failure', () => {
  test.each<[string, Handler, Record<string, unknown>]>([
    [
      'a key Odoo does not know',
      answers(401, odooError('werkzeug.exceptions.Unauthorized', 'Invalid apikey')),
      { kind: 'broken', code: 'bad-key', outcome: 'not-done' },
    ],
    [
      'a right that is missing',
      answers(403, odooError('odoo.exceptions.AccessError')),
      { kind: 'broken', code: 'missing-right', outcome: 'not-done' },
    ],
    ['a database that does not exist', answers(404, '<html>'), { kind: 'broken', code: 'unknown-database' }],
    [
      'a method that does not exist',
      answers(404, odooError('werkzeug.exceptions.NotFound')),
      { kind: 'broken', code: 'unknown-method' },
    ],
    [
      'a record that does not exist',
      answers(404, odooError('odoo.exceptions.MissingError')),
      { kind: 'refused', code: 'missing-record', outcome: 'not-done' },
    ],
    [
      'a business refusal',
      answers(422, odooError('odoo.exceptions.UserError', 'Not enough milk')),
      { kind: 'refused', code: 'odoo-refused', message: 'Not enough milk' },
    ],
    [
      'an argument of the wrong name',
      answers(422, odooError('werkzeug.exceptions.UnprocessableEntity')),
      { kind: 'broken', code: 'bad-request' },
    ],
    [
      'a lost race for a unique key',
      answers(
        422,
        odooError('odoo.exceptions.ValidationError', `The operation cannot be completed: ${duplicateKey}`),
      ),
      { kind: 'transient', code: 'serialization-failure', outcome: 'not-done' },
    ],
    [
      'the same inside a server action',
      answers(
        500,
        odooError('builtins.ValueError', `UniqueViolation('${duplicateKey}\\n') while evaluating\n'code'`),
      ),
      { kind: 'transient', code: 'serialization-failure', outcome: 'not-done' },
    ],
    [
      'a record that somebody holds',
      answers(409, odooError('odoo.exceptions.LockError')),
      { kind: 'transient', code: 'serialization-failure', outcome: 'not-done' },
    ],
    [
      'five serialization failures',
      answers(500, odooError('psycopg2.errors.SerializationFailure')),
      { kind: 'transient', code: 'serialization-failure', outcome: 'not-done' },
    ],
    [
      'a deadlock',
      answers(500, odooError('psycopg2.errors.DeadlockDetected')),
      { kind: 'transient', code: 'serialization-failure', outcome: 'not-done' },
    ],
    [
      'a lost database',
      answers(500, odooError('psycopg2.OperationalError')),
      { kind: 'transient', code: 'database-unavailable', outcome: 'unknown' },
    ],
    [
      'a defect',
      answers(500, odooError('builtins.ValueError', 'Invalid field')),
      { kind: 'broken', code: 'odoo-defect' },
    ],
    [
      'malformed JSON',
      answers(400, odooError('werkzeug.exceptions.BadRequest')),
      { kind: 'broken', code: 'bad-request' },
    ],
    [
      'a request too large for a proxy',
      answers(413, '<html>'),
      { kind: 'broken', code: 'request-too-large', outcome: 'not-done' },
    ],
    [
      'a redirect',
      answers(303, '', { location: '/web/login' }),
      { kind: 'broken', code: 'redirected', outcome: 'not-done' },
    ],
    [
      'a proxy without Odoo behind it',
      answers(502, '<html>Bad gateway'),
      { kind: 'transient', code: 'gateway-error', outcome: 'unknown' },
    ],
    [
      'a proxy that gave up waiting',
      answers(504, '<html>'),
      { kind: 'transient', code: 'gateway-error', outcome: 'unknown' },
    ],
    [
      'a web page instead of an answer',
      answers(200, '<html>Maintenance'),
      { kind: 'transient', code: 'not-odoo', outcome: 'unknown' },
    ],
    [
      'a web page for an error',
      answers(500, '<html>Oops'),
      { kind: 'transient', code: 'not-odoo', outcome: 'unknown' },
    ],
    [
      'too many requests',
      answers(429, '<html>', { 'retry-after': '17' }),
      { kind: 'transient', code: 'too-many-requests', outcome: 'not-done', retryAfterSeconds: 17 },
    ],
    [
      'an answer cut off',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end('{"rows": [');
      },
      { kind: 'transient', code: 'not-odoo', outcome: 'unknown' },
    ],
    [
      'a connection reset before the answer',
      (request) => request.socket.destroy(),
      { kind: 'transient', code: 'connection-lost', outcome: 'unknown' },
    ],
    [
      'a connection reset within the answer',
      (request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{', () => request.socket.destroy());
      },
      { kind: 'transient', code: 'connection-lost', outcome: 'unknown' },
    ],
  ])('%s', async (_, handler, expected) => {
    const client = await odooThat(handler);
    const answer = await client.call('a', 'b');
    expect(answer).toMatchObject({ ok: false, ...expected });
    expect(JSON.stringify(answer)).not.toContain('SECRET');
  });

  test('no answer in time has an unknown outcome', async () => {
    const client = await odooThat(() => {}, 50);
    expect(await client.call('a', 'b')).toMatchObject({
      kind: 'transient',
      code: 'timeout',
      outcome: 'unknown',
    });
  });

  test('an answer that stops half way runs into the same timeout', async () => {
    const client = await odooThat((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{');
    }, 50);
    expect(await client.call('a', 'b')).toMatchObject({
      kind: 'transient',
      code: 'timeout',
      outcome: 'unknown',
    });
  });

  test('a server that is not there was not reached, so nothing was done', async () => {
    const client = await odooThat(answers(200, true));
    const [server] = servers.splice(0);
    await new Promise((closed) => server?.close(closed));
    expect(await client.call('a', 'b')).toMatchObject({ code: 'unreachable', outcome: 'not-done' });
  });

  // As Odoo 19 says it: the cause, then the whole server action.
  test.each([
    [
      "KeyError('missing')",
      "KeyError('missing') while evaluating\n\"# SECRET\\ndef a(x):\\n    return x['missing']\"",
    ],
    [
      `UndefinedTable('relation "nowhere" does not exist`,
      `UndefinedTable('relation "nowhere" does not exist\\nLINE 1: SELECT SECRET FROM nowhere\\n   ^\\n') while evaluating\n'SECRET'`,
    ],
    ['Invalid field', 'Invalid field\nTraceback (most recent call last):\n  File "SECRET.py"'],
  ])('a defect is named by its cause: %s', async (cause, message) => {
    const client = await odooThat(answers(500, odooError('builtins.ValueError', message)));
    expect(await client.call('a', 'b')).toMatchObject({
      code: 'odoo-defect',
      message: `builtins.ValueError: ${cause}`,
    });
  });

  test('a long message is cut', async () => {
    const client = await odooThat(answers(500, odooError('builtins.ValueError', 'x'.repeat(50_000))));
    const answer = await client.call('a', 'b');
    expect(JSON.stringify(answer).length).toBeLessThan(1_000);
  });

  test('a call may have less time than the connection', async () => {
    const client = await odooThat(() => {}, 60_000);
    expect(await client.call('a', 'b', {}, { timeoutMs: 50 })).toMatchObject({ code: 'timeout' });
  });
});

const EVENT = '0123456789abcdef0123456789abcdef';
const posting: Posting = {
  event: EVENT,
  stream: 'order/A',
  operation: 'production.reported',
  plant: 'oslo',
  warehouse: 'OSL',
  time: '2026-11-23 08:15:00',
  policy: { negative_stock: 'refuse' },
  payload: { order: 'A', quantity: { value: 1, uom: 'uom.product_uom_kgm' }, final: false },
};
const row = { event: EVENT, result: 'posted', document: { model: 'mrp.production', id: 5, name: 'A' } };
const bindings = {
  action: [
    { id: 41, name: 'Split' },
    { id: 42, name: ACTION_NAME },
  ],
};

/** What the module of this gateway says of itself in every reply. */
const heading = { version: MODULE_VERSION, protocols: [1, PROTOCOL] };

/** Answers the search for the action, and counts it; the rest is for `run`. */
function withAction(run: Handler): { handler: Handler; searches: () => number } {
  let searches = 0;
  return {
    searches: () => searches,
    handler: (request, response, body) => {
      if (!request.url?.endsWith('/get_bindings')) return run(request, response, body);
      searches += 1;
      answers(200, bindings)(request, response, body);
    },
  };
}

describe('booking', () => {
  test('finds the action once, and sends version and events in the context', async () => {
    const bodies: unknown[] = [];
    const { handler, searches } = withAction((request, response, body) => {
      bodies.push(JSON.parse(body));
      answers(200, { ...heading, rows: [row] })(request, response, body);
    });
    const client = await odooThat(handler);
    expect(await bookPostings(client, [posting])).toEqual({ ok: true, rows: [row] });
    await bookPostings(client, [posting]);
    expect(searches()).toBe(1);
    expect(bodies[0]).toEqual({
      ids: [42],
      context: { plant_gateway: { version: MODULE_VERSION, protocol: PROTOCOL, events: [posting] } },
    });
  });

  test.each<[string, unknown, string]>([
    ['another version', { version: '19.0.0.1.0', error: 'version-mismatch' }, 'version-mismatch'],
    [
      'an unknown warehouse',
      { ...heading, error: 'unknown-warehouse', message: 'no OSL' },
      'unknown-warehouse',
    ],
    [
      'an unknown operation',
      { ...heading, error: 'unknown-operation', message: 'no stock.moved' },
      'unknown-operation',
    ],
    ['a malformed request', { ...heading, error: 'malformed' }, 'unexpected-answer'],
    ['nothing', false, 'unexpected-answer'],
    ['too few rows', { ...heading, rows: [] }, 'unexpected-answer'],
    [
      'a row of another event',
      { ...heading, rows: [{ ...row, event: 'f'.repeat(32) }] },
      'unexpected-answer',
    ],
    [
      'a row without document',
      { ...heading, rows: [{ event: EVENT, result: 'posted' }] },
      'unexpected-answer',
    ],
    [
      'a row with a lot that says nothing',
      { ...heading, rows: [{ ...row, lots: [{ lot: 'Y-1' }] }] },
      'unexpected-answer',
    ],
    [
      'a row with a warning that is no text',
      { ...heading, rows: [{ ...row, warnings: [7] }] },
      'unexpected-answer',
    ],
    [
      'a refusal of an unknown code',
      { ...heading, rows: [{ event: EVENT, result: 'refused', code: 'moon' }] },
      'unexpected-answer',
    ],
    [
      'a wizard',
      { type: 'ir.actions.act_window', res_model: 'mrp.consumption.warning' },
      'unexpected-answer',
    ],
  ])('%s is broken, not posted', async (_, reply, code) => {
    const client = await odooThat(withAction(answers(200, reply)).handler);
    expect(await bookPostings(client, [posting])).toMatchObject({ ok: false, kind: 'broken', code });
  });

  test('a module that knows no companies holds the plant that names one: its events are right', async () => {
    const refused = {
      result: 'refused',
      code: 'malformed-posting',
      message: "unknown field 'company'",
      pointer: '',
    };
    const reply = { ...heading, rows: [{ event: posting.event, ...refused }] };
    const client = await odooThat(withAction(answers(200, reply)).handler);
    expect(await bookPostings(client, [{ ...posting, company: 'Oslo AS' }])).toMatchObject({
      kind: 'broken',
      code: 'version-mismatch',
      message: expect.stringContaining('upgrade the module'),
    });
  });

  test('an action that nobody may see is a missing module', async () => {
    const client = await odooThat(answers(200, {}));
    expect(await bookPostings(client, [posting])).toMatchObject({ kind: 'broken', code: 'module-missing' });
  });

  test.each([
    ['found', undefined],
    ['configured', 7],
  ])('an action that was %s and is gone is looked up at once, and remembered', async (_, configured) => {
    const tried: number[] = [];
    let installed = 42;
    let searches = 0;
    const client = await odooThat((request, response, body) => {
      if (request.url?.endsWith('/get_bindings')) {
        searches += 1;
        return answers(200, { action: [{ id: installed, name: ACTION_NAME }] })(request, response, body);
      }
      const [id] = JSON.parse(body).ids;
      tried.push(id);
      return id === installed
        ? answers(200, { ...heading, rows: [row] })(request, response, body)
        : answers(404, odooError('odoo.exceptions.MissingError'))(request, response, body);
    });
    const odoo = new OdooClient({ ...client.connection, ...(configured && { actionId: configured }) });
    await bookPostings(odoo, [posting]);
    installed = 43;
    for (let call = 0; call < 2; call += 1)
      expect(await bookPostings(odoo, [posting])).toEqual({ ok: true, rows: [row] });
    expect(tried).toEqual([...(configured ? [configured] : []), 42, 42, 43, 43]);
    expect(searches).toBe(2);
  });

  test('an action that stays away is a missing module, after one more try', async () => {
    let runs = 0;
    const { handler, searches } = withAction((request, response, body) => {
      runs += 1;
      answers(404, odooError('odoo.exceptions.MissingError'))(request, response, body);
    });
    const client = await odooThat(handler);
    expect(await bookPostings(client, [posting])).toMatchObject({ kind: 'broken', code: 'module-missing' });
    expect([runs, searches()]).toEqual([2, 2]);
  });

  test('a failure on the way stays what it is', async () => {
    const client = await odooThat(withAction(answers(502, '<html>')).handler);
    expect(await bookPostings(client, [posting])).toMatchObject({ kind: 'transient', code: 'gateway-error' });
  });
});
