import { plants } from '../../plants/index.ts';
import { clientFromSecret } from '../odoo/client.ts';
import { questionPort } from '../odoo/ports.ts';
import { publishMessages } from '../outbound/feed/append.ts';
import { dynamoFeed } from '../outbound/feed/dynamo-feed.ts';
import { documentClient, milliseconds, positive, readEnvironment, text } from '../platform/aws.ts';
import type { RunDeps } from '../platform/runs/carry-on.ts';
import { configureRuns, runHandler } from '../platform/runs/run-function.ts';
import { publishMetric } from '../platform/telemetry.ts';
import { dynamoCodeMapping } from '../posting/code-mapping/dynamo-code-mapping.ts';
import { dynamoReports } from '../reconciliation/dynamo-reports.ts';
import { reconciliationJob } from '../reconciliation/job.ts';
import { dynamoEventStore } from '../store/dynamo-store.ts';

export const configure = (): RunDeps => {
  const env = readEnvironment({
    ENVIRONMENT: text,
    FEED_TABLE: text,
    FEED_KEEP_DAYS: positive,
    LEDGER_TABLE: text,
    CROSSWALK_TABLE: text,
    RECONCILIATION_TABLE: text,
    ODOO_SECRET_ARN: text,
    ODOO_TIMEOUT_MS: milliseconds,
  });
  const runDeps = configureRuns();
  const { clock, log } = runDeps;
  const client = documentClient();
  const feed = dynamoFeed(client, env.FEED_TABLE);
  const reconciliation = reconciliationJob({
    plants,
    clock,
    log,
    eventStore: dynamoEventStore(client, env.LEDGER_TABLE),
    codeMapping: dynamoCodeMapping(client, env.CROSSWALK_TABLE),
    odoo: questionPort(clientFromSecret(env.ODOO_SECRET_ARN, env.ODOO_TIMEOUT_MS, env.ENVIRONMENT)),
    reports: dynamoReports(client, env.RECONCILIATION_TABLE),
    publish: (plant, drafts) => publishMessages(plant, drafts, { feed, keepDays: env.FEED_KEEP_DAYS, clock }),
    count: (metric, plant, value) => publishMetric(metric, value, { plant }),
  });
  return { ...runDeps, plants, jobs: { reconciliation } };
};

export const handler = runHandler(configure());
