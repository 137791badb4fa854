import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { plants } from '../../plants/index.ts';
import { eventBridgeOutcomeBus } from '../bus/eventbridge-outcome-bus.ts';
import { dynamoCrosswalk } from '../crosswalk/dynamo-crosswalk.ts';
import { sqsLaneQueue } from '../lane/sqs-lane-queue.ts';
import { dynamoLedger } from '../ledger/dynamo-ledger.ts';
import { clientFromSecret } from '../odoo/client-from-secret.ts';
import { odooPort } from '../odoo/odoo-port.ts';
import { systemClock as clock } from '../runtime/clock.ts';
import { documentClient } from '../runtime/document-client.ts';
import { milliseconds, readEnvironment, text } from '../runtime/env.ts';
import { log } from '../runtime/log.ts';
import { metrics } from '../runtime/metrics.ts';
import type { HandlerDeps } from './handle.ts';
import { sqsMessageBox } from './message-box.ts';

export const configure = (): HandlerDeps => {
  const env = readEnvironment({
    ENVIRONMENT: text,
    PLANT: text,
    LEDGER_TABLE: text,
    CROSSWALK_TABLE: text,
    LANE_QUEUE_URL: text,
    ODOO_SECRET_ARN: text,
    ODOO_TIMEOUT_MS: milliseconds,
    BUS_NAME: text,
  });
  const plant = plants[env.PLANT];
  if (!plant) throw new Error(`PLANT: no profile of ${env.PLANT}`);
  metrics.setDefaultDimensions({ plant: plant.id });
  const queueUrl = env.LANE_QUEUE_URL.replace('{plant}', plant.id);
  return {
    plant,
    clock,
    log,
    ledger: dynamoLedger(documentClient(), env.LEDGER_TABLE),
    crosswalk: dynamoCrosswalk(documentClient(), env.CROSSWALK_TABLE),
    queue: sqsLaneQueue(env.LANE_QUEUE_URL, log),
    odoo: odooPort(clientFromSecret(env.ODOO_SECRET_ARN, env.ODOO_TIMEOUT_MS)),
    outcomes: eventBridgeOutcomeBus({ busName: env.BUS_NAME, environment: env.ENVIRONMENT, clock, log }),
    box: sqsMessageBox(queueUrl, queueUrl.replace(/\.fifo$/, '-dead.fifo'), log),
    count: (metric, amount) =>
      metrics.addMetric(metric, metric.endsWith('Ms') ? MetricUnit.Milliseconds : MetricUnit.Count, amount),
  };
};
