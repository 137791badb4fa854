import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { OdooClient } from '../lambdas/odoo/client.ts';
import { onRealOdoo } from '../scripts/odoo-at-hand.ts';
import { gatewayUnderTest } from '../test/faults/gateway.ts';
import { fakeOdooWorld } from '../test/worlds/fake-odoo.ts';
import { gateOfOslo } from '../test/worlds/gates.ts';
import { RealOdooWorld } from '../test/worlds/real-odoo.ts';
import type { World } from '../test/worlds/world.ts';
import { Floor } from './floor.ts';
import { type IdLookup, measureLatency, measureThroughput } from './measure.ts';
import { MeasuredPlantQueue } from './plant-queue.ts';
import { tellLatency, tellThroughput } from './tell.ts';

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

const bench = async (world: World, idsOf: IdLookup | undefined): Promise<void> => {
  const [cpu] = cpus();
  console.log(
    `${world.name}; ${cpus().length} × ${cpu?.model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`,
  );
  await world.seed(gateOfOslo);
  const gateway = await gatewayUnderTest(world);
  try {
    const { url, database, apiKey } = world;
    const client = new OdooClient({ url, database, apiKey });
    const floor = new Floor(world);
    const lane = new MeasuredPlantQueue(gateway);
    tellLatency(await measureLatency(floor, lane, client, Number(values.pairs)));
    const size = { completions: Number(values.completions), rounds: Number(values.rounds), idsOf };
    for (const products of values.products.split(',').map(Number)) {
      const backlog = { ...size, products };
      tellThroughput(await measureThroughput(floor, lane, client, backlog), backlog);
    }
  } finally {
    await gateway.stop();
  }
};

if (values['fake-odoo']) {
  const world = await fakeOdooWorld({ latencyMs: 40 });
  await bench(world, undefined).finally(() => world.close());
} else {
  await onRealOdoo({ port: 8199, purpose: 'bench' }, async (settings) => {
    const { ODOO_URL = '', ODOO_DB = '', ODOO_API_KEY = '', ODOO_ADMIN_API_KEY = '' } = settings;
    const world = new RealOdooWorld({
      url: ODOO_URL,
      database: ODOO_DB,
      apiKey: ODOO_API_KEY,
      adminApiKey: ODOO_ADMIN_API_KEY,
    });
    await bench(world, async (orders) => {
      const found = await world.odoo.search<{ id: number; name: string }>(
        'mrp.production',
        [['name', 'in', orders]],
        ['name'],
      );
      return new Map(found.map(({ id, name }) => [name, id]));
    });
  });
}
