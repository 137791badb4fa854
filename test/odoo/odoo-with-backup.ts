import { execFileSync } from 'node:child_process';
import { globSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OwnOdoo, prepared, startOdoo } from '../../scripts/odoo-at-hand.ts';
import { RealOdooBackend } from '../backends/real-odoo.ts';

/** An Odoo on this machine with a database of its own, which is dumped and restored as an administrator would do it. */
export class OdooWithBackup {
  readonly backend: RealOdooBackend;
  readonly database: string;
  readonly #own: OwnOdoo;
  readonly #postgres: string;
  readonly #dump: string;

  private constructor(own: OwnOdoo) {
    const { ODOO_URL, ODOO_DB, ODOO_API_KEY = '', ODOO_ADMIN_API_KEY = '', PG = '' } = own.settings;
    this.#own = own;
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
    const own = await startOdoo('restored');
    await prepared(own.settings);
    return new OdooWithBackup(own);
  }

  /** While Odoo works on. */
  dump(): void {
    this.#run('pg_dump', '-Fc', '-Z0', '-f', this.#dump, this.database);
  }

  /** The database is dropped, made again and filled from the dump; Odoo is stopped meanwhile. */
  async restore(): Promise<void> {
    await this.#own.pause();
    this.#run('dropdb', '--force', this.database);
    this.#run('createdb', '-O', 'odoo', '-T', 'template0', this.database);
    this.#run('pg_restore', '--no-owner', '--role=odoo', '-j2', '-d', this.database, this.#dump);
    await this.#own.resume();
  }

  async stop(): Promise<void> {
    rmSync(this.#dump, { force: true });
    await this.#own.stop();
  }

  #run(program: string, ...words: string[]): void {
    const [path = program] = globSync(`/usr/lib/postgresql/*/bin/${program}`).sort().slice(-1);
    const [host = '', at = ''] = this.#postgres.split(':');
    execFileSync(path, ['-h', host, '-p', at, '-U', 'postgres', ...words], { stdio: 'pipe' });
  }
}
