import { plants } from '../../plants/index.ts';
import { clientFromSecret } from '../odoo/client.ts';
import { questionPort } from '../odoo/ports.ts';
import { documentClient, milliseconds, readEnvironment, text } from '../platform/aws.ts';
import { log } from '../platform/log.ts';
import { lambdaFunction, publishMetric } from '../platform/telemetry.ts';
import { systemClock as clock } from '../platform/time.ts';
import { eventBridgeOutcomeBus } from '../posting/outcomes.ts';
import { sqsPlantQueue } from '../posting/sqs-plant-queue.ts';
import { sfnExecutions } from '../quality/executions.ts';
import { handle } from '../quality/handle.ts';
import { dynamoRegistry, dynamoWatermarks, type QualityDeps } from '../quality/registry.ts';
import { dynamoAuditTrail, s3AuditArchive } from '../store/dynamo-audit-trail.ts';
import { dynamoEventStore } from '../store/dynamo-store.ts';

export const configure = (): QualityDeps => {
  const env = readEnvironment({
    ENVIRONMENT: text,
    LEDGER_TABLE: text,
    GATE_TABLE: text,
    AUDIT_TABLE: text,
    AUDIT_BUCKET: text,
    LANE_QUEUE_URL: text,
    ODOO_SECRET_ARN: text,
    ODOO_TIMEOUT_MS: milliseconds,
    BUS_NAME: text,
    STATE_MACHINE_ARN: text,
  });
  const client = documentClient();
  return {
    plants,
    clock,
    log,
    eventStore: dynamoEventStore(client, env.LEDGER_TABLE),
    queue: sqsPlantQueue(env.LANE_QUEUE_URL, log),
    registry: dynamoRegistry(client, env.GATE_TABLE),
    watermarks: dynamoWatermarks(client, env.GATE_TABLE),
    audit: dynamoAuditTrail(client, env.AUDIT_TABLE, s3AuditArchive(env.AUDIT_BUCKET)),
    executions: sfnExecutions(env.STATE_MACHINE_ARN),
    odoo: questionPort(clientFromSecret(env.ODOO_SECRET_ARN, env.ODOO_TIMEOUT_MS, env.ENVIRONMENT)),
    outcomes: eventBridgeOutcomeBus({ busName: env.BUS_NAME, environment: env.ENVIRONMENT, clock, log }),
    count: (metric, plant) => publishMetric(metric, 1, { plant }),
  };
};

const deps = configure();

export const handler = lambdaFunction((input: unknown) => handle(input, deps));
