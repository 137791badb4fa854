import { execFileSync } from 'node:child_process';
import { globSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { OdooAdmin } from '../../odoo/admin.ts';
import { lab, prepareOdoo } from '../../scripts/odoo-at-hand.ts';
import { RealOdooBackend } from '../backends/real-odoo.ts';

/** Beside the Odoo that the other suites share, and that of the benchmark. */
const port = '8195';

/** An Odoo on this machine with a database of its own, which is dumped and restored as an administrator would do it. */
export class OdooWithBackup {
  readonly backend: RealOdooBackend;
  readonly database: string;
  readonly #postgres: string;
  readonly #dump: string;

  private constructor(settings: Record<string, string | undefined>) {
    const { ODOO_URL = '', ODOO_DB = '', ODOO_API_KEY = '', ODOO_ADMIN_API_KEY = '', PG = '' } = settings;
    this.backend = new RealOdooBackend({
      url: ODOO_URL,
      database: ODOO_DB,
      apiKey: ODOO_API_KEY,
      adminApiKey: ODOO_ADMIN_API_KEY,
    });
    this.database = ODOO_DB;
    this.#postgres = new URL(PG).host;
    this.#dump = join(tmpdir(), `${ODOO_DB}.dump`);
  }

  static async start(): Promise<OdooWithBackup> {
    const database = `restored_${Date.now().toString(36)}`;
    const settings = parseEnv(lab('odoo-up.sh', ['--port', port, '--db', database]));
    const odoo = new OdooWithBackup(settings);
    const { url } = odoo.backend;
    const apiKey = settings.ODOO_ADMIN_API_KEY ?? '';
    await prepareOdoo(new OdooAdmin({ url, database, apiKey }), settings.ODOO_LOGIN);
    return odoo;
  }

  /** While Odoo works on. */
  dump(): void {
    this.#run('pg_dump', '-Fc', '-Z0', '-f', this.#dump, this.database);
  }

  /** The database is dropped, made again and filled from the dump; Odoo is stopped meanwhile. */
  restore(): void {
    lab('odoo-down.sh', ['--port', port, '--keep-pg']);
    this.#run('dropdb', '--force', this.database);
    this.#run('createdb', '-O', 'odoo', '-T', 'template0', this.database);
    this.#run('pg_restore', '--no-owner', '--role=odoo', '-j2', '-d', this.database, this.#dump);
    lab('odoo-up.sh', ['--port', port, '--db', this.database]);
  }

  stop(): void {
    rmSync(this.#dump, { force: true });
    lab('odoo-down.sh', ['--port', port, '--drop', this.database, '--keep-pg']);
  }

  #run(program: string, ...words: string[]): void {
    const [path = program] = globSync(`/usr/lib/postgresql/*/bin/${program}`).sort().slice(-1);
    const [host = '', at = ''] = this.#postgres.split(':');
    execFileSync(path, ['-h', host, '-p', at, '-U', 'postgres', ...words], { stdio: 'pipe' });
  }
}
