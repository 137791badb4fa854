import { execFileSync, spawnSync } from 'node:child_process';
import { parseEnv } from 'node:util';
import { OdooAdmin } from '../odoo/admin.ts';
import { grantGroup, installModule } from '../odoo/install.ts';

/**
 * Runs the suites on a real Odoo 19: the one that ODOO_URL names (with ODOO_DB, ODOO_API_KEY and ODOO_ADMIN_API_KEY),
 * else a new one on this machine, with a database of its own that is dropped afterwards. Arguments go to vitest.
 */
const PORT = 8189;

const given = process.env.ODOO_URL !== undefined;
const database = `test_${Date.now().toString(36)}`;
// The interrupt reaches vitest as well; we stay to clean up after it.
process.on('SIGINT', () => {});
process.exitCode = await run();

async function run(): Promise<number> {
  try {
    const settings = given ? process.env : { ...process.env, ...startOdoo() };
    const { ODOO_URL: url, ODOO_DB: name, ODOO_API_KEY: key, ODOO_ADMIN_API_KEY: apiKey } = settings;
    if (!url || !name || !key || !apiKey) {
      console.error('beside ODOO_URL, set ODOO_DB, ODOO_API_KEY and ODOO_ADMIN_API_KEY');
      return 2;
    }
    await prepare(new OdooAdmin({ url, database: name, apiKey }), settings.ODOO_LOGIN);
    const vitest = new URL('../node_modules/vitest/vitest.mjs', import.meta.url).pathname;
    const args = [vitest, 'run', '--config', 'vitest.odoo.config.ts', ...process.argv.slice(2)];
    return spawnSync(process.execPath, args, { stdio: 'inherit', env: settings }).status ?? 1;
  } finally {
    if (!given) lab('odoo-down.sh', ['--port', String(PORT), '--drop', database, '--keep-pg']);
  }
}

/** An Odoo that was given may have granted the group already; only then is the login not needed. */
async function prepare(odoo: OdooAdmin, login: string | undefined): Promise<void> {
  const { groupId } = await installModule(odoo, console.log);
  if (login && groupId !== undefined) await grantGroup(odoo, login, groupId);
}

function startOdoo(): Record<string, string | undefined> {
  return parseEnv(lab('odoo-up.sh', ['--port', String(PORT), '--db', database]));
}

function lab(script: string, args: string[]): string {
  const path = new URL(script, import.meta.url).pathname;
  const command = process.getuid?.() === 0 ? ['bash', path, ...args] : ['sudo', '-E', 'bash', path, ...args];
  const [program = 'bash', ...rest] = command;
  return execFileSync(program, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
