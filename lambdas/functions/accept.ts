import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { plants } from '../../plants/index.ts';
import { ssmPartnerDirectory } from '../access/partner-access.ts';
import { type BusEvent, type HandlerDeps, handle } from '../inbound/accept.ts';
import { awsCalls, documentClient, readEnvironment, text } from '../platform/aws.ts';
import { log } from '../platform/log.ts';
import { lambdaFunction } from '../platform/telemetry.ts';
import { systemClock as clock } from '../platform/time.ts';
import { eventBridgeOutcomeBus } from '../posting/outcomes.ts';
import { sqsPlantQueue } from '../posting/sqs-plant-queue.ts';
import { dynamoEventStore } from '../store/dynamo-store.ts';

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
    eventStore: dynamoEventStore(documentClient(), env.LEDGER_TABLE),
    queue: sqsPlantQueue(env.LANE_QUEUE_URL, log),
    directory: ssmPartnerDirectory(env.PARTNER_PARAMETERS),
    outcomes: eventBridgeOutcomeBus({ busName: env.BUS_NAME, environment: env.ENVIRONMENT, clock, log }),
    idempotency: new DynamoDBPersistenceLayer({
      tableName: env.IDEMPOTENCY_TABLE,
      awsSdkV3Client: new DynamoDBClient(awsCalls),
    }),
  };
};

const deps = configure();

export const handler = lambdaFunction((input: APIGatewayProxyEvent | BusEvent, context) =>
  handle(input, context, deps),
);
