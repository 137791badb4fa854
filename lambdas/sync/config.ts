import { plants } from '../../plants/index.ts';
import { costsJob } from '../costs/costs-job.ts';
import { dynamoCrosswalk } from '../crosswalk/dynamo-crosswalk.ts';
import { historyJob } from '../history/job.ts';
import { s3Lake } from '../lake/s3-lake.ts';
import { dynamoLedger } from '../ledger/dynamo-ledger.ts';
import { clientFromSecret } from '../odoo/client-from-secret.ts';
import { questionPort } from '../odoo/question-port.ts';
import { dynamoFeed } from '../outbound/dynamo-feed.ts';
import type { RunDeps } from '../runs/carry-on.ts';
import { configureRuns } from '../runs/configure-runs.ts';
import { lastOfTheLine } from '../runs/run-store.ts';
import { documentClient } from '../runtime/document-client.ts';
import { milliseconds, positive, readEnvironment, text } from '../runtime/env.ts';

export const configure = (): RunDeps => {
  const env = readEnvironment({
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
  const odoo = questionPort(clientFromSecret(env.ODOO_SECRET_ARN, env.ODOO_TIMEOUT_MS));
  const lake = s3Lake(env.ANALYTICS_BUCKET);
  const costs = costsJob({
    plants,
    odoo,
    lake,
    runs,
    clock,
    crosswalk: dynamoCrosswalk(client, env.CROSSWALK_TABLE),
    feed: dynamoFeed(client, env.FEED_TABLE),
    keepDays: env.FEED_KEEP_DAYS,
  });
  const history = historyJob({
    plants,
    odoo,
    lake,
    ledger: dynamoLedger(client, env.LEDGER_TABLE),
    lastCheckpoint: async (plant) => (await lastOfTheLine(plant, 'history', runs))?.checkpoint,
  });
  return { ...runDeps, jobs: { costs, history } };
};
