import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { plants } from '../../plants/index.ts';
import { dynamoCrosswalk } from '../crosswalk/dynamo-crosswalk.ts';
import { dynamoLedger } from '../ledger/dynamo-ledger.ts';
import { clientFromSecret } from '../odoo/client-from-secret.ts';
import { questionPort } from '../odoo/question-port.ts';
import { type TellDeps, tellNow } from '../outbound/tell.ts';
import type { Job } from '../runs/job.ts';
import { systemClock as clock } from '../runtime/clock.ts';
import { documentClient } from '../runtime/document-client.ts';
import { milliseconds, readEnvironment, text } from '../runtime/env.ts';
import { log } from '../runtime/log.ts';
import { metrics } from '../runtime/metrics.ts';
import { dynamoReports } from './dynamo-reports.ts';
import { reconciliationJob } from './job.ts';

/** The job, from the function's environment; the plants' feed, and how long it keeps messages, are the caller's. */
export const configureReconciliation = (feed: Pick<TellDeps, 'feed' | 'keepDays'>): Job => {
  const env = readEnvironment({
    LEDGER_TABLE: text,
    CROSSWALK_TABLE: text,
    RECONCILIATION_TABLE: text,
    ODOO_SECRET_ARN: text,
    ODOO_TIMEOUT_MS: milliseconds,
  });
  const client = documentClient();
  return reconciliationJob({
    plants,
    clock,
    log,
    ledger: dynamoLedger(client, env.LEDGER_TABLE),
    crosswalk: dynamoCrosswalk(client, env.CROSSWALK_TABLE),
    odoo: questionPort(clientFromSecret(env.ODOO_SECRET_ARN, env.ODOO_TIMEOUT_MS)),
    reports: dynamoReports(client, env.RECONCILIATION_TABLE),
    tell: (plant, drafts) => tellNow(plant, drafts, { ...feed, clock }),
    count: (metric, plant, value) => {
      const single = metrics.singleMetric();
      single.addDimension('plant', plant);
      single.addMetric(metric, MetricUnit.Count, value);
    },
  });
};
