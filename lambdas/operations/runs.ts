import { type JobName, jobs } from '../../configuration/jobs.ts';
import type { PlantProfile } from '../../configuration/plant.ts';
import type { Log } from '../platform/log.ts';
import type { RunMachine } from '../platform/runs/run-machine.ts';
import type { RunRecord, RunStore } from '../platform/runs/run-store.ts';
import { type Clock, dayOf } from '../platform/time.ts';
import type { Command, CommandAnswer } from './commands.ts';

type Of<Name extends Command['command']> = Extract<Command, { command: Name }>;

export interface RunsDeps {
  runs: Pick<RunStore, 'runs'>;
  runMachine: RunMachine;
  plants: Readonly<Record<string, PlantProfile>>;
  clock: Clock;
  log: Log;
}

/** Starts a run. The request's id is the execution's name, so a repeated request starts one run. */
export const startRun = async (
  { job, plant, from, to, by, requestId }: Of<'run'>,
  { runMachine, plants, clock, log }: RunsDeps,
): Promise<CommandAnswer> => {
  const today = dayOf(clock(), plants[plant]?.timeZone ?? 'UTC');
  if (to !== undefined && to > today)
    return { ok: false, said: `--to ${to} is yet to come: it is ${today} in ${plant}` };
  const days = from !== undefined && to !== undefined && { range: { from, to } };
  await runMachine.start(requestId, { job, plant, by, ...days });
  log.info('OPERATOR_DECIDED', { plant, action: 'run', job, by, from, to });
  return { ok: true, said: `a run of ${job} starts; \`runs ${plant} ${job}\` shows its progress` };
};

/** Runs of a plant, the latest first. */
export const listRuns = async (
  { plant, job, limit }: Of<'runs'>,
  { runs }: Pick<RunsDeps, 'runs'>,
): Promise<CommandAnswer> => {
  const found: RunRecord[] = [];
  for (const each of job ? [job] : (Object.keys(jobs) as JobName[])) {
    let left = limit;
    for await (const run of runs.runs(plant, each)) {
      found.push(run);
      left -= 1;
      if (left === 0) break;
    }
  }
  const result = found.sort((a, b) => b.startedAt.localeCompare(a.startedAt)).slice(0, limit);
  const failed = result.filter(({ state }) => state === 'failed').length;
  return { ok: true, said: `${result.length} runs, ${failed} of them failed`, result };
};
