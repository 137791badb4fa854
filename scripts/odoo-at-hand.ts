import { execFileSync } from 'node:child_process';
import { parseEnv } from 'node:util';
import { local } from '../environments/index.ts';
import { OdooAdmin } from '../odoo/admin.ts';
import { grantGroup, installModule } from '../odoo/install.ts';

/** ODOO_URL, ODOO_DB, ODOO_API_KEY and ODOO_ADMIN_API_KEY, and whatever else the environment holds. */
export type OdooSettings = NodeJS.ProcessEnv;

/**
 * Runs something on a real Odoo 19 with our module installed: the one that ODOO_URL names, else a new one on this
 * machine, with a database of its own that is dropped afterwards.
 */
export async function onRealOdoo<T>(
  { port, purpose }: { port: number; purpose: string },
  run: (settings: OdooSettings) => T | Promise<T>,
): Promise<T> {
  const given = process.env.ODOO_URL !== undefined;
  const database = `${purpose}_${Date.now().toString(36)}`;
  try {
    const settings = given
      ? process.env
      : {
          ...process.env,
          ...parseEnv(lab('odoo-up.sh', ['--port', String(port), '--db', database])),
        };
    const { ODOO_URL: url, ODOO_DB: name, ODOO_API_KEY: key, ODOO_ADMIN_API_KEY: apiKey } = settings;
    if (!url || !name || !key || !apiKey)
      throw new Error('beside ODOO_URL, set ODOO_DB, ODOO_API_KEY and ODOO_ADMIN_API_KEY');
    await prepareOdoo(new OdooAdmin({ url, database: name, apiKey }), settings.ODOO_LOGIN);
    return await run(settings);
  } finally {
    if (!given) lab('odoo-down.sh', ['--port', String(port), '--drop', database, '--keep-pg']);
  }
}

/** An Odoo that was given may have granted the group already; only then is the login not needed. */
export async function prepareOdoo(
  odoo: OdooAdmin,
  login: string | undefined,
  environment: string = local.name,
): Promise<void> {
  const { groupId } = await installModule(odoo, environment, console.log);
  if (login && groupId !== undefined) await grantGroup(odoo, login, groupId);
}

/** Runs a script of the lab as root; returns what it prints. */
export function lab(script: string, args: string[]): string {
  const path = new URL(script, import.meta.url).pathname;
  const command = process.getuid?.() === 0 ? ['bash', path, ...args] : ['sudo', '-E', 'bash', path, ...args];
  const [program = 'bash', ...rest] = command;
  return execFileSync(program, rest, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
