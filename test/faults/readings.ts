import { eventType, schemaId } from '../../events/define-event.ts';
import type { CloudEvent } from '../../events/envelope.ts';
import { eventKeyOf } from '../../events/envelope.ts';
import { machineCounted } from '../../events/machine-counted.ts';
import { sendBatch } from '../../local/run/send.ts';
import type { TestBackend } from '../backends/test-backend.ts';
import type { GatewayUnderTest } from './gateway.ts';
import { countCodes } from './log-codes.ts';
import { calm, type Misfortune, type OdooProxy } from './odoo-proxy.ts';
import { until } from './until.ts';

const uom = 'uom.product_uom_unit';
const perSecond = 10;

interface Machine {
  code: string;
  order: string;
}

export interface ReadingFigures {
  readings: number;
  postings: number;
  seconds: number;
  /** readings for each posting in Odoo */
  ratio: number;
}

/** Machines with an order each, whose counters are read ten times a second. */
export async function machinesIn(backend: TestBackend, run: string, count: number): Promise<Machine[]> {
  const machines = Array.from({ length: count }, (_, index) => ({
    code: `${run}-M${index}`,
    order: `OSL/MO/${run}-${index}`,
  }));
  const item = `${run}-PIECE`;
  await backend.seed({
    warehouses: [{ code: 'OSL', name: 'Oslo' }],
    workCenters: machines.map(({ code }) => ({ code, name: code })),
    items: [{ code: item, name: item, uom, tracking: 'none' }],
    orders: machines.map(({ order }) => ({ name: order, warehouse: 'OSL', item, quantity: 100_000 })),
  });
  return machines;
}

const readingOf = ({ code, order }: Machine, run: string, value: number, began: number): CloudEvent => ({
  specversion: '1.0',
  id: `${run}-${code}-${value}`,
  source: '/plants/oslo/mes',
  type: eventType(machineCounted),
  time: new Date(began + (value * 1000) / perSecond).toISOString(),
  subject: code,
  dataschema: schemaId(machineCounted),
  data: { machine: code, order, count: { value, unit: 'H87' } },
});

/** Sends the given number of readings of each machine, ten per call and in order. Waits until all are posted. */
export async function readCounters(
  machines: readonly Machine[],
  each: number,
  run: string,
  gateway: GatewayUnderTest,
  proxy: OdooProxy,
  misfortune: Misfortune = calm,
): Promise<{ figures: ReadingFigures; keys: string[] }> {
  const began = Date.now() - 3600_000;
  const keys: string[] = [];
  const before = proxy.figures.postings;
  const started = performance.now();
  proxy.misfortune = misfortune;
  const codes = countCodes(gateway);
  const waiting = [...machines];
  const read = async () => {
    for (let machine = waiting.shift(); machine; machine = waiting.shift())
      for (let from = 1; from <= each; from += perSecond) {
        const call = Array.from({ length: Math.min(perSecond, each - from + 1) }, (_, index) =>
          readingOf(machine as Machine, run, from + index, began),
        );
        const rows = await sendBatch(gateway.url, gateway.keys['oslo-mes'] ?? '', call);
        if (rows.some(({ status }) => status !== 'accepted')) throw new Error(JSON.stringify(rows));
        keys.push(...call.map(eventKeyOf));
      }
  };
  try {
    await Promise.all(Array.from({ length: 8 }, read));
    const currentState = () =>
      `${gateway.waiting()} wait after ${proxy.figures.postings - before} postings, log: ${JSON.stringify([...codes.counted])}`;
    await until('the plant queues are empty', () => gateway.waiting() === 0, {
      atMostMs: 300_000,
      currentState,
    });
    const settled = async () =>
      (await gateway.events()).every(({ status }) => status !== 'accepted' && status !== 'posting');
    await until('every reading is settled', settled, { atMostMs: 300_000, everyMs: 2000 });
  } finally {
    codes.stop();
    proxy.misfortune = calm;
  }
  const postings = proxy.figures.postings - before;
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  const ratio = Math.round(keys.length / postings);
  return { figures: { readings: keys.length, postings, seconds, ratio }, keys };
}

/** Says what is wrong. Every reading must be posted and have an idempotency record; the last one must be in Odoo. */
export async function differencesInCounts(
  backend: TestBackend,
  gateway: GatewayUnderTest,
  machines: readonly Machine[],
  each: number,
  keys: readonly string[],
): Promise<string[]> {
  const found: string[] = [];
  const posted = new Set(
    (await gateway.events()).filter(({ status }) => status === 'posted').map(({ eventKey }) => eventKey),
  );
  const missing = keys.filter((key) => !posted.has(key));
  if (missing.length > 0) found.push(`${missing.length} readings are not posted`);
  const records = new Set(await backend.idempotencyRecords([...keys]));
  if (records.size !== keys.length)
    found.push(`${records.size} idempotency records for ${keys.length} readings`);
  for (const { code, order } of machines) {
    const [seen] = await backend.counted(order);
    if (seen?.count !== each) found.push(`${code} shows ${seen?.count}, its last reading was ${each}`);
  }
  return found;
}
