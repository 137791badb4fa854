import { spawnSync } from 'node:child_process';
import { onRealOdoo } from './odoo-at-hand.ts';

/**
 * Runs the suites on a real Odoo 19: the one that ODOO_URL names (with ODOO_DB, ODOO_API_KEY and ODOO_ADMIN_API_KEY),
 * else a new one. Arguments go to vitest.
 */

// The interrupt reaches vitest as well; we stay to clean up after it.
process.on('SIGINT', () => {});
process.exitCode = await onRealOdoo({ port: 8189, purpose: 'test' }, (settings) => {
  const vitest = new URL('../node_modules/vitest/vitest.mjs', import.meta.url).pathname;
  const args = [vitest, 'run', '--config', 'vitest.odoo.config.ts', ...process.argv.slice(2)];
  return spawnSync(process.execPath, args, { stdio: 'inherit', env: settings }).status ?? 1;
}).catch((error: Error) => {
  console.error(error.message);
  return 2;
});
