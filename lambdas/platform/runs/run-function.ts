import { documentClient, positive, readEnvironment, text } from '../aws.ts';
import { log } from '../log.ts';
import { lambdaFunction, publishMetric } from '../telemetry.ts';
import { systemClock as clock } from '../time.ts';
import { handleRun, type RunDeps } from './carry-on.ts';
import { dynamoRuns } from './dynamo-runs.ts';

/** What every function that runs jobs needs, beside its plants and jobs. */
export const configureRuns = (): Omit<RunDeps, 'jobs' | 'plants'> => {
  const env = readEnvironment({ RUNS_TABLE: text, RUN_HOURS: positive });
  return {
    runs: dynamoRuns(documentClient(), env.RUNS_TABLE),
    runHours: env.RUN_HOURS,
    clock,
    log,
    count: (metric, plant, job) => publishMetric(metric, 1, { plant, job }),
  };
};

/** Milliseconds at the end of an invocation that no step uses: for a slow answer of Odoo and for saving the checkpoint. */
const reserveMs = 80_000;

/** The handler of a function that does steps of jobs. */
export const runHandler = (deps: RunDeps) =>
  lambdaFunction((input, context) =>
    handleRun(input, () => context.getRemainingTimeInMillis() - reserveMs, deps),
  );
