import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { ssmPartnerDirectory } from '../access/ssm-partner-directory.ts';
import { dynamoConsumers, dynamoFeed } from '../outbound/feed/dynamo-feed.ts';
import { handle } from '../outbound/feed/http.ts';
import type { FeedRequestDeps } from '../outbound/feed/request.ts';
import { documentClient, readEnvironment, text } from '../platform/aws.ts';
import { log, logger } from '../platform/log.ts';
import { tracer } from '../platform/telemetry.ts';
import { systemClock as clock } from '../platform/time.ts';

export const configure = (): FeedRequestDeps => {
  const env = readEnvironment({ FEED_TABLE: text, PARTNER_PARAMETERS: text, ENVIRONMENT: text });
  const client = documentClient();
  return {
    log,
    clock,
    environment: env.ENVIRONMENT,
    feed: dynamoFeed(client, env.FEED_TABLE),
    consumers: dynamoConsumers(client, env.FEED_TABLE),
    directory: ssmPartnerDirectory(env.PARTNER_PARAMETERS),
  };
};

const deps = configure();

export const handler = middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
  .use(captureLambdaHandler(tracer, { captureResponse: false }))
  .use(injectLambdaContext(logger))
  .handler((request) => handle(request, deps));
