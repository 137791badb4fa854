import { execFile } from 'node:child_process';
import { parseEnv, promisify } from 'node:util';
import { local } from '../environments/index.ts';
import { OdooAdmin } from '../odoo/admin.ts';
import { grantGroup, installModule } from '../odoo/install.ts';

/** ODOO_URL, ODOO_DB, ODOO_API_KEY and ODOO_ADMIN_API_KEY, and whatever else the environment holds. */
export type OdooSettings = NodeJS.ProcessEnv;

/** Where each purpose has its Odoo: what runs at the same time has ports of its own. */
const ports = {
  test: 8189,
  test_beside: 8190,
  upgrade: 8191,
  hostile: 8192,
  check: 8193,
  restored: 8195,
  differential: 8197,
  genealogy: 8198,
  bench: 8199,
};
export type Purpose = keyof typeof ports;

export interface OwnOdoo {
  /** what scripts/odoo-up.sh prints */
  settings: OdooSettings & { ODOO_URL: string; ODOO_DB: string };
  /** Starts it again, after `pause`. */
  resume(): Promise<void>;
  /** Stops it and keeps its database. */
  pause(): Promise<void>;
  /** Stops it and drops its database. */
  stop(): Promise<void>;
}

/** An Odoo on this machine with a database of its own, by scripts/odoo-up.sh. `options`: more words for it. */
export async function startOdoo(purpose: Purpose, options: string[] = []): Promise<OwnOdoo> {
  const database = `${purpose}_${Date.now().toString(36)}`;
  const port = String(ports[purpose]);
  const up = () => lab('odoo-up.sh', ['--port', port, '--db', database, ...options]);
  const stop = () => lab('odoo-down.sh', ['--port', port, '--drop', database, '--keep-pg']).then(() => {});
  try {
    const settings = parseEnv(await up());
    return {
      settings: { ...settings, ODOO_URL: settings.ODOO_URL ?? '', ODOO_DB: database },
      resume: () => up().then(() => {}),
      pause: () => lab('odoo-down.sh', ['--port', port, '--keep-pg']).then(() => {}),
      stop,
    };
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}

/** The Odoo that ODOO_URL names; nothing when it is not set. */
export function givenOdoo(): OdooSettings | undefined {
  return process.env.ODOO_URL === undefined ? undefined : process.env;
}

/**
 * Runs something on a real Odoo 19 with our module installed: the one that ODOO_URL names, else a new one on this
 * machine, with a database of its own that is dropped afterwards.
 */
export async function onRealOdoo<T>(
  purpose: Purpose,
  run: (settings: OdooSettings) => T | Promise<T>,
): Promise<T> {
  const given = givenOdoo();
  if (given) return run(await prepared(given));
  const own = await startOdoo(purpose);
  try {
    return await run(await prepared({ ...process.env, ...own.settings }));
  } finally {
    await own.stop();
  }
}

/** The same settings, once our module is installed there. */
export async function prepared(settings: OdooSettings): Promise<OdooSettings> {
  const { ODOO_URL: url, ODOO_DB: database, ODOO_API_KEY: key, ODOO_ADMIN_API_KEY: apiKey } = settings;
  if (!url || !database || !key || !apiKey)
    throw new Error('beside ODOO_URL, set ODOO_DB, ODOO_API_KEY and ODOO_ADMIN_API_KEY');
  await prepareOdoo(new OdooAdmin({ url, database, apiKey }), settings.ODOO_LOGIN);
  return settings;
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

/** Runs a script of the lab as root; returns what it prints. Its progress goes to our error output. */
async function lab(script: string, args: string[]): Promise<string> {
  const path = new URL(script, import.meta.url).pathname;
  const command = process.getuid?.() === 0 ? ['bash', path, ...args] : ['sudo', '-E', 'bash', path, ...args];
  const [program = 'bash', ...rest] = command;
  const running = promisify(execFile)(program, rest, { encoding: 'utf8' });
  running.child.stderr?.pipe(process.stderr, { end: false });
  return (await running).stdout;
}
