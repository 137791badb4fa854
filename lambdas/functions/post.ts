import type { SQSEvent } from 'aws-lambda';
import { plants } from '../../plants/index.ts';
import { clientFromSecret } from '../odoo/client.ts';
import { odooPort } from '../odoo/ports.ts';
import { documentClient, milliseconds, readEnvironment, text } from '../platform/aws.ts';
import { log } from '../platform/log.ts';
import { lambdaFunction, metrics, metricUnitOf, publishMetric } from '../platform/telemetry.ts';
import { systemClock as clock } from '../platform/time.ts';
import { ofAllPlants } from '../posting/batch.ts';
import { dynamoCodeMapping } from '../posting/code-mapping/dynamo-code-mapping.ts';
import { eventBridgeOutcomeBus } from '../posting/outcomes.ts';
import { type HandlerDeps, handle } from '../posting/post-batch.ts';
import { sqsMessageBox, sqsPlantQueue } from '../posting/sqs-plant-queue.ts';
import { dynamoEventStore } from '../store/dynamo-store.ts';

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
    eventStore: dynamoEventStore(documentClient(), env.LEDGER_TABLE),
    codeMapping: dynamoCodeMapping(documentClient(), env.CROSSWALK_TABLE),
    queue: sqsPlantQueue(env.LANE_QUEUE_URL, log),
    odoo: odooPort(clientFromSecret(env.ODOO_SECRET_ARN, env.ODOO_TIMEOUT_MS, env.ENVIRONMENT)),
    outcomes: eventBridgeOutcomeBus({ busName: env.BUS_NAME, environment: env.ENVIRONMENT, clock, log }),
    box: sqsMessageBox(queueUrl, queueUrl.replace(/\.fifo$/, '-dead.fifo'), log),
    count: (metric, amount, code) =>
      ofAllPlants.has(metric)
        ? publishMetric(metric, amount, code === undefined ? {} : { code })
        : metrics.addMetric(metric, metricUnitOf(metric), amount),
  };
};

const deps = configure();

export const handler = lambdaFunction((event: SQSEvent, context) => handle(event, context, deps), {
  metrics,
});
