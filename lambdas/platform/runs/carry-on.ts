import type { PlantProfile } from '../../../configuration/plant.ts';
import { findingsOf } from '../../../events/findings.ts';
import { errorForLog, type Log } from '../log.ts';
import { Impossible, isTaskFailure, Unavailable } from '../task-failures.ts';
import type { Clock } from '../time.ts';
import { type RunInput, runIdOf, runInput } from './run-machine.ts';
import type { RunRecord, RunStore } from './run-store.ts';

/** Scheduled work on one plant, in steps that may be repeated. */
export interface Job {
  /** `history`, `costs`, `reconciliation` … */
  name: string;
  /**
   * Continues from the run's checkpoint and works until little time is left. `timeLeft` returns milliseconds. The
   * function may be killed at any point and called again with the same checkpoint, so the second call must write the
   * same as the first.
   */
  step(run: RunRecord, timeLeft: () => number): Promise<Step>;
}

export interface Step {
  done: boolean;
  /** where the next step continues; JSON, small */
  checkpoint?: unknown;
  /** counts of the whole run so far, by name */
  counts: Readonly<Record<string, number>>;
  /** further information about the run, for people; kept until a later step replaces it */
  note?: string;
}

export interface RunDeps {
  runs: RunStore;
  jobs: Readonly<Record<string, Job>>;
  plants: Readonly<Record<string, PlantProfile>>;
  /** longest life of an execution of the state machine, in hours; an older run has no execution any more */
  runHours: number;
  clock: Clock;
  log: Log;
  count(metric: 'RunFinished', plant: string, job: string): void;
}

export interface CarriedOn {
  run: string;
  done: boolean;
}

/**
 * Runs one step for the state machine, or stores the failure that ended its execution. Throws a task failure
 * (`task-failures.ts`); any other error becomes {@link Unavailable}.
 */
export const handleRun = async (
  input: unknown,
  timeLeft: () => number,
  deps: RunDeps,
): Promise<CarriedOn> => {
  try {
    const { data, error } = runInput.safeParse(input);
    if (error)
      throw new Impossible(
        `not a run: ${findingsOf(error, input)
          .map(({ pointer, detail }) => `${pointer} ${detail}`)
          .join('; ')}`,
      );
    return await (data.failure ? enterFailure(data, deps) : carryOn(data, timeLeft, deps));
  } catch (error) {
    deps.log.error('RUN_STEP_FAILED', errorForLog(error));
    throw isTaskFailure(error) ? error : new Unavailable('the step of the run could not be finished');
  }
};

/**
 * Starts the run of an execution, or continues it by one step of its job. It may be killed at any point and called
 * again. When another run of the job works on the same plant, this run ends at once.
 */
export const carryOn = async (input: RunInput, timeLeft: () => number, deps: RunDeps): Promise<CarriedOn> => {
  const job = Object.hasOwn(deps.jobs, input.order.job) ? deps.jobs[input.order.job] : undefined;
  if (!job) throw new Impossible(`there is no job ${input.order.job} here`);
  if (!Object.hasOwn(deps.plants, input.order.plant))
    throw new Impossible(`there is no plant ${input.order.plant}`);
  const run = await findOrCreateRun(input, deps);
  if (run.state !== 'running') return countEnded(run, deps);
  const other = await otherRunningRun(run, deps);
  if (other) return endRun(run, { state: 'done', reason: `left to run ${other}, which is at it` }, deps);
  const { done, checkpoint, counts, note } = await job.step(run, timeLeft);
  const progress = { checkpoint, counts, ...(note !== undefined && { note }) };
  if (done) return endRun(run, { ...progress, state: 'done' }, deps);
  await deps.runs.replace(run, { ...run, ...progress });
  return { run: run.id, done: false };
};

/** Ends the run as failed and stores why its execution failed. */
export const enterFailure = async (input: RunInput, deps: RunDeps): Promise<CarriedOn> => {
  const run = await findOrCreateRun(input, deps);
  if (run.state !== 'running') return countEnded(run, deps);
  const { Error: error, Cause: cause } = input.failure ?? { Error: 'unknown', Cause: '' };
  return endRun(run, { state: 'failed', reason: `${error}: ${errorMessageOf(cause)}`.slice(0, 500) }, deps);
};

/** For an error in a Lambda function, Step Functions gives the whole error as JSON, with its stack trace. */
const errorMessageOf = (cause: string): string => {
  try {
    return String((JSON.parse(cause) as { errorMessage?: unknown }).errorMessage ?? cause);
  } catch {
    return cause;
  }
};

const findOrCreateRun = async (input: RunInput, { runs, log }: RunDeps): Promise<RunRecord> => {
  const { job, plant, by, range } = input.order;
  const id = runIdOf(input);
  for (;;) {
    const known = await runs.find(plant, job, id);
    if (known) return known;
    const { startedAt } = input;
    const begun = { plant, job, id, by, startedAt, state: 'running' as const, counts: {} };
    const created = await runs.replace(undefined, { ...begun, ...(range && { range }) });
    if (!created) continue;
    log.info('RUN_BEGUN', { plant, job, run: id, by, ...range });
    return created;
  }
};

/**
 * Takes the turn for this run. Returns the id of the run that holds the turn when that one is still running. A holder
 * older than `runHours` has no execution any more: it is ended as failed and loses the turn.
 */
const otherRunningRun = async (run: RunRecord, deps: RunDeps): Promise<string | undefined> => {
  const { runs, clock, runHours } = deps;
  const { plant, job, id } = run;
  for (;;) {
    const turn = await runs.turn(plant, job);
    if (turn?.run === id) return undefined;
    const holder = turn && (await runs.find(plant, job, turn.run));
    if (holder?.state === 'running') {
      const age = clock().getTime() - Date.parse(holder.startedAt);
      if (age < runHours * 3_600_000) return holder.id;
      await endRun(holder, { state: 'failed', reason: 'cut off: its execution is over' }, deps);
    }
    if (await runs.setTurn(turn, { plant, job, run: id })) return undefined;
  }
};

type End = Pick<RunRecord, 'state'> & Partial<Pick<RunRecord, 'reason' | 'checkpoint' | 'counts' | 'note'>>;

/** Ends the run. Returns `done: false` when another call changed it in the meantime. */
const endRun = async (run: RunRecord, end: End, deps: RunDeps): Promise<CarriedOn> => {
  const { runs, clock, log } = deps;
  const ended = await runs.replace(run, { ...run, ...end, endedAt: clock().toISOString() });
  if (!ended) return { run: run.id, done: false };
  const { plant, job, id, state, reason, counts } = ended;
  if (state === 'failed') log.error('RUN_FAILED', { plant, job, run: id, reason });
  else log.info('RUN_DONE', { plant, job, run: id, counts, reason });
  return countEnded(ended, deps);
};

/** Counts a run that had already ended too: the call that ended it may have died before it counted. */
const countEnded = ({ plant, job, id, state, reason }: RunRecord, deps: RunDeps): CarriedOn => {
  if (state === 'done' && reason === undefined) deps.count('RunFinished', plant, job);
  return { run: id, done: true };
};
