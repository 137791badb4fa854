import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { schema } from './schema.ts';

/**
 * The fake Odoo's database. Everything runs synchronously on one connection, so calls are serial: what Odoo
 * reaches with row locks and retries, the fake has by construction.
 */
export interface Books {
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[];
  one<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined;
  /** Returns the id of the row that was inserted last. */
  run(sql: string, ...values: SQLInputValue[]): number;
  /** All or nothing; the call's own transaction, or a savepoint inside it. */
  atomically<Result>(work: () => Result): Result;
  close(): void;
}

/** Opens the books in a folder, or in memory when no folder is given. */
export function openBooks(folder?: string): Books {
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(folder === undefined ? ':memory:' : join(folder, 'fake-odoo.sqlite'));
  // WAL with NORMAL survives a killed process; only a power cut may lose the last commits.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;');
  refuseOtherVersion(database, folder);
  database.exec(schema);
  const statements = new Map<string, StatementSync>();
  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql) ?? database.prepare(sql);
    statements.set(sql, known);
    return known;
  };
  let depth = 0;
  return {
    all: <Row>(sql: string, ...values: SQLInputValue[]) => prepare(sql).all(...values) as Row[],
    one: <Row>(sql: string, ...values: SQLInputValue[]) => prepare(sql).get(...values) as Row | undefined,
    run: (sql, ...values) => Number(prepare(sql).run(...values).lastInsertRowid),
    atomically: (work) => {
      const outermost = depth === 0;
      const point = `level_${depth}`;
      database.exec(outermost ? 'BEGIN IMMEDIATE' : `SAVEPOINT ${point}`);
      depth += 1;
      try {
        const result = work();
        database.exec(outermost ? 'COMMIT' : `RELEASE ${point}`);
        return result;
      } catch (error) {
        database.exec(outermost ? 'ROLLBACK' : `ROLLBACK TO ${point}; RELEASE ${point}`);
        throw error;
      } finally {
        depth -= 1;
      }
    },
    close: () => database.close(),
  };
}

/** Raised when books written before can no longer be read. */
const schemaVersion = 4;

function refuseOtherVersion(database: DatabaseSync, folder: string | undefined): void {
  const { user_version: found } = database.prepare('PRAGMA user_version').get() as { user_version: number };
  const isNew = database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
  if (!isNew && found !== schemaVersion) {
    database.close();
    throw new Error(
      `${folder} was written by another version of the fake Odoo: delete that folder to start anew`,
    );
  }
  database.exec(`PRAGMA user_version = ${schemaVersion}`);
}
