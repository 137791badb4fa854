import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSEvent } from 'aws-lambda';
import { plants } from '../../plants/index.ts';
import { ssmPartnerDirectory } from '../access/partner-access.ts';
import { s3Files } from '../inbound/files/dropped-file.ts';
import { type HandlerDeps, handle, oncePerVersion } from '../inbound/files/take-file.ts';
import { readDocument } from '../inbound/formats/read-document.ts';
import { awsCalls, documentClient, readEnvironment, text } from '../platform/aws.ts';
import { log } from '../platform/log.ts';
import { lambdaFunction } from '../platform/telemetry.ts';
import { systemClock as clock } from '../platform/time.ts';
import { sqsPlantQueue } from '../posting/sqs-plant-queue.ts';
import { dynamoEventStore } from '../store/dynamo-store.ts';

export const configure = (): HandlerDeps => {
  const env = readEnvironment({
    LEDGER_TABLE: text,
    IDEMPOTENCY_TABLE: text,
    LANE_QUEUE_URL: text,
    PARTNER_PARAMETERS: text,
    DROP_BUCKET: text,
  });
  const store = new DynamoDBPersistenceLayer({
    tableName: env.IDEMPOTENCY_TABLE,
    awsSdkV3Client: new DynamoDBClient(awsCalls),
  });
  return {
    plants,
    clock,
    log,
    read: readDocument,
    eventStore: dynamoEventStore(documentClient(), env.LEDGER_TABLE),
    queue: sqsPlantQueue(env.LANE_QUEUE_URL, log),
    directory: ssmPartnerDirectory(env.PARTNER_PARAMETERS),
    files: s3Files(env.DROP_BUCKET),
    once: oncePerVersion(store),
  };
};

const deps = configure();

export const handler = lambdaFunction((event: SQSEvent, context) => handle(event, context, deps));
