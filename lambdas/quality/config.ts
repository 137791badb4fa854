import { MetricUnit } from '@aws-lambda-powertools/metrics';
import { plants } from '../../plants/index.ts';
import { dynamoAuditTrail } from '../audit/dynamo-audit-trail.ts';
import { s3AuditArchive } from '../audit/s3-audit-archive.ts';
import { eventBridgeOutcomeBus } from '../bus/eventbridge-outcome-bus.ts';
import { sqsLaneQueue } from '../lane/sqs-lane-queue.ts';
import { dynamoLedger } from '../ledger/dynamo-ledger.ts';
import { clientFromSecret } from '../odoo/client-from-secret.ts';
import { questionPort } from '../odoo/question-port.ts';
import { systemClock as clock } from '../runtime/clock.ts';
import { documentClient } from '../runtime/document-client.ts';
import { milliseconds, readEnvironment, text } from '../runtime/env.ts';
import { log } from '../runtime/log.ts';
import { metrics } from '../runtime/metrics.ts';
import type { QualityDeps } from './deps.ts';
import { dynamoRegistry } from './dynamo-registry.ts';
import { sfnExecutions } from './sfn-executions.ts';

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
    ledger: dynamoLedger(client, env.LEDGER_TABLE),
    queue: sqsLaneQueue(env.LANE_QUEUE_URL, log),
    registry: dynamoRegistry(client, env.GATE_TABLE),
    audit: dynamoAuditTrail(client, env.AUDIT_TABLE, s3AuditArchive(env.AUDIT_BUCKET)),
    executions: sfnExecutions(env.STATE_MACHINE_ARN),
    odoo: questionPort(clientFromSecret(env.ODOO_SECRET_ARN, env.ODOO_TIMEOUT_MS)),
    outcomes: eventBridgeOutcomeBus({ busName: env.BUS_NAME, environment: env.ENVIRONMENT, clock, log }),
    count: (metric, plant) => {
      const single = metrics.singleMetric();
      single.addDimension('plant', plant);
      single.addMetric(metric, MetricUnit.Count, 1);
    },
  };
};
