import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { partners, plants } from '../../plants/index.ts';
import { dynamoAuditTrail } from '../audit/dynamo-audit-trail.ts';
import { dynamoCrosswalk } from '../crosswalk/dynamo-crosswalk.ts';
import { lambdaLaneSwitch } from '../lane/lambda-lane-switch.ts';
import { sqsLaneQueue } from '../lane/sqs-lane-queue.ts';
import { dynamoLedger } from '../ledger/dynamo-ledger.ts';
import { clientFromSecret } from '../odoo/client-from-secret.ts';
import { questionPort } from '../odoo/question-port.ts';
import { dynamoConsumers } from '../outbound/dynamo-consumers.ts';
import { dynamoFeed } from '../outbound/dynamo-feed.ts';
import { dynamoReports } from '../reconcile/dynamo-reports.ts';
import { dynamoRuns } from '../runs/dynamo-runs.ts';
import { sfnRunMachine } from '../runs/sfn-run-machine.ts';
import { awsCalls } from '../runtime/aws.ts';
import { systemClock as clock } from '../runtime/clock.ts';
import { documentClient } from '../runtime/document-client.ts';
import { milliseconds, readEnvironment, text } from '../runtime/env.ts';
import { log } from '../runtime/log.ts';
import { dynamoLines } from '../webhooks/dynamo-lines.ts';
import { secretsManager } from '../webhooks/secrets-manager.ts';
import { ssmWebhooks } from '../webhooks/ssm-webhooks.ts';
import type { HandlerDeps } from './handle.ts';

export const configure = (): HandlerDeps => {
  const env = readEnvironment({
    ENVIRONMENT: text,
    LEDGER_TABLE: text,
    CROSSWALK_TABLE: text,
    AUDIT_TABLE: text,
    FEED_TABLE: text,
    RUNS_TABLE: text,
    RUN_MACHINE_ARN: text,
    IDEMPOTENCY_TABLE: text,
    LANE_QUEUE_URL: text,
    LANE_FUNCTION: text,
    RECONCILIATION_TABLE: text,
    ODOO_SECRET_ARN: text,
    ODOO_TIMEOUT_MS: milliseconds,
    WEBHOOK_PARAMETERS: text,
    WEBHOOK_SECRETS: text,
  });
  return {
    plants,
    partners,
    environment: env.ENVIRONMENT,
    clock,
    log,
    ledger: dynamoLedger(documentClient(), env.LEDGER_TABLE),
    crosswalk: dynamoCrosswalk(documentClient(), env.CROSSWALK_TABLE),
    audit: dynamoAuditTrail(documentClient(), env.AUDIT_TABLE),
    feed: dynamoFeed(documentClient(), env.FEED_TABLE),
    consumers: dynamoConsumers(documentClient(), env.FEED_TABLE),
    runs: dynamoRuns(documentClient(), env.RUNS_TABLE),
    runMachine: sfnRunMachine(env.RUN_MACHINE_ARN),
    reports: dynamoReports(documentClient(), env.RECONCILIATION_TABLE),
    questions: questionPort(clientFromSecret(env.ODOO_SECRET_ARN, env.ODOO_TIMEOUT_MS)),
    queue: sqsLaneQueue(env.LANE_QUEUE_URL, log),
    lanes: lambdaLaneSwitch(env.LANE_FUNCTION),
    lines: dynamoLines(documentClient(), env.FEED_TABLE),
    webhooks: ssmWebhooks(env.WEBHOOK_PARAMETERS),
    webhookSecrets: secretsManager(env.WEBHOOK_SECRETS),
    idempotency: new DynamoDBPersistenceLayer({
      tableName: env.IDEMPOTENCY_TABLE,
      awsSdkV3Client: new DynamoDBClient(awsCalls),
    }),
  };
};
