import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import { logger } from '../runtime/log.ts';
import { tracer } from '../runtime/tracer.ts';
import { configure } from './config.ts';
import { handle } from './handle.ts';

const connect = configure();

export const handler = middy<unknown>()
  .use(captureLambdaHandler(tracer, { captureResponse: false }))
  .use(injectLambdaContext(logger))
  .handler(async (input, context) => {
    const { deps, close } = connect();
    try {
      await handle(input, () => context.getRemainingTimeInMillis(), deps);
    } finally {
      close();
    }
  });
