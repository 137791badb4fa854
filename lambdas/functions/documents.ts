import type { APIGatewayProxyEvent } from 'aws-lambda';
import { plants } from '../../plants/index.ts';
import { ssmPartnerDirectory } from '../access/partner-access.ts';
import { type HandlerDeps, handle } from '../inbound/documents.ts';
import { readDocument } from '../inbound/formats/read-document.ts';
import { documentClient, readEnvironment, text } from '../platform/aws.ts';
import { log } from '../platform/log.ts';
import { lambdaFunction } from '../platform/telemetry.ts';
import { systemClock as clock } from '../platform/time.ts';
import { sqsPlantQueue } from '../posting/sqs-plant-queue.ts';
import { dynamoEventStore } from '../store/dynamo-store.ts';

export const configure = (): HandlerDeps => {
  const env = readEnvironment({ LEDGER_TABLE: text, LANE_QUEUE_URL: text, PARTNER_PARAMETERS: text });
  return {
    plants,
    clock,
    log,
    read: readDocument,
    eventStore: dynamoEventStore(documentClient(), env.LEDGER_TABLE),
    queue: sqsPlantQueue(env.LANE_QUEUE_URL, log),
    directory: ssmPartnerDirectory(env.PARTNER_PARAMETERS),
  };
};

const deps = configure();

export const handler = lambdaFunction((request: APIGatewayProxyEvent, context) =>
  handle(request, context, deps),
);
