import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { partners } from '../../partners/index.ts';
import { plants } from '../../plants/index.ts';
import { clientFromSecret } from '../odoo/client.ts';
import { questionPort } from '../odoo/ports.ts';
import { type HandlerDeps, handle } from '../operations/operate.ts';
import { dynamoConsumers, dynamoFeed } from '../outbound/feed/dynamo-feed.ts';
import { secretsManager } from '../outbound/webhooks/secrets.ts';
import { ssmWebhooks } from '../outbound/webhooks/webhook.ts';
import { dynamoWebhookStates } from '../outbound/webhooks/webhook-state.ts';
import { awsCalls, documentClient, milliseconds, readEnvironment, text } from '../platform/aws.ts';
import { log } from '../platform/log.ts';
import { dynamoRuns } from '../platform/runs/dynamo-runs.ts';
import { sfnRunMachine } from '../platform/runs/run-machine.ts';
import { lambdaFunction } from '../platform/telemetry.ts';
import { systemClock as clock } from '../platform/time.ts';
import { dynamoCodeMapping } from '../posting/code-mapping/dynamo-code-mapping.ts';
import { lambdaPlantQueueSwitch, sqsPlantQueue } from '../posting/sqs-plant-queue.ts';
import { dynamoReports } from '../reconciliation/dynamo-reports.ts';
import { dynamoAuditTrail } from '../store/dynamo-audit-trail.ts';
import { dynamoEventStore } from '../store/dynamo-store.ts';

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
    LANE_QUEUE_ARN: text,
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
    eventStore: dynamoEventStore(documentClient(), env.LEDGER_TABLE),
    codeMapping: dynamoCodeMapping(documentClient(), env.CROSSWALK_TABLE),
    audit: dynamoAuditTrail(documentClient(), env.AUDIT_TABLE),
    feed: dynamoFeed(documentClient(), env.FEED_TABLE),
    consumers: dynamoConsumers(documentClient(), env.FEED_TABLE),
    runs: dynamoRuns(documentClient(), env.RUNS_TABLE),
    runMachine: sfnRunMachine(env.RUN_MACHINE_ARN),
    reports: dynamoReports(documentClient(), env.RECONCILIATION_TABLE),
    questions: questionPort(clientFromSecret(env.ODOO_SECRET_ARN, env.ODOO_TIMEOUT_MS, env.ENVIRONMENT)),
    queue: sqsPlantQueue(env.LANE_QUEUE_URL, log),
    queueSwitch: lambdaPlantQueueSwitch(env.LANE_QUEUE_ARN),
    states: dynamoWebhookStates(documentClient(), env.FEED_TABLE),
    webhooks: ssmWebhooks(env.WEBHOOK_PARAMETERS),
    webhookSecrets: secretsManager(env.WEBHOOK_SECRETS),
    idempotency: new DynamoDBPersistenceLayer({
      tableName: env.IDEMPOTENCY_TABLE,
      awsSdkV3Client: new DynamoDBClient(awsCalls),
    }),
  };
};

const deps = configure();

export const handler = lambdaFunction((input: unknown, context) => handle(input, context, deps));
