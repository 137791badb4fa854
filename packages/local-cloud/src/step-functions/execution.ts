import type { DatabaseSync } from 'node:sqlite';
import { rows } from '../storage.ts';
import type { HistoryEvent } from './interpreter.ts';

/** What a state is doing. */
export type Step =
  /** entered, or to be tried again: it has to be carried out */
  | { kind: 'ready' }
  /** a Wait state leaves at that time, or a failed task is tried again */
  | { kind: 'waiting' | 'retrying'; until: number }
  | Working;

/** A task under way: its function is called, and where it waits for a token, that is awaited. */
export interface Working {
  kind: 'working';
  /** tells the answers of this attempt from those of earlier ones */
  attempt: string;
  functionName: string;
  /** JSON */
  event: string;
  token?: string;
  /** the function has answered, only the token is awaited */
  handedOver: boolean;
  deadline?: number;
  heartbeat?: { every: number; due: number };
}

export interface Position {
  state: string;
  /** as the state before left it */
  input: unknown;
  enteredAt: number;
  /** by the place of each retrier, how often it had the state tried again */
  retries: number[];
  step: Step;
}

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** All times in milliseconds since the epoch. What a restart needs is all in here. */
export interface Execution {
  arn: string;
  machineArn: string;
  name: string;
  /** JSON as it was given */
  input: string;
  /** under which the definition it runs by is kept: a deployment doesn't change what has begun */
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
  /** of the history so far */
  events: number;
  position: Position;
}

/** When time itself has to move the execution on; undefined when it waits for something else. */
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
