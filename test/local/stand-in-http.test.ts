import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bookPostings } from '../../lambdas/odoo/book.ts';
import { OdooClient } from '../../lambdas/odoo/client.ts';
import type { Posting } from '../../lambdas/odoo/posting.ts';
import { type StandIn, type StandInOptions, startStandIn } from '../../local/stand-in/index.ts';
import type { MasterData } from '../../odoo/master-data.ts';

const kg = 'uom.product_uom_kgm';
const master: MasterData = {
  warehouses: [{ code: 'OSL', name: 'Oslo' }],
  items: [
    { code: 'MILK', name: 'Milk', uom: kg, tracking: 'none' },
    { code: 'YOGHURT', name: 'Yoghurt', uom: kg, tracking: 'none' },
  ],
  boms: [{ item: 'YOGHURT', quantity: 1, components: [{ item: 'MILK', quantity: 2 }] }],
  stock: [{ warehouse: 'OSL', item: 'MILK', quantity: 1_000 }],
  orders: [{ name: 'OSL/MO/1', warehouse: 'OSL', item: 'YOGHURT', quantity: 100 }],
};

const posting = (key: string, value = 10): Posting => ({
  event: key.padEnd(32, '0'),
  stream: 'order/OSL/MO/1',
  operation: 'production.reported',
  plant: 'oslo',
  warehouse: 'OSL',
  time: '2026-01-05 08:00:00',
  policy: { negative_stock: 'refuse' },
  payload: { order: 'OSL/MO/1', quantity: { value, uom: kg }, final: false },
});

let odoo: StandIn;
const open = async (options: StandInOptions = {}): Promise<StandIn> => {
  odoo = await startStandIn(options);
  odoo.seed(master);
  return odoo;
};
afterEach(() => odoo.stop());

const clientOf = ({ url, database, apiKey }: StandIn) =>
  new OdooClient({ url, database, apiKey, timeoutMs: 2_000 });
const book = (...postings: Posting[]) => bookPostings(clientOf(odoo), postings);
const made = () => odoo.inspect.onHand('OSL', 'YOGHURT').quantity;

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
    expect(await book(posting('a1'))).toMatchObject({ ok: false, kind: 'broken', code: 'version-mismatch' });
    expect(made()).toBe(0);
  });

  it('stops taking the old key once there is another', async () => {
    await open();
    odoo.setApiKey('new');
    expect(await book(posting('a1'))).toMatchObject({ ok: false, code: 'bad-key' });
  });
});

function runOf(body: Record<string, unknown>): Asking {
  return { path: '/json/2/ir.actions.server/run', body: JSON.stringify(body) };
}

describe('faults', () => {
  it.each(['reset', 'bad-gateway'] as const)('loses an answer after the commit (%s)', async (how) => {
    await open();
    odoo.faults.next({ kind: 'lose-answer', how });
    expect(await book(posting('a1'))).toMatchObject({ ok: false, kind: 'transient', outcome: 'unknown' });
    expect(made()).toBe(10);
    expect(await book(posting('a1'))).toMatchObject({ ok: true, rows: [{ result: 'duplicate' }] });
    expect(made()).toBe(10);
  });

  it('loses a request before anything is done', async () => {
    await open();
    odoo.faults.next({ kind: 'lose-request' });
    expect(await book(posting('a1'))).toMatchObject({ ok: false, kind: 'transient' });
    expect(made()).toBe(0);
  });

  it('rolls the whole call back when it dies in the middle', async () => {
    await open();
    for (const afterEvents of [0, 1, 2]) {
      odoo.faults.next({ kind: 'crash', afterEvents });
      expect(await book(posting('a1'), posting('a2'))).toMatchObject({ ok: false, kind: 'transient' });
      expect([made(), odoo.inspect.receipts([posting('a1').event])]).toEqual([0, []]);
    }
    expect(await book(posting('a1'), posting('a2'))).toMatchObject({ ok: true });
    expect(made()).toBe(20);
  });

  it.each([
    ['unauthorized', 'broken', 'bad-key'],
    ['too-many-requests', 'transient', 'too-many-requests'],
    ['bad-gateway', 'transient', 'gateway-error'],
    ['unavailable', 'transient', 'gateway-error'],
    ['html', 'transient', 'not-odoo'],
    ['serialization-failure', 'transient', 'serialization-failure'],
  ] as const)('answers %s until it is lifted', async (kind, expected, code) => {
    await open();
    odoo.faults.always({ kind: 'answer', with: kind });
    expect(await book(posting('a1'))).toMatchObject({ ok: false, kind: expected, code });
    odoo.faults.always(undefined);
    expect(await book(posting('a1'))).toMatchObject({ ok: true });
  });

  it('holds an answer back until it is let go', async () => {
    await open();
    const gate = Promise.withResolvers<void>();
    odoo.faults.next({ kind: 'hold', until: gate.promise });
    const booking = book(posting('a1'));
    await vi.waitFor(() => expect(odoo.traffic.postings).toBe(1));
    expect(made()).toBe(0);
    gate.resolve();
    expect(await booking).toMatchObject({ ok: true });
  });

  it('scatters faults over calls the same way for the same seed', async () => {
    await open();
    const lost = async (seed: number) => {
      odoo.faults.some(0.5, { kind: 'lose-request' }, seed);
      const client = clientOf(odoo);
      const answers: boolean[] = [];
      for (let call = 0; call < 12; call += 1) answers.push((await bookPostings(client, [posting('a1')])).ok);
      return answers;
    };
    const first = await lost(7);
    expect(new Set(first)).toEqual(new Set([true, false]));
    expect(await lost(7)).toEqual(first);
  });
});

describe('a stand-in that stops', () => {
  it('refuses connections while it is down, and is back at the same address with its books', async () => {
    await open();
    await book(posting('a1'));
    await odoo.down();
    expect(await book(posting('a2'))).toMatchObject({ ok: false, kind: 'transient' });
    await odoo.up();
    expect(await book(posting('a1'), posting('a2'))).toMatchObject({
      ok: true,
      rows: [{ result: 'duplicate' }, { result: 'posted' }],
    });
  });

  it('keeps its books in a folder over a restart', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'stand-in-'));
    await open({ dataDir });
    await book(posting('a1'));
    await odoo.stop();
    await open({ dataDir });
    expect(await book(posting('a1'))).toMatchObject({ ok: true, rows: [{ result: 'duplicate' }] });
    expect(made()).toBe(10);
    rmSync(dataDir, { recursive: true });
  });

  it('says so when its folder was written by another version', async () => {
    await open();
    const dataDir = mkdtempSync(join(tmpdir(), 'stand-in-'));
    const foreign = new DatabaseSync(join(dataDir, 'odoo-stand-in.sqlite'));
    foreign.exec('CREATE TABLE something (id INTEGER); PRAGMA user_version = 99;');
    foreign.close();
    await expect(startStandIn({ dataDir })).rejects.toThrow('delete that folder');
    rmSync(dataDir, { recursive: true });
  });
});
