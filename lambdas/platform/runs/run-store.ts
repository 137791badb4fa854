/** Days of the plant, in its own time zone, `YYYY-MM-DD`; both are part of the range. */
export interface Range {
  from: string;
  to: string;
}

/** One run of a job on a plant. Times are RFC 3339 in UTC. */
export interface RunRecord {
  plant: string;
  job: string;
  /** its place among the plant's runs of the job; sorts as time does */
  id: string;
  state: 'running' | 'done' | 'failed';
  /** absent: whatever is new since the run before */
  range?: Range;
  /** what the schedule, or the operator, asked for it */
  by: string;
  startedAt: string;
  endedAt?: string;
  /** what the last step left for the next one */
  checkpoint?: unknown;
  counts: Readonly<Record<string, number>>;
  /** what else there is to know of it, for people */
  note?: string;
  /** why it failed, for people */
  reason?: string;
  /** another one after every change */
  version: string;
}

export type NewRun = Omit<RunRecord, 'version'>;

/** Whose turn a plant's job is: one run at a time works on it. */
export interface RunTurn {
  plant: string;
  job: string;
  /** the run's id */
  run: string;
  version: string;
}

/** Runs of jobs. Single-item conditional writes only; throws when the store fails. */
export interface RunStore {
  find(plant: string, job: string, id: string): Promise<RunRecord | undefined>;
  /** Replaces what was seen (nothing: makes it); undefined when it has changed since. */
  replace(seen: RunRecord | undefined, next: NewRun): Promise<RunRecord | undefined>;
  /** A plant's runs of a job, the latest first. */
  runs(plant: string, job: string): AsyncIterable<RunRecord>;

  turn(plant: string, job: string): Promise<RunTurn | undefined>;
  /** Hands the turn that was seen (none: the first) to another run; undefined when it has changed since. */
  setTurn(seen: RunTurn | undefined, next: Omit<RunTurn, 'version'>): Promise<RunTurn | undefined>;
}

/** The last run that did what was new until then: its checkpoint says how far. Runs of a range are no part of that line. */
export const lastOfTheLine = async (
  plant: string,
  job: string,
  runs: Pick<RunStore, 'runs'>,
): Promise<RunRecord | undefined> => {
  for await (const run of runs.runs(plant, job))
    if (run.state === 'done' && !run.range && run.reason === undefined) return run;
  return undefined;
};
