import type { PlantProfile } from '../../../configuration/plant.ts';
import { findingsOf } from '../../../events/findings.ts';
import { errorForLog, type Log } from '../log.ts';
import { Impossible, isTaskFailure, Unavailable } from '../task-failures.ts';
import type { Clock } from '../time.ts';
import { type Asked, asked, runIdOf } from './run-machine.ts';
import type { RunRecord, RunStore } from './run-store.ts';

/** Scheduled work on one plant, in steps that may be repeated. */
export interface Job {
  /** `history`, `costs`, `reconciliation` … */
  name: string;
  /**
   * Goes on from the run's checkpoint and does what there is time for. May be killed anywhere and called again with the
   * same checkpoint: what it writes the second time is what it wrote the first time.
   */
  step(run: RunRecord, timeLeft: () => number): Promise<Step>;
}

export interface Step {
  done: boolean;
  /** where the next step goes on; JSON, small */
  checkpoint?: unknown;
  /** of the run so far, by what was counted */
  counts: Readonly<Record<string, number>>;
  /** what else there is to know of the run, for people; stays until a later step says another */
  note?: string;
}

export interface RunDeps {
  runs: RunStore;
  jobs: Readonly<Record<string, Job>>;
  plants: Readonly<Record<string, PlantProfile>>;
  /** after this long no execution of the state machine is at it any more */
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
 * Begins the run of an execution, or goes on with it, by one step of its job. May be killed anywhere and called again.
 * While another run of the job is at the same plant, this one ends at once.
 */
export const carryOn = async (asked: Asked, timeLeft: () => number, deps: RunDeps): Promise<CarriedOn> => {
  const job = Object.hasOwn(deps.jobs, asked.order.job) ? deps.jobs[asked.order.job] : undefined;
  if (!job) throw new Impossible(`there is no job ${asked.order.job} here`);
  if (!Object.hasOwn(deps.plants, asked.order.plant))
    throw new Impossible(`there is no plant ${asked.order.plant}`);
  const run = await runOf(asked, deps);
  if (run.state !== 'running') return over(run, deps);
  const other = await whoElseIsAtIt(run, deps);
  if (other) return settle(run, { state: 'done', reason: `left to run ${other}, which is at it` }, deps);
  const { done, checkpoint, counts, note } = await job.step(run, timeLeft);
  const progress = { checkpoint, counts, ...(note !== undefined && { note }) };
  if (done) return settle(run, { ...progress, state: 'done' }, deps);
  await deps.runs.replace(run, { ...run, ...progress });
  return { run: run.id, done: false };
};

/** Enters why the execution failed. */
export const enterFailure = async (asked: Asked, deps: RunDeps): Promise<CarriedOn> => {
  const run = await runOf(asked, deps);
  if (run.state !== 'running') return over(run, deps);
  const { Error: error, Cause: cause } = asked.failure ?? { Error: 'unknown', Cause: '' };
  return settle(run, { state: 'failed', reason: `${error}: ${wordsOf(cause)}`.slice(0, 500) }, deps);
};

/** Of an error in a function, AWS gives the whole JSON, with its trace. */
const wordsOf = (cause: string): string => {
  try {
    return String((JSON.parse(cause) as { errorMessage?: unknown }).errorMessage ?? cause);
  } catch {
    return cause;
  }
};

/** The execution's run; made when there is none yet. */
const runOf = async (asked: Asked, { runs, log }: RunDeps): Promise<RunRecord> => {
  const { job, plant, by, range } = asked.order;
  const id = runIdOf(asked);
  for (;;) {
    const known = await runs.find(plant, job, id);
    if (known) return known;
    const { startedAt } = asked;
    const begun = { plant, job, id, by, startedAt, state: 'running' as const, counts: {} };
    const made = await runs.replace(undefined, { ...begun, ...(range && { range }) });
    if (!made) continue;
    log.info('RUN_BEGUN', { plant, job, run: id, by, ...range });
    return made;
  }
};

/** Takes the turn, unless a run has it that is still at it: that one's id. */
const whoElseIsAtIt = async (run: RunRecord, deps: RunDeps): Promise<string | undefined> => {
  const { runs, clock, runHours } = deps;
  const { plant, job, id } = run;
  for (;;) {
    const turn = await runs.turn(plant, job);
    if (turn?.run === id) return undefined;
    const holder = turn && (await runs.find(plant, job, turn.run));
    if (holder?.state === 'running') {
      const age = clock().getTime() - Date.parse(holder.startedAt);
      if (age < runHours * 3_600_000) return holder.id;
      await settle(holder, { state: 'failed', reason: 'cut off: its execution is over' }, deps);
    }
    if (await runs.setTurn(turn, { plant, job, run: id })) return undefined;
  }
};

type End = Pick<RunRecord, 'state'> & Partial<Pick<RunRecord, 'reason' | 'checkpoint' | 'counts' | 'note'>>;

/** Ends the run, unless somebody was faster. */
const settle = async (run: RunRecord, end: End, deps: RunDeps): Promise<CarriedOn> => {
  const { runs, clock, log } = deps;
  const ended = await runs.replace(run, { ...run, ...end, endedAt: clock().toISOString() });
  if (!ended) return { run: run.id, done: false };
  const { plant, job, id, state, reason, counts } = ended;
  if (state === 'failed') log.error('RUN_FAILED', { plant, job, run: id, reason });
  else log.info('RUN_DONE', { plant, job, run: id, counts, reason });
  return over(ended, deps);
};

/** Counted also when it was over before: whoever ended it may have died before it could count. */
const over = ({ plant, job, id, state, reason }: RunRecord, deps: RunDeps): CarriedOn => {
  if (state === 'done' && reason === undefined) deps.count('RunFinished', plant, job);
  return { run: id, done: true };
};

/** A step of a run, or the end of one that failed, as the state machine of runs asks for it. */
export const handleRun = async (
  input: unknown,
  timeLeft: () => number,
  deps: RunDeps,
): Promise<CarriedOn> => {
  try {
    const { data, error } = asked.safeParse(input);
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
