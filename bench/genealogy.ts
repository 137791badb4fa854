import { bookPostings } from '../lambdas/odoo/ports.ts';
import { onRealOdoo } from '../scripts/odoo-at-hand.ts';
import { RealOdooBackend } from '../test/backends/real-odoo.ts';
import { ShopFloor } from '../test/odoo/shop-floor.ts';
import { bigTree, growTree } from '../test/odoo/tracing/big-tree.ts';
import { Kitchen } from '../test/odoo/tracing/kitchen.ts';
import { median, milliseconds, pairedRatio, times } from './statistics.ts';

/**
 * Measures a genealogy of five levels and three hundred lots beside calls that do next to nothing, in turns:
 * `node bench/genealogy.ts`. Takes the Odoo that ODOO_URL names, else starts one.
 */
const rounds = 30;

await onRealOdoo('genealogy', async (settings) => {
  const { ODOO_URL = '', ODOO_DB = '', ODOO_API_KEY = '', ODOO_ADMIN_API_KEY = '' } = settings;
  const odoo = { url: ODOO_URL, database: ODOO_DB, apiKey: ODOO_API_KEY, adminApiKey: ODOO_ADMIN_API_KEY };
  const kitchen = new Kitchen(new ShopFloor(new RealOdooBackend(odoo)));
  const { client } = kitchen.floor;
  const tree = await growTree(kitchen.floor, bigTree);
  const about = { lot: tree.lot, item: tree.item };
  const calls = {
    'genealogy, 300 lots': () => kitchen.genealogy(about, 'up'),
    'recall of a lot of the lowest level': () => kitchen.recall(tree.leaf),
    'the action asked to book nothing': () => bookPostings(client, []),
    'a bare call (context_get)': () => client.call('res.users', 'context_get'),
  };
  const spent = new Map<string, number[]>();
  for (let round = -1; round < rounds; round += 1)
    for (const [what, call] of Object.entries(calls)) {
      const began = performance.now();
      await call();
      // The first round warms Odoo's caches.
      if (round >= 0) spent.set(what, [...(spent.get(what) ?? []), performance.now() - began]);
    }
  const nothing = spent.get('the action asked to book nothing') ?? [];
  for (const [what, measured] of spent)
    console.log(
      `${what.padEnd(36)} ${milliseconds(median(measured)).padStart(8)}   ${times(pairedRatio(measured, nothing))}`,
    );
});
