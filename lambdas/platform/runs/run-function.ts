import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import { plants } from '../../../plants/index.ts';
import { documentClient, positive, readEnvironment, text } from '../aws.ts';
import { log, logger } from '../log.ts';
import { metrics, tracer } from '../telemetry.ts';
import { systemClock as clock } from '../time.ts';
import { handleRun, type RunDeps } from './carry-on.ts';
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

/** Kept for a question that Odoo takes its time for, and for entering how far the step came. */
const reserveMs = 80_000;

/** The function that does steps of jobs. */
export const runHandler = (deps: RunDeps) =>
  middy<unknown>()
    .use(captureLambdaHandler(tracer, { captureResponse: false }))
    .use(injectLambdaContext(logger))
    .handler((input, context) =>
      handleRun(input, () => context.getRemainingTimeInMillis() - reserveMs, deps),
    );
