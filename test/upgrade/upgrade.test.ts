import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../faults/until.ts';

/** What `make-data-folder.mjs` wrote down of the work that it left unfinished. */
interface Unfinished {
  madeAt: string;
  keys: Record<string, string>;
  order: string;
  other: string;
  quarantined: string;
  deferred: string[];
  held: string;
  counted: string;
  sending: string;
  webhook: { delivered: string[]; refused: string[] };
  feed: { acknowledged: number };
  events: { scrap: object };
}

interface FeedPage {
  messages: { sequence: string }[];
}

/** A module that moves the clock of the process and of its worker threads, which load it too. */
const movedClock = (offset: number): string => `
const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + ${offset});
    else super(...given);
  }
  static now() {
    return RealDate.now() + ${offset};
  }
};
`;

const root = join(import.meta.dirname, '..', '..');

/**
 * A data folder of an earlier version, with its work unfinished: that version was killed. The folder's moment is kept by
 * moving the clock of the run, or leases, retries and expiries would all be long past.
 */
describe('a data folder of commit 863c5cd', () => {
  const folder = mkdtempSync(join(tmpdir(), 'upgrade-'));
  const received: string[] = [];
  const endpoint = createServer((request, response) => {
    received.push(String(request.headers['webhook-id']));
    request.resume().on('end', () => response.writeHead(204).end());
  });
  let left: Unfinished;
  /** milliseconds that the run's clock is ahead of ours; negative, as the folder is older */
  let offset: number;
  let gateway: ChildProcess;
  let url: string;

  const environment = () => ({
    ...process.env,
    LOCAL_DATA: folder,
    PORT: '0',
    WEBHOOK_URL: `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/`,
  });
  const clock = () => ['--import', pathToFileURL(join(folder, 'moved-clock.mjs')).href];
  const get = async <T>(partner: string, path: string): Promise<T> => {
    const response = await fetch(`${url}${path}`, { headers: { 'x-api-key': left.keys[partner] ?? '' } });
    return (await response.json()) as T;
  };
  const statusOf = async (partner: string, key: string): Promise<string> =>
    (await get<{ status: string }>(partner, `/v1/events/${key}`)).status;
  const send = async (partner: string, event: object): Promise<{ status: string; eventKey: string }> => {
    const response = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers: { 'x-api-key': left.keys[partner] ?? '', 'content-type': 'application/cloudevents+json' },
      body: JSON.stringify(event),
    });
    const answer = (await response.json()) as { events?: { status: string; eventKey: string }[] };
    return answer.events?.[0] ?? { status: JSON.stringify(answer), eventKey: '' };
  };
  const event = (system: string, name: string, id: string, subject: string, data: object) => ({
    specversion: '1.0',
    id,
    source: `/plants/oslo/${system}`,
    type: `com.odoo-plant-gateway.${name}.v1`,
    time: new Date(Date.now() + offset).toISOString(),
    subject,
    dataschema: `urn:odoo-plant-gateway:${name}:v1`,
    data,
  });
  const kilograms = (value: number) => ({ value, unit: 'KGM' });
  const operate = (...args: string[]) =>
    execFileSync(process.execPath, [...clock(), join(root, 'scripts', 'operate.ts'), ...args], {
      env: environment(),
      encoding: 'utf8',
    });
  const wholeFeed = () => get<FeedPage>('oslo-mes', '/v1/plants/oslo/feed?after=0&limit=200');

  beforeAll(async () => {
    execFileSync('tar', ['-C', folder, '-xzf', join(import.meta.dirname, '863c5cd.tar.gz')]);
    left = JSON.parse(readFileSync(join(folder, 'state.json'), 'utf8')) as Unfinished;
    offset = Date.parse(left.madeAt) - Date.now();
    writeFileSync(join(folder, 'moved-clock.mjs'), movedClock(offset));
    endpoint.listen(0, '127.0.0.1');
    await once(endpoint, 'listening');
    gateway = spawn(process.execPath, [...clock(), 'local/start.ts', '--no-sample'], {
      cwd: root,
      env: environment(),
    });
    let output = '';
    for (const stream of [gateway.stdout, gateway.stderr])
      stream?.on('data', (chunk: Buffer) => {
        output += chunk;
      });
    await until('the gateway runs', () => output.includes('Stop with Ctrl-C'), {
      currentState: () => output,
    });
    url = /gateway on (\S+),/.exec(output)?.[1] ?? '';
  });
  afterAll(async () => {
    if (gateway?.exitCode === null) {
      gateway.kill('SIGINT');
      await once(gateway, 'exit');
    }
    endpoint.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps its API keys, and knows every event that it took', async () => {
    expect((await send('oslo-mes', left.events.scrap)).status).toBe('duplicate');
    expect(await statusOf('oslo-mes', left.held)).toBe('posted');
  });

  it('books what was on its way, and what was aggregated', async () => {
    for (const key of [left.sending, left.counted])
      await until(`${key} is posted`, async () => (await statusOf('oslo-mes', key)) === 'posted');
  });

  it('books deferred events in their order, once the event before them is mended', async () => {
    expect(operate('list', 'oslo')).toMatch(
      new RegExp(`${left.quarantined}[^]*${left.deferred[0]}[^]*${left.deferred[1]}`),
    );
    const lot = { number: 'UP-9' };
    const { eventKey } = await send(
      'oslo-mes',
      event('mes', 'production.reported', 'up-9', left.other, {
        order: left.other,
        quantity: kilograms(10),
        lot,
      }),
    );
    await until('the lot is there', async () => (await statusOf('oslo-mes', eventKey)) === 'posted');
    operate('retry', left.quarantined);
    const keys = [left.quarantined, ...left.deferred];
    for (const key of keys)
      await until(`${key} is posted`, async () => (await statusOf('oslo-mes', key)) === 'posted');
    const parts = await Promise.all(
      left.deferred.map((key) => get<{ document: { name: string } }>('oslo-mes', `/v1/events/${key}`)),
    );
    // Odoo numbers the parts of an order as they are reported; the first was booked by the old version.
    expect(parts.map(({ document }) => document.name)).toEqual([`${left.order}-002`, `${left.order}-003`]);
  });

  it('goes on with the running hold: a passed lot is released', async () => {
    const inspected = event('lab', 'lot.inspected', 'up-10', 'UP-IF', {
      item: 'FORMULA-1',
      lot: 'UP-IF',
      verdict: 'pass',
    });
    expect((await send('oslo-lab', inspected)).status).toBe('accepted');
    await until('the lot is released', async () => {
      const path = '/v1/plants/oslo/lots/UP-IF/audit?item=FORMULA-1';
      const { entries } = await get<{ entries: { what: string }[] }>('oslo-lab', path);
      return entries.some(({ what }) => what === 'released');
    });
  });

  it('goes on with its feed: no position is missing or published twice, and what was acknowledged stays so', async () => {
    const { messages } = await wholeFeed();
    const positions = messages.map(({ sequence }) => Number(sequence));
    expect(positions).toEqual([...new Set(positions)].sort((a, b) => a - b));
    expect(operate('feed', 'oslo')).toContain(`oslo-mes`);
    const unread = await get<FeedPage>('oslo-mes', '/v1/plants/oslo/feed');
    expect(Number(unread.messages[0]?.sequence)).toBeGreaterThan(left.feed.acknowledged);
  });

  it('delivers the webhook message that was refused, and none that was taken', async () => {
    const [refused = ''] = left.webhook.refused;
    await until('the message is delivered', () => received.includes(refused), {
      atMostMs: 180_000,
      currentState: () => JSON.stringify(received),
    });
    for (const id of left.webhook.delivered) expect(received).not.toContain(id);
  }, 200_000);
});
