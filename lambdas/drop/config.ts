import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { plants } from '../../plants/index.ts';
import { readDocument } from '../dialects/document.ts';
import { sqsLaneQueue } from '../lane/sqs-lane-queue.ts';
import { dynamoLedger } from '../ledger/dynamo-ledger.ts';
import { ssmPartnerDirectory } from '../partners/ssm-partner-directory.ts';
import { awsCalls } from '../runtime/aws.ts';
import { systemClock as clock } from '../runtime/clock.ts';
import { documentClient } from '../runtime/document-client.ts';
import { readEnvironment, text } from '../runtime/env.ts';
import { log } from '../runtime/log.ts';
import type { HandlerDeps } from './handle.ts';
import { oncePerVersion } from './once-per-version.ts';
import { s3Files } from './s3-files.ts';

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
    ledger: dynamoLedger(documentClient(), env.LEDGER_TABLE),
    queue: sqsLaneQueue(env.LANE_QUEUE_URL, log),
    directory: ssmPartnerDirectory(env.PARTNER_PARAMETERS),
    files: s3Files(env.DROP_BUCKET),
    once: oncePerVersion(store),
  };
};
