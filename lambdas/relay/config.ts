import { dynamoLedger } from '../ledger/dynamo-ledger.ts';
import { dynamoFeed } from '../outbound/dynamo-feed.ts';
import { systemClock as clock } from '../runtime/clock.ts';
import { documentClient } from '../runtime/document-client.ts';
import { positive, readEnvironment, text } from '../runtime/env.ts';
import { type Log, log } from '../runtime/log.ts';
import type { RelayDeps } from './relay.ts';

export const configure = (): RelayDeps & { log: Log } => {
  const env = readEnvironment({ FEED_TABLE: text, FEED_KEEP_DAYS: positive, LEDGER_TABLE: text });
  const client = documentClient();
  return {
    clock,
    log,
    feed: dynamoFeed(client, env.FEED_TABLE),
    keepDays: env.FEED_KEEP_DAYS,
    ledger: dynamoLedger(client, env.LEDGER_TABLE),
  };
};
