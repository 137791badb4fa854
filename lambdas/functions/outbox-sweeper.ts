import { plants } from '../../plants/index.ts';
import { clientFromSecret } from '../odoo/client.ts';
import { odooPort } from '../odoo/ports.ts';
import { type SweeperDeps, sweepOutbox } from '../operations/outbox-sweeper.ts';
import { documentClient, milliseconds, readEnvironment, text } from '../platform/aws.ts';
import { log } from '../platform/log.ts';
import { lambdaFunction, publishMetric } from '../platform/telemetry.ts';
import { systemClock as clock } from '../platform/time.ts';
import { lambdaPlantQueueSwitch, sqsPlantQueue } from '../posting/sqs-plant-queue.ts';
import { dynamoEventStore } from '../store/dynamo-store.ts';

export const configure = (): SweeperDeps => {
  const env = readEnvironment({
    ENVIRONMENT: text,
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
    eventStore: dynamoEventStore(documentClient(), env.LEDGER_TABLE),
    queue: sqsPlantQueue(env.LANE_QUEUE_URL, log),
    queueSwitch: lambdaPlantQueueSwitch(env.LANE_FUNCTION),
    odoo: odooPort(clientFromSecret(env.ODOO_SECRET_ARN, env.ODOO_TIMEOUT_MS, env.ENVIRONMENT)),
    gauge: (metric, value, plant) => publishMetric(metric, value, plant === undefined ? {} : { plant }),
  };
};

const deps = configure();

export const handler = lambdaFunction(() => sweepOutbox(deps));
