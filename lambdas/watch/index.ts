import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import { logger } from '../runtime/log.ts';
import { tracer } from '../runtime/tracer.ts';
import { configure } from './config.ts';
import { watch } from './watch.ts';

const deps = configure();

export const handler = middy()
  .use(captureLambdaHandler(tracer, { captureResponse: false }))
  .use(injectLambdaContext(logger))
  .handler(() => watch(deps));
