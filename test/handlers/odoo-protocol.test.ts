import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ACTION_NAME } from '../../lambdas/odoo/action.ts';
import { OdooClient } from '../../lambdas/odoo/client.ts';
import { MODULE_VERSION } from '../../lambdas/odoo/module-version.ts';
import { bookPostings } from '../../lambdas/odoo/ports.ts';
import type { Posting } from '../../lambdas/odoo/posting.ts';
import { BEFORE_PROTOCOLS, OLDEST_PROTOCOL, PROTOCOL } from '../../lambdas/odoo/protocol.ts';
import { packModule } from '../../odoo/module.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const EVENT = 'a'.repeat(32);
const posting = { event: EVENT, stream: 's', operation: 'production.reported' } as Posting;
const document = { model: 'mrp.production', id: 1, name: 'MO/1' };

interface Asked {
  version: string;
  protocol?: number;
  environment?: string;
}

/** A module: what it says to a call. Absent rows mean that it refuses to talk. */
type Module = (asked: Asked) => { reply: Record<string, unknown>; booked: boolean };

const posted = [{ event: EVENT, result: 'posted', document }];

/** A module from before protocols, as 863c5cd's `_main.py` is: it wants its own version exactly. */
const exactly =
  (version: string): Module =>
  (asked) =>
    asked.version === version
      ? { reply: { version, rows: posted }, booked: true }
      : { reply: { version, error: 'version-mismatch' }, booked: false };

const speaking =
  (oldest: number, newest: number, rows: unknown[] = posted, version = 'another'): Module =>
  ({ protocol = -1 }) => {
    const booked = protocol >= oldest && protocol <= newest;
    const heading = { version, protocols: [oldest, newest] };
    return { reply: { ...heading, ...(booked ? { rows } : { error: 'protocol-mismatch' }) }, booked };
  };

/** A gateway's client of an Odoo whose module can be exchanged. */
const odooWith = async (first: Module) => {
  const odoo = { module: first, asked: [] as Asked[], booked: 0 };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      response.writeHead(200, { 'content-type': 'application/json' });
      if (request.url?.endsWith('/get_bindings')) {
        response.end(JSON.stringify({ action: [{ id: 42, name: ACTION_NAME }] }));
        return;
      }
      const asked = JSON.parse(body).context.plant_gateway as Asked;
      odoo.asked.push(asked);
      const { reply, booked } = odoo.module(asked);
      if (booked) odoo.booked += 1;
      response.end(JSON.stringify(reply));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new OdooClient({ url, database: 'd', apiKey: 'k', environment: 'test' });
  return { odoo, book: () => bookPostings(client, [posting]) };
};

