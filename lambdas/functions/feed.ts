import type { APIGatewayProxyEvent } from 'aws-lambda';
import { ssmPartnerDirectory } from '../access/partner-access.ts';
import { dynamoConsumers, dynamoFeed } from '../outbound/feed/dynamo-feed.ts';
import { handle } from '../outbound/feed/http.ts';
import type { FeedRequestDeps } from '../outbound/feed/request.ts';
import { documentClient, readEnvironment, text } from '../platform/aws.ts';
import { log } from '../platform/log.ts';
import { lambdaFunction, publishMetric } from '../platform/telemetry.ts';
import { systemClock as clock } from '../platform/time.ts';

export const configure = (): FeedRequestDeps => {
  const env = readEnvironment({ FEED_TABLE: text, PARTNER_PARAMETERS: text, ENVIRONMENT: text });
  const client = documentClient();
  return {
    log,
    clock,
    environment: env.ENVIRONMENT,
    gauge: publishMetric,
    feed: dynamoFeed(client, env.FEED_TABLE),
    consumers: dynamoConsumers(client, env.FEED_TABLE),
    directory: ssmPartnerDirectory(env.PARTNER_PARAMETERS),
  };
};

const deps = configure();

export const handler = lambdaFunction((request: APIGatewayProxyEvent) => handle(request, deps));
