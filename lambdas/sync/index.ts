import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import { handleRun } from '../runs/handle-run.ts';
import { logger } from '../runtime/log.ts';
import { tracer } from '../runtime/tracer.ts';
import { configure } from './config.ts';

const deps = configure();

/** Kept for a question that Odoo takes its time for, and for entering how far the step came. */
const reserve = 80_000;

export const handler = middy<unknown>()
  .use(captureLambdaHandler(tracer, { captureResponse: false }))
  .use(injectLambdaContext(logger))
  .handler((input, context) => handleRun(input, () => context.getRemainingTimeInMillis() - reserve, deps));
