import { plants } from '../../plants/index.ts';
import { clientFromSecret } from '../odoo/client.ts';
import { odooPort } from '../odoo/ports.ts';
import { questionTimeoutMs, type SweeperDeps, sweepOutbox } from '../operations/outbox-sweeper.ts';
import { emptyMemory } from '../operations/plant-silence.ts';
import { dynamoFeed } from '../outbound/feed/dynamo-feed.ts';
import { documentClient, milliseconds, readEnvironment, text } from '../platform/aws.ts';
import { log } from '../platform/log.ts';
import { dynamoRuns } from '../platform/runs/dynamo-runs.ts';
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
    LANE_QUEUE_ARN: text,
    FEED_TABLE: text,
    RUNS_TABLE: text,
    ODOO_SECRET_ARN: text,
    ODOO_TIMEOUT_MS: milliseconds,
    POLL_SERVICE: text,
  });
  return {
    plants: env.PLANTS.split(',').flatMap((id) => plants[id] ?? []),
    clock,
    log,
    eventStore: dynamoEventStore(documentClient(), env.LEDGER_TABLE),
    queue: sqsPlantQueue(env.LANE_QUEUE_URL, log),
    queueSwitch: lambdaPlantQueueSwitch(env.LANE_QUEUE_ARN),
    odoo: odooPort(
      // The question's own limit, so that no call outlives its run.
      clientFromSecret(
        env.ODOO_SECRET_ARN,
        Math.min(env.ODOO_TIMEOUT_MS, questionTimeoutMs),
        env.ENVIRONMENT,
      ),
    ),
    feed: dynamoFeed(documentClient(), env.FEED_TABLE),
    runs: dynamoRuns(documentClient(), env.RUNS_TABLE),
    memory: emptyMemory(),
    gauge: (metric, value, plant) => publishMetric(metric, value, plant === undefined ? {} : { plant }),
    countPolls: (plant, amount) => publishMetric('Dispatched', amount, { plant }, env.POLL_SERVICE),
  };
};

const deps = configure();

export const handler = lambdaFunction(() => sweepOutbox(deps));
