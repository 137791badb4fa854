import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { plants } from '../../plants/index.ts';
import { eventBridgeOutcomeBus } from '../bus/eventbridge-outcome-bus.ts';
import { sqsLaneQueue } from '../lane/sqs-lane-queue.ts';
import { dynamoLedger } from '../ledger/dynamo-ledger.ts';
import { ssmPartnerDirectory } from '../partners/ssm-partner-directory.ts';
import { awsCalls } from '../runtime/aws.ts';
import { systemClock as clock } from '../runtime/clock.ts';
import { documentClient } from '../runtime/document-client.ts';
import { readEnvironment, text } from '../runtime/env.ts';
import { log } from '../runtime/log.ts';
import type { HandlerDeps } from './handle.ts';

export const configure = (): HandlerDeps => {
  const env = readEnvironment({
    ENVIRONMENT: text,
    LEDGER_TABLE: text,
    IDEMPOTENCY_TABLE: text,
    LANE_QUEUE_URL: text,
    PARTNER_PARAMETERS: text,
    BUS_NAME: text,
  });
  return {
    plants,
    clock,
    log,
    ledger: dynamoLedger(documentClient(), env.LEDGER_TABLE),
    queue: sqsLaneQueue(env.LANE_QUEUE_URL, log),
    directory: ssmPartnerDirectory(env.PARTNER_PARAMETERS),
    outcomes: eventBridgeOutcomeBus({ busName: env.BUS_NAME, environment: env.ENVIRONMENT, clock, log }),
    idempotency: new DynamoDBPersistenceLayer({
      tableName: env.IDEMPOTENCY_TABLE,
      awsSdkV3Client: new DynamoDBClient(awsCalls),
    }),
  };
};
