import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { plants } from '../../plants/index.ts';
import { lambdaLaneSwitch } from '../lane/lambda-lane-switch.ts';
import { sqsLaneQueue } from '../lane/sqs-lane-queue.ts';
import { dynamoLedger } from '../ledger/dynamo-ledger.ts';
import { clientFromSecret } from '../odoo/client-from-secret.ts';
import { odooPort } from '../odoo/odoo-port.ts';
import { systemClock as clock } from '../runtime/clock.ts';
import { documentClient } from '../runtime/document-client.ts';
import { milliseconds, readEnvironment, text } from '../runtime/env.ts';
import { log } from '../runtime/log.ts';
import { metrics } from '../runtime/metrics.ts';
import type { WatchDeps } from './watch.ts';

export const configure = (): WatchDeps => {
  const env = readEnvironment({
    PLANTS: text,
    LEDGER_TABLE: text,
    LANE_QUEUE_URL: text,
    LANE_FUNCTION: text,
    ODOO_SECRET_ARN: text,
    ODOO_TIMEOUT_MS: milliseconds,
  });
  return {
    plants: env.PLANTS.split(',').flatMap((id) => plants[id] ?? []),
    clock,
    log,
    ledger: dynamoLedger(documentClient(), env.LEDGER_TABLE),
    queue: sqsLaneQueue(env.LANE_QUEUE_URL, log),
    lanes: lambdaLaneSwitch(env.LANE_FUNCTION),
    odoo: odooPort(clientFromSecret(env.ODOO_SECRET_ARN, env.ODOO_TIMEOUT_MS)),
    gauge: (metric, value, plant) => {
      const single = metrics.singleMetric();
      if (plant) single.addDimension('plant', plant);
      const unit = metric.endsWith('Seconds') ? MetricUnit.Seconds : MetricUnit.Count;
      single.addMetric(metric, unit, value);
    },
  };
};
