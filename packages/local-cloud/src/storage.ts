import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';

/**
 * Opens the SQLite file that keeps all state across restarts. The file is locked exclusively: a second local cloud on
 * the same folder gets an error instead of taking messages. The lock ends with the process, also after kill -9.
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

/** Prepares a query. The caller gives the type of its rows. */
export function rows<Row>(database: DatabaseSync, sql: string): (...values: SQLInputValue[]) => Row[] {
  const statement = database.prepare(sql);
  return (...values) => statement.all(...values) as Row[];
}

/** Small JSON values by name, kept across restarts: secrets, API keys, disabled event source mappings. */
// The column is still named `shelf`, so that data folders of earlier versions can be read.
export class KeyValueStore<Value> {
  readonly #database: DatabaseSync;
  readonly #collection: string;

  constructor(database: DatabaseSync, collection: string) {
    this.#database = database;
    this.#collection = collection;
  }

  get(name: string): Value | undefined {
    const row = this.#database
      .prepare('SELECT value FROM kept WHERE shelf = ? AND name = ?')
      .get(this.#collection, name);
    return row === undefined ? undefined : (JSON.parse(String(row.value)) as Value);
  }

  put(name: string, value: Value): Value {
    this.#database
      .prepare('INSERT OR REPLACE INTO kept (shelf, name, value) VALUES (?, ?, ?)')
      .run(this.#collection, name, JSON.stringify(value));
    return value;
  }

  remove(name: string): void {
    this.#database.prepare('DELETE FROM kept WHERE shelf = ? AND name = ?').run(this.#collection, name);
  }

  /** The stored value, or a new one, which is stored. */
  once(name: string, make: () => Value): Value {
    return this.get(name) ?? this.put(name, make());
  }

  entries(): [name: string, value: Value][] {
    return this.#database
      .prepare('SELECT name, value FROM kept WHERE shelf = ? ORDER BY name')
      .all(this.#collection)
      .map((row) => [String(row.name), JSON.parse(String(row.value)) as Value]);
  }
}

export interface DeclaredValue {
  /** the template's value when it was last applied */
  template: string;
}

/**
 * Like CloudFormation, writes a value only when the template's value has changed. A secret that was set by hand
 * survives the next start.
 */
export function applyTemplateValue<Value extends DeclaredValue>(
  store: KeyValueStore<Value>,
  name: string,
  template: string,
  make: () => Omit<Value, 'template'>,
): void {
  if (store.get(name)?.template === template) return;
  store.put(name, { ...make(), template } as Value);
}
