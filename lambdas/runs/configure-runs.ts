import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { plants } from '../../plants/index.ts';
import { systemClock as clock } from '../runtime/clock.ts';
import { documentClient } from '../runtime/document-client.ts';
import { positive, readEnvironment, text } from '../runtime/env.ts';
import { log } from '../runtime/log.ts';
import { metrics } from '../runtime/metrics.ts';
import type { RunDeps } from './carry-on.ts';
import { dynamoRuns } from './dynamo-runs.ts';

/** What every function that carries on runs needs, but its jobs. */
export const configureRuns = (): Omit<RunDeps, 'jobs'> => {
  const env = readEnvironment({ RUNS_TABLE: text, RUN_HOURS: positive });
  return {
    runs: dynamoRuns(documentClient(), env.RUNS_TABLE),
    runHours: env.RUN_HOURS,
    plants,
    clock,
    log,
    count: (metric, plant, job) => {
      const single = metrics.singleMetric();
      single.addDimensions({ plant, job });
      single.addMetric(metric, MetricUnit.Count, 1);
    },
  };
};
