import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoEvents } from './dynamo-events.ts';
import { dynamoGates } from './dynamo-gates.ts';
import { dynamoGatherings } from './dynamo-gatherings.ts';
import { dynamoLanes } from './dynamo-lanes.ts';
import { DynamoTable } from './dynamo-table.ts';
import type { Ledger } from './ledger.ts';

/** The ledger on one DynamoDB table (keys `pk`, `sk`; indexes `outbox`, `attention`, `byPlant`, `told`). */
export const dynamoLedger = (client: DynamoDBDocumentClient, tableName: string): Ledger => {
  const table = new DynamoTable(client, tableName);
  return { ...dynamoEvents(table), ...dynamoGates(table), ...dynamoGatherings(table), ...dynamoLanes(table) };
};
