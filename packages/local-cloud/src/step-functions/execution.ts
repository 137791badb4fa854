import type { DatabaseSync } from 'node:sqlite';
import { rows } from '../storage.ts';
import type { HistoryEvent } from './interpreter.ts';

/** What the current state is doing. */
export type Step =
  /** entered, or to be retried */
  | { kind: 'ready' }
  /** a Wait state, or a failed task before its next attempt */
  | { kind: 'waiting' | 'retrying'; until: number }
  | Working;

/** A running task: its function is being called, or it waits for its token. */
export interface Working {
  kind: 'working';
  /** distinguishes this attempt's answer from earlier ones */
  attempt: string;
  functionName: string;
  /** JSON */
  event: string;
  token?: string;
  /** the function has returned; the task waits for its token */
  handedOver: boolean;
  deadline?: number;
  heartbeat?: { every: number; due: number };
}

export interface Position {
  state: string;
  /** output of the state before */
  input: unknown;
  enteredAt: number;
  /** number of retries, by index of the retrier */
  retries: number[];
  step: Step;
}

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** Contains everything that a restart needs. Times are milliseconds since the epoch. */
export interface Execution {
  arn: string;
  machineArn: string;
  name: string;
  /** JSON as given */
  input: string;
  /** key of the stored definition: a running execution keeps the definition it started with */
  definition: string;
  roleArn: string;
  status: Status;
  startedAt: number;
  stoppedAt?: number;
  deadline?: number;
  output?: string;
  error?: string;
  cause?: string;
  redrives: number;
  redrivenAt?: number;
  /** number of history events */
  events: number;
  position: Position;
}

/** When the next timer of the execution is due; undefined when it waits for something else. */
export function dueAt({ status, deadline, position: { step } }: Execution): number | undefined {
  if (status !== 'RUNNING') return undefined;
  const times = [
    deadline,
    'until' in step ? step.until : undefined,
    step.kind === 'working' ? step.deadline : undefined,
    step.kind === 'working' ? step.heartbeat?.due : undefined,
  ].filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.min(...times);
}

export interface KeptEvent {
  id: number;
  /** milliseconds since the epoch */
  at: number;
  event: HistoryEvent;
}

/** Executions and their histories, in SQLite. */
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

  /** latest first */
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
