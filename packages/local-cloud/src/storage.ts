import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

/**
 * The file that outlives a restart. Locked exclusively, so a second local cloud on the same folder is told so
 * instead of stealing messages; the lock goes with the process, also after kill -9.
 */
export function openStorage(dataDir?: string): DatabaseSync {
  if (dataDir) mkdirSync(dataDir, { recursive: true });
  const database = new DatabaseSync(dataDir ? join(dataDir, 'cloud.sqlite') : ':memory:');
  try {
    database.exec(`
      PRAGMA locking_mode = EXCLUSIVE;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      CREATE TABLE IF NOT EXISTS kept (shelf TEXT, name TEXT, value TEXT NOT NULL, PRIMARY KEY (shelf, name));
    `);
  } catch (error) {
    database.close();
    if (error instanceof Error && /locked/.test(error.message))
      throw new Error(`another local cloud is using ${dataDir}`, { cause: error });
    throw error;
  }
  return database;
}

export function transaction<T>(database: DatabaseSync, work: () => T): T {
  if (database.isTransaction) return work();
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}

/** Rows of a query, typed by the caller that wrote its SQL. */
export function rows<Row>(database: DatabaseSync, sql: string): (...values: SQLInputValue[]) => Row[] {
  const statement = database.prepare(sql);
  return (...values) => statement.all(...values) as Row[];
}

/** Small named JSON values that must survive a restart: secrets, API keys, a paused event source. */
export class KeyValueStore<Value> {
  readonly #database: DatabaseSync;
  readonly #shelf: string;

  constructor(database: DatabaseSync, shelf: string) {
    this.#database = database;
    this.#shelf = shelf;
  }

  get(name: string): Value | undefined {
    const row = this.#database
      .prepare('SELECT value FROM kept WHERE shelf = ? AND name = ?')
      .get(this.#shelf, name);
    return row === undefined ? undefined : (JSON.parse(String(row.value)) as Value);
  }

  put(name: string, value: Value): Value {
    this.#database
      .prepare('INSERT OR REPLACE INTO kept (shelf, name, value) VALUES (?, ?, ?)')
      .run(this.#shelf, name, JSON.stringify(value));
    return value;
  }

  remove(name: string): void {
    this.#database.prepare('DELETE FROM kept WHERE shelf = ? AND name = ?').run(this.#shelf, name);
  }

  /** The value kept, or the one made now and kept from here on. */
  once(name: string, make: () => Value): Value {
    return this.get(name) ?? this.put(name, make());
  }

  entries(): [name: string, value: Value][] {
    return this.#database
      .prepare('SELECT name, value FROM kept WHERE shelf = ? ORDER BY name')
      .all(this.#shelf)
      .map((row) => [String(row.name), JSON.parse(String(row.value)) as Value]);
  }
}

export interface DeclaredValue {
  /** what the template said when it was last applied */
  template: string;
}

/**
 * CloudFormation writes a value when its template changes, and then leaves it to whoever writes it next: so a secret
 * filled in by hand survives the next start.
 */
export function applyTemplateValue<Value extends DeclaredValue>(
  shelf: KeyValueStore<Value>,
  name: string,
  template: string,
  make: () => Omit<Value, 'template'>,
): void {
  if (shelf.get(name)?.template === template) return;
  shelf.put(name, { ...make(), template } as Value);
}
