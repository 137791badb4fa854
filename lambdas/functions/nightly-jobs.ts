import { plants } from '../../plants/index.ts';
import { costsJob } from '../analytics/costs/costs-job.ts';
import { historyJob } from '../analytics/history/history-job.ts';
import { s3Lake } from '../analytics/lake.ts';
import { clientFromSecret } from '../odoo/client.ts';
import { questionPort } from '../odoo/ports.ts';
import { dynamoFeed } from '../outbound/feed/dynamo-feed.ts';
import { documentClient, milliseconds, positive, readEnvironment, text } from '../platform/aws.ts';
import type { RunDeps } from '../platform/runs/carry-on.ts';
import { configureRuns, runHandler } from '../platform/runs/run-function.ts';
import { lastRunWithoutRange } from '../platform/runs/run-store.ts';
import { dynamoCodeMapping } from '../posting/code-mapping/dynamo-code-mapping.ts';
import { dynamoEventStore } from '../store/dynamo-store.ts';

export const configure = (): RunDeps => {
  const env = readEnvironment({
    ENVIRONMENT: text,
    LEDGER_TABLE: text,
    CROSSWALK_TABLE: text,
    FEED_TABLE: text,
    FEED_KEEP_DAYS: positive,
    ANALYTICS_BUCKET: text,
    ODOO_SECRET_ARN: text,
    ODOO_TIMEOUT_MS: milliseconds,
  });
  const runDeps = configureRuns();
  const { clock, runs } = runDeps;
  const client = documentClient();
  const odoo = questionPort(clientFromSecret(env.ODOO_SECRET_ARN, env.ODOO_TIMEOUT_MS, env.ENVIRONMENT));
  const lake = s3Lake(env.ANALYTICS_BUCKET);
  const costs = costsJob({
    plants,
    odoo,
    lake,
    runs,
    clock,
    codeMapping: dynamoCodeMapping(client, env.CROSSWALK_TABLE),
    feed: dynamoFeed(client, env.FEED_TABLE),
    keepDays: env.FEED_KEEP_DAYS,
  });
  const history = historyJob({
    plants,
    odoo,
    lake,
    eventStore: dynamoEventStore(client, env.LEDGER_TABLE),
    lastCheckpoint: async (plant) => (await lastRunWithoutRange(plant, 'history', runs))?.checkpoint,
  });
  return { ...runDeps, plants, jobs: { costs, history } };
};

export const handler = runHandler(configure());
