import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import { logger } from '../runtime/log.ts';
import { tracer } from '../runtime/tracer.ts';
import type { RunDeps } from './carry-on.ts';
import { handleRun } from './handle-run.ts';

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
