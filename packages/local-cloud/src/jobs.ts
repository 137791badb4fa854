import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Cancel, Clock } from './clock.ts';
import { rows } from './storage.ts';

export interface Job<Payload> {
  payload: Payload;
  /** 1 for the first attempt */
  attempt: number;
  /** milliseconds since the epoch */
  addedAt: number;
}

/** Runs a job. Returns the milliseconds until the next attempt, or undefined when the job is finished. */
type Worker<Payload> = (job: Job<Payload>) => Promise<number | undefined>;

/**
 * Work that AWS accepts and does later: deliveries to targets and asynchronous invocations. Jobs are stored, so they
 * continue after a crash.
 */
export class Jobs {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  readonly #log: (line: string) => void;
  // biome-ignore lint/suspicious/noExplicitAny: each kind has a payload of its own
  readonly #workers = new Map<string, Worker<any>>();
  readonly #timers = new Map<string, Cancel>();
  readonly #running = new Set<Promise<void>>();
  #stopped = false;

  constructor(database: DatabaseSync, clock: Clock, log: (line: string) => void) {
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
    database.exec(`CREATE TABLE IF NOT EXISTS job (id TEXT PRIMARY KEY, kind TEXT NOT NULL, payload TEXT NOT NULL,
      attempt INTEGER NOT NULL, added_at INTEGER NOT NULL, due_at INTEGER NOT NULL)`);
  }

  /** Registers a kind of job. Returns the function that adds a job. */
  kind<Payload>(kind: string, work: Worker<Payload>): (payload: Payload) => void {
    this.#workers.set(kind, work);
    return (payload) => {
      const id = randomUUID();
      const now = this.#clock.now();
      this.#database
        .prepare('INSERT INTO job VALUES (?, ?, ?, 1, ?, ?)')
        .run(id, kind, JSON.stringify(payload), now, now);
      this.#arm(id, now);
    };
  }

  /** Continues the jobs of an earlier start. */
  resume(): void {
    const left = rows<{ id: string; due_at: number }>(
      this.#database,
      'SELECT id, due_at FROM job ORDER BY due_at',
    )();
    for (const { id, due_at } of left) if (!this.#timers.has(id)) this.#arm(id, due_at);
  }

  get pending(): number {
    return Number(this.#database.prepare('SELECT count(*) AS n FROM job').get()?.n ?? 0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const cancel of this.#timers.values()) cancel();
    await Promise.all(this.#running);
  }

  #arm(id: string, at: number): void {
    const start = (): void => {
      this.#timers.delete(id);
      const run = this.#run(id).finally(() => this.#running.delete(run));
      this.#running.add(run);
    };
    const wait = at - this.#clock.now();
    // A job that is due runs at once, also when the clock is a ManualClock that stands still.
    if (wait <= 0) {
      const immediate = setImmediate(start);
      this.#timers.set(id, () => clearImmediate(immediate));
    } else this.#timers.set(id, this.#clock.after(wait, start));
  }

  async #run(id: string): Promise<void> {
    const row = this.#database.prepare('SELECT * FROM job WHERE id = ?').get(id);
    const work = this.#workers.get(String(row?.kind));
    if (!row || !work || this.#stopped) return;
    const [attempt, addedAt] = [Number(row.attempt), Number(row.added_at)];
    let again: number | undefined;
    try {
      again = await work({ payload: JSON.parse(String(row.payload)), attempt, addedAt });
    } catch (error) {
      this.#log(`${row.kind} given up: ${error instanceof Error ? error.stack : error}`);
    }
    // The attempt was interrupted by `stop`. The next start repeats it.
    if (this.#stopped) return;
    if (again === undefined) {
      this.#database.prepare('DELETE FROM job WHERE id = ?').run(id);
      return;
    }
    const due = this.#clock.now() + again;
    this.#database.prepare('UPDATE job SET attempt = attempt + 1, due_at = ? WHERE id = ?').run(due, id);
    this.#arm(id, due);
  }
}
