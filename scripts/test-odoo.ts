import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { givenOdoo, type OdooSettings, type OwnOdoo, prepared, startOdoo } from './odoo-at-hand.ts';

/**
 * Runs the suites on a real Odoo 19: the one that ODOO_URL names (with ODOO_DB, ODOO_API_KEY and ODOO_ADMIN_API_KEY),
 * one file after the other; else on two new ones, each with a half of the files. Arguments go to vitest.
 */

// The interrupt reaches vitest as well; we stay to clean up after it.
process.on('SIGINT', () => {});

const given = givenOdoo();
const own: OwnOdoo[] = [];
try {
  if (!given) for (const purpose of ['test', 'test_beside'] as const) own.push(await startOdoo(purpose));
  const odoos: OdooSettings[] = given ? [given] : own.map(({ settings }) => settings);
  for (const odoo of odoos) await prepared(odoo);
  const vitest = new URL('../node_modules/vitest/vitest.mjs', import.meta.url).pathname;
  const args = [vitest, 'run', '--config', 'vitest.odoo.config.ts', ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, {
    stdio: 'inherit',
    env: { ...process.env, ODOO_EACH: JSON.stringify(odoos) },
  });
  const [status] = await once(child, 'exit');
  process.exitCode = status ?? 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
} finally {
  for (const odoo of own) await odoo.stop();
}
