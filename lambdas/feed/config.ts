import { dynamoConsumers } from '../outbound/dynamo-consumers.ts';
import { dynamoFeed } from '../outbound/dynamo-feed.ts';
import { ssmPartnerDirectory } from '../partners/ssm-partner-directory.ts';
import { systemClock as clock } from '../runtime/clock.ts';
import { documentClient } from '../runtime/document-client.ts';
import { readEnvironment, text } from '../runtime/env.ts';
import { log } from '../runtime/log.ts';
import type { FeedDeps } from './handle.ts';

export const configure = (): FeedDeps => {
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