describe('gateway and module', () => {
  test('declare the same protocols, and the same versions from before protocols', () => {
    const { code } = packModule();
    expect(/^PROTOCOL = (\d+)$/m.exec(code)?.[1]).toBe(String(PROTOCOL));
    expect(/^OLDEST_PROTOCOL = (\d+)$/m.exec(code)?.[1]).toBe(String(OLDEST_PROTOCOL));
    const [, listed = ''] = /^BEFORE_PROTOCOLS = \(([^)]*)\)/m.exec(code) ?? [];
    expect([...listed.matchAll(/'([^']+)'/g)].map(([, version]) => version)).toEqual(BEFORE_PROTOCOLS);
    expect(PROTOCOL - OLDEST_PROTOCOL).toBe(1);
    expect(BEFORE_PROTOCOLS).not.toContain(MODULE_VERSION);
  });

  test.each<readonly [string, Module, number]>([
    ['the same protocols', speaking(OLDEST_PROTOCOL, PROTOCOL), 1],
    ['a newer protocol, too', speaking(PROTOCOL, PROTOCOL + 1), 1],
    ['only the protocol before', speaking(OLDEST_PROTOCOL - 1, OLDEST_PROTOCOL), 2],
    ...BEFORE_PROTOCOLS.map((version) => [`version ${version} only`, exactly(version), 2] as const),
  ])('book with a module that speaks %s', async (_, module, calls) => {
    const { odoo, book } = await odooWith(module);
    expect(await book()).toMatchObject({ ok: true });
    expect(odoo.asked.length).toBe(calls);
    await book();
    expect([odoo.asked.length, odoo.booked]).toEqual([calls + 1, 2]);
  });

  test.each([
    [speaking(PROTOCOL + 1, PROTOCOL + 2), 'deploy a newer gateway'],
    [speaking(-1, 0), 'odoo:install'],
    [exactly('18.0.9.9.9'), 'odoo:install'],
  ])('book nothing without a common protocol, and say which side to upgrade', async (module, remedy) => {
    const { odoo, book } = await odooWith(module);
    expect(await book()).toMatchObject({
      kind: 'broken',
      code: 'version-mismatch',
      message: expect.stringContaining(remedy),
    });
    expect(odoo.booked).toBe(0);
  });

  test('go on when the module is upgraded and rolled back under a running function', async () => {
    const [old = ''] = BEFORE_PROTOCOLS;
    const { odoo, book } = await odooWith(exactly(old));
    // The module of this gateway echoes the version of a gateway from before protocols.
    const upgraded: Module = ({ version, protocol }) => ({
      reply: { version: protocol ? MODULE_VERSION : version, protocols: [1, PROTOCOL], rows: posted },
      booked: true,
    });
    for (const module of [exactly(old), upgraded, upgraded, exactly(old), speaking(1, 1), upgraded]) {
      odoo.module = module;
      expect(await book()).toMatchObject({ ok: true });
    }
    expect(odoo.booked).toBe(6);
    expect(odoo.asked.map(({ protocol }) => protocol)).toEqual([
      // before protocols: asked in vain, then in its way
      ...[PROTOCOL, undefined],
      // upgraded: the old way still works, and from then on the newest protocol
      ...[undefined, PROTOCOL],
      // rolled back
      ...[PROTOCOL, undefined],
      // a module that speaks protocol 1 by its number does not take the call of old
      ...[undefined, 1],
      ...[1],
    ]);
  });

  test('name the environment in protocol 2, and to no older module', async () => {
    const newest = await odooWith(speaking(OLDEST_PROTOCOL, PROTOCOL));
    await newest.book();
    expect(newest.odoo.asked.map(({ environment }) => environment)).toEqual(['test']);
    const [old = ''] = BEFORE_PROTOCOLS;
    const before = await odooWith(exactly(old));
    await before.book();
    expect(before.odoo.asked.map(({ environment }) => environment)).toEqual(['test', undefined]);
  });

  test('book nothing in a database of another environment, and say of which', async () => {
    const { odoo, book } = await odooWith(({ environment }) => ({
      reply: {
        version: MODULE_VERSION,
        protocols: [OLDEST_PROTOCOL, PROTOCOL],
        error: 'other-environment',
        message: `marked as prod, and the gateway of ${environment} called it`,
      },
      booked: false,
    }));
    expect(await book()).toMatchObject({
      kind: 'broken',
      code: 'other-environment',
      outcome: 'not-done',
      message: 'marked as prod, and the gateway of test called it',
    });
    expect(odoo.asked.length).toBe(1);
  });

  test('quarantine an event for a reason that only the newer module knows', async () => {
    const refused = [
      { event: EVENT, result: 'refused', code: 'period-locked', message: 'closed', pointer: '' },
    ];
    const newer = await odooWith(speaking(1, PROTOCOL, refused));
    expect(await newer.book()).toMatchObject({
      ok: true,
      rows: [{ code: 'odoo-refused', message: 'period-locked: closed' }],
    });
    const same = await odooWith(speaking(1, PROTOCOL, refused, MODULE_VERSION));
    expect(await same.book()).toMatchObject({ kind: 'broken', code: 'unexpected-answer' });
  });
});
