import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { OdooClient } from '../lambdas/odoo/client.ts';
import { onRealOdoo } from '../scripts/odoo-at-hand.ts';
import { fakeOdooBackend } from '../test/backends/fake-odoo.ts';
import { qualityHoldOfOslo } from '../test/backends/quality-holds.ts';
import { RealOdooBackend } from '../test/backends/real-odoo.ts';
import type { TestBackend } from '../test/backends/test-backend.ts';
import { gatewayUnderTest } from '../test/faults/gateway.ts';
import { Floor } from './floor.ts';
import { type IdLookup, measureLatency, measureThroughput } from './measure.ts';
import { MeasuredPlantQueue } from './plant-queue.ts';
import { reportLatency, reportThroughput } from './report.ts';

/**
 * Measures the gateway beside a peer: `npm run bench`. Takes the Odoo that ODOO_URL names, else starts one.
 * `--pairs` (40), `--completions` (40) and `--rounds` (3) say how much, `--products` (40,8) over how many products the
 * orders of a backlog spread. `--fake-odoo` only tries out the bench itself.
 */
const { values } = parseArgs({
  options: {
    'fake-odoo': { type: 'boolean', default: false },
    pairs: { type: 'string', default: '40' },
    completions: { type: 'string', default: '40' },
    rounds: { type: 'string', default: '3' },
    products: { type: 'string', default: '40,8' },
  },
});

const bench = async (backend: TestBackend, idsOf: IdLookup | undefined): Promise<void> => {
  const [cpu] = cpus();
  console.log(
    `${backend.name}; ${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`,
  );
  await backend.seed(qualityHoldOfOslo);
  const gateway = await gatewayUnderTest(backend);
  try {
    const { url, database, apiKey } = backend;
    const client = new OdooClient({ url, database, apiKey, environment: 'local' });
    const floor = new Floor(backend);
    const plantQueue = new MeasuredPlantQueue(gateway);
    reportLatency(await measureLatency(floor, plantQueue, client, Number(values.pairs)));
    const size = { completions: Number(values.completions), rounds: Number(values.rounds), idsOf };
    for (const products of values.products.split(',').map(Number)) {
      const backlog = { ...size, products };
      reportThroughput(await measureThroughput(floor, plantQueue, client, backlog), backlog);
    }
  } finally {
    await gateway.stop();
  }
};

if (values['fake-odoo']) {
  const backend = await fakeOdooBackend({ latencyMs: 40 });
  await bench(backend, undefined).finally(() => backend.close());
} else {
  await onRealOdoo('bench', async (settings) => {
    const { ODOO_URL = '', ODOO_DB = '', ODOO_API_KEY = '', ODOO_ADMIN_API_KEY = '' } = settings;
    const backend = new RealOdooBackend({
      url: ODOO_URL,
      database: ODOO_DB,
      apiKey: ODOO_API_KEY,
      adminApiKey: ODOO_ADMIN_API_KEY,
    });
    await bench(backend, async (orders) => {
      const found = await backend.odoo.search<{ id: number; name: string }>(
        'mrp.production',
        [['name', 'in', orders]],
        ['name'],
      );
      return new Map(found.map(({ id, name }) => [name, id]));
    });
  });
}
