import { dynamoFeed } from '../outbound/dynamo-feed.ts';
import type { RunDeps } from '../runs/carry-on.ts';
import { configureRuns } from '../runs/configure-runs.ts';
import { documentClient } from '../runtime/document-client.ts';
import { positive, readEnvironment, text } from '../runtime/env.ts';
import { configureReconciliation } from './configure-job.ts';

export const configure = (): RunDeps => {
  const env = readEnvironment({ FEED_TABLE: text, FEED_KEEP_DAYS: positive });
  const feed = dynamoFeed(documentClient(), env.FEED_TABLE);
  const reconciliation = configureReconciliation({ feed, keepDays: env.FEED_KEEP_DAYS });
  return { ...configureRuns(), jobs: { reconciliation } };
};
