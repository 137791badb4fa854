/** Days in the plant's time zone, `YYYY-MM-DD`. The range includes both. */
export interface Range {
  from: string;
  to: string;
}

/** One run of a job on a plant. Times are RFC 3339 in UTC. */
export interface RunRecord {
  plant: string;
  job: string;
  /** unique among the plant's runs of the job; sorts by time */
  id: string;
  state: 'running' | 'done' | 'failed';
  /** absent: everything new since the previous run */
  range?: Range;
  /** the schedule or the operator that started it */
  by: string;
  startedAt: string;
  endedAt?: string;
  /** where the next step continues; written by the last step */
  checkpoint?: unknown;
  counts: Readonly<Record<string, number>>;
  /** further information for people */
  note?: string;
  /** why it failed, for people */
  reason?: string;
  /** changes with every write */
  version: string;
}

export type NewRun = Omit<RunRecord, 'version'>;

/** The run that holds a plant's job. Only one run at a time works on it. */
export interface RunTurn {
  plant: string;
  job: string;
  /** the run's id */
  run: string;
  version: string;
}

/** Stores the runs of jobs. Every write is a conditional write of a single item. Throws when the store fails. */
export interface RunStore {
  find(plant: string, job: string, id: string): Promise<RunRecord | undefined>;
  /** Replaces the record that was read, or creates it when `seen` is undefined. Undefined when it has changed since. */
  replace(seen: RunRecord | undefined, next: NewRun): Promise<RunRecord | undefined>;
  /** A plant's runs of a job, newest first. */
  runs(plant: string, job: string): AsyncIterable<RunRecord>;

  turn(plant: string, job: string): Promise<RunTurn | undefined>;
  /** Gives the turn to another run; `seen` is undefined for the first turn. Undefined when it has changed since. */
  setTurn(seen: RunTurn | undefined, next: Omit<RunTurn, 'version'>): Promise<RunTurn | undefined>;
}

/**
 * The last finished run without a range. Its checkpoint says how far the job has read. A run with a range repeats old
 * days and does not count, nor does a run that ended because another one was working.
 */
export const lastRunWithoutRange = async (
  plant: string,
  job: string,
  runs: Pick<RunStore, 'runs'>,
): Promise<RunRecord | undefined> => {
  for await (const run of runs.runs(plant, job))
    if (run.state === 'done' && !run.range && run.reason === undefined) return run;
  return undefined;
};
