import type { DatabaseSync } from 'node:sqlite';
import { rows } from '../storage.ts';
import type { Execution, Status } from './execution.ts';
import type { HistoryEvent } from './history.ts';

export interface KeptEvent {
  id: number;
  /** milliseconds since the epoch */
  at: number;
  event: HistoryEvent;
}

/** Executions and their histories, in the file that outlives a restart. */
export class ExecutionStore {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(`
      CREATE TABLE IF NOT EXISTS execution (seq INTEGER PRIMARY KEY AUTOINCREMENT, arn TEXT UNIQUE NOT NULL,
        machine TEXT NOT NULL, status TEXT NOT NULL, record TEXT NOT NULL);
      CREATE INDEX IF NOT EXISTS execution_running ON execution (status);
      CREATE TABLE IF NOT EXISTS execution_event (arn TEXT NOT NULL, id INTEGER NOT NULL, at INTEGER NOT NULL,
        event TEXT NOT NULL, PRIMARY KEY (arn, id)) WITHOUT ROWID;`);
  }

  get(arn: string): Execution | undefined {
    const row = this.#database.prepare('SELECT record FROM execution WHERE arn = ?').get(arn);
    return row && (JSON.parse(String(row.record)) as Execution);
  }

  put(execution: Execution): void {
    this.#database
      .prepare(
        `INSERT INTO execution (arn, machine, status, record) VALUES (?, ?, ?, ?)
         ON CONFLICT (arn) DO UPDATE SET status = excluded.status, record = excluded.record`,
      )
      .run(execution.arn, execution.machineArn, execution.status, JSON.stringify(execution));
  }

  /** The latest first. */
  list(
    wanted: { machineArn?: string | undefined; status?: Status | undefined },
    page: { offset?: number; limit?: number } = {},
  ): Execution[] {
    return rows<{ record: string }>(
      this.#database,
      `SELECT record FROM execution WHERE (?1 IS NULL OR machine = ?1) AND (?2 IS NULL OR status = ?2)
       ORDER BY seq DESC LIMIT ?3 OFFSET ?4`,
    )(wanted.machineArn ?? null, wanted.status ?? null, page.limit ?? -1, page.offset ?? 0).map(
      ({ record }) => JSON.parse(record) as Execution,
    );
  }

  note(arn: string, { id, at, event }: KeptEvent): void {
    this.#database
      .prepare('INSERT INTO execution_event VALUES (?, ?, ?, ?)')
      .run(arn, id, at, JSON.stringify(event));
  }

  history(arn: string): KeptEvent[] {
    return rows<{ id: number; at: number; event: string }>(
      this.#database,
      'SELECT id, at, event FROM execution_event WHERE arn = ? ORDER BY id',
    )(arn).map(({ id, at, event }) => ({ id, at, event: JSON.parse(event) }));
  }
}
