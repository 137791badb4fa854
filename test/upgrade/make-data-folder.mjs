// node test/upgrade/make-data-folder.mjs <checkout> <archive.tar.gz>
//
// Runs the local gateway of another checkout (its `npm ci` done), leaves work unfinished in it, kills it, and packs its
// data folder. Uses the checkout's HTTP API and command line only, so that it works with any version.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';

const [checkout, archive] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'data-folder-'));
const port = 18_090;

// Takes one message and then none, so that the webhook has one delivered and one waiting message.
const delivered = [];
const refused = [];
const endpoint = createServer((request, response) => {
  request.resume().on('end', () => {
    const id = request.headers['webhook-id'];
    (delivered.length === 0 ? delivered : refused).push(id);
    response.writeHead(refused.length === 0 ? 204 : 500).end();
  });
}).listen(0, '127.0.0.1');
await new Promise((resolve) => endpoint.once('listening', resolve));

const gateway = spawn(process.execPath, ['local/start.ts', '--no-sample'], {
  cwd: checkout,
  env: {
    ...process.env,
    PORT: String(port),
    LOCAL_DATA: folder,
    WEBHOOK_URL: `http://127.0.0.1:${endpoint.address().port}/`,
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let output = '';
gateway.stdout.on('data', (chunk) => {
  output += chunk;
});

const until = async (what, condition) => {
  for (let tries = 0; tries < 600; tries += 1) {
    const found = await condition();
    if (found) return found;
    await pause(500);
  }
  throw new Error(`${what} did not happen within five minutes`);
};
await until('the start', () => output.includes('Stop with Ctrl-C'));
const keys = Object.fromEntries(
  [...output.matchAll(/^ {2}([a-z-]+) +([\w-]{40})$/gm)].map(([, partner, key]) => [partner, key]),
);

const call = async (partner, method, path, body) => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    headers: { 'x-api-key': keys[partner], ...(body && { 'content-type': body.type }) },
    ...(body && { body: JSON.stringify(body.content) }),
  });
  return { status: response.status, answer: await response.json().catch(() => undefined) };
};
const event = (system, name, id, subject, data) => ({
  specversion: '1.0',
  id,
  source: `/plants/oslo/${system}`,
  type: `com.odoo-plant-gateway.${name}.v1`,
  time: new Date().toISOString(),
  subject,
  dataschema: `urn:odoo-plant-gateway:${name}:v1`,
  data,
});
const send = async (partner, content) => {
  const { status, answer } = await call(partner, 'POST', '/v1/events', {
    type: 'application/cloudevents+json',
    content,
  });
  if (status !== 202) throw new Error(`${content.id}: ${status} ${JSON.stringify(answer)}`);
  return answer.events[0].eventKey;
};
const become = (partner, key, status) =>
  until(`${key} ${status}`, async () => {
    const { answer } = await call(partner, 'GET', `/v1/events/${key}`);
    return answer?.status === status;
  });
const kilograms = (value) => ({ value, unit: 'KGM' });
const report = (id, order, value, lot) =>
  event('mes', 'production.reported', id, order, { order, quantity: kilograms(value), lot: { number: lot } });

// The sample data's orders are named after the day before.
const label = new Date(Date.now() - 86_400_000).toISOString().slice(2, 10).replaceAll('-', '');
const [order, other, formula] = ['OSL/MO/1001', 'OSL/MO/1002', `OSL/MO/${label}94`];
const purchase = `P-${label}-1`;

// An order with a posted event, a quarantined one, and two deferred ones.
const posted = await send('oslo-mes', report('up-1', order, 10, 'UP-1'));
await become('oslo-mes', posted, 'posted');
const scrap = event('mes', 'production.scrapped', 'up-2', order, {
  order,
  item: 'YOGHURT-NATURAL',
  quantity: kilograms(2),
  lot: 'UP-9',
});
const quarantined = await send('oslo-mes', scrap);
await become('oslo-mes', quarantined, 'quarantined');
const deferred = [];
for (const [id, value] of [
  ['up-3', 5],
  ['up-4', 6],
])
  deferred.push(await send('oslo-mes', report(id, order, value, 'UP-1')));
for (const key of deferred) await become('oslo-mes', key, 'parked');

// A running hold: infant formula waits for the laboratory.
const held = await send('oslo-mes', report('up-5', formula, 50, 'UP-IF'));
await become('oslo-mes', held, 'posted');
await until('the hold', async () => {
  const { answer } = await call('oslo-lab', 'GET', '/v1/plants/oslo/lots/UP-IF/audit?item=FORMULA-1');
  return answer?.entries?.some(({ what }) => what === 'held');
});

// A webhook with one delivered message, and one that its endpoint refuses.
await until('the first webhook message', () => delivered.length > 0);
const confirmed = await send(
  'nordic-supply',
  event('supplier', 'purchase-order.confirmed', 'up-6', purchase, {
    purchaseOrder: purchase,
    supplierReference: 'UP-6',
    lines: [
      { item: 'VANILLA', quantity: kilograms(100), promisedAt: new Date(Date.now() + 8e8).toISOString() },
    ],
  }),
);
await become('nordic-supply', confirmed, 'posted');
await until('a refused webhook message', () => refused.length > 0);

// A feed that is read and acknowledged in part.
const { answer: page } = await call('oslo-mes', 'GET', '/v1/plants/oslo/feed?limit=3');
const acknowledged = Number(page.messages.at(-1).sequence);
await call('oslo-mes', 'POST', '/v1/plants/oslo/feed/ack', {
  type: 'application/json',
  content: { sequence: acknowledged },
});

// An aggregation that is still open and an event that is on its way when the power goes.
const counted = await send(
  'oslo-mes',
  event('mes', 'machine.counted', 'up-7', 'LINE-1', {
    machine: 'LINE-1',
    order,
    count: { value: 7, unit: 'KGM' },
  }),
);
const sending = await send('oslo-mes', report('up-8', other, 3, 'UP-2'));
gateway.kill('SIGKILL');
await new Promise((resolve) => gateway.once('exit', resolve));
endpoint.close();

const feed = await (async () => Number(page.messages.at(-1).sequence))();
const state = {
  madeAt: new Date().toISOString(),
  keys,
  order,
  other,
  formula,
  purchase,
  posted,
  quarantined,
  deferred,
  held,
  counted,
  sending,
  webhook: { delivered, refused: [...new Set(refused)] },
  feed: { acknowledged: feed },
  events: { scrap },
};
writeFileSync(join(folder, 'state.json'), `${JSON.stringify(state, null, 2)}\n`);
const databases = ['cloud.sqlite', 'dynamodb.sqlite', 'odoo-stand-in/odoo-stand-in.sqlite'];
for (const name of databases) {
  const database = new DatabaseSync(join(folder, name));
  database.exec('PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE);');
  database.close();
}
execFileSync('tar', ['-C', folder, '-czf', archive, 'state.json', ...databases]);
console.log(JSON.stringify(state, null, 2));
