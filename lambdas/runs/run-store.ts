import type { RunRecord } from './records.ts';

export type NewRun = Omit<RunRecord, 'version'>;

/** Whose turn a plant's job is: one run at a time works on it. */
export interface Turn {
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

  turn(plant: string, job: string): Promise<Turn | undefined>;
  /** Hands the turn that was seen (none: the first) to another run; undefined when it has changed since. */
  setTurn(seen: Turn | undefined, next: Omit<Turn, 'version'>): Promise<Turn | undefined>;
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
