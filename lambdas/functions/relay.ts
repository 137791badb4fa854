import type { SQSEvent } from 'aws-lambda';
import { dynamoFeed } from '../outbound/feed/dynamo-feed.ts';
import { handle, type RelayDeps } from '../outbound/relay.ts';
import { documentClient, positive, readEnvironment, text } from '../platform/aws.ts';
import { type Log, log } from '../platform/log.ts';
import { lambdaFunction } from '../platform/telemetry.ts';
import { systemClock as clock } from '../platform/time.ts';
import { dynamoEventStore } from '../store/dynamo-store.ts';

export const configure = (): RelayDeps & { log: Log } => {
  const env = readEnvironment({ FEED_TABLE: text, FEED_KEEP_DAYS: positive, LEDGER_TABLE: text });
  const client = documentClient();
  return {
    clock,
    log,
    feed: dynamoFeed(client, env.FEED_TABLE),
    keepDays: env.FEED_KEEP_DAYS,
    eventStore: dynamoEventStore(client, env.LEDGER_TABLE),
  };
};

const deps = configure();

export const handler = lambdaFunction((event: SQSEvent) => handle(event, deps));
