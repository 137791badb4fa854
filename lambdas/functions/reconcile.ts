import { dynamoFeed } from '../outbound/feed/dynamo-feed.ts';
import { documentClient, positive, readEnvironment, text } from '../platform/aws.ts';
import type { RunDeps } from '../platform/runs/carry-on.ts';
import { configureRuns, runHandler } from '../platform/runs/run-function.ts';
import { configureReconciliation } from '../reconciliation/job.ts';

export const configure = (): RunDeps => {
  const env = readEnvironment({ FEED_TABLE: text, FEED_KEEP_DAYS: positive });
  const feed = dynamoFeed(documentClient(), env.FEED_TABLE);
  const reconciliation = configureReconciliation({ feed, keepDays: env.FEED_KEEP_DAYS });
  return { ...configureRuns(), jobs: { reconciliation } };
};

export const handler = runHandler(configure());
