import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { lotHash } from '../audit/entry.ts';
import { asSeen, conditionally, DynamoTable } from '../ledger/dynamo-table.ts';
import type { Lot } from './lot.ts';
import type { GateRecord, Registry } from './registry.ts';

const keyOf = (lot: Lot) => ({ pk: `LOT#${lot.plant}#${lotHash(lot)}`, sk: 'GATE' });

/** Lots at the gate, in DynamoDB: an item each. */
export const dynamoRegistry = (client: DynamoDBDocumentClient, name: string): Registry => {
  const table = new DynamoTable(client, name);
  return {
    async find(lot) {
      const item = await table.get(keyOf(lot));
      if (!item) return undefined;
      const { pk, sk, ...record } = item;
      return record as unknown as GateRecord;
    },
    async replace(seen, next) {
      const record = { ...next, version: randomUUID() };
      const written = await conditionally(() =>
        table.client.send(
          new PutCommand({ TableName: table.name, Item: { ...keyOf(next), ...record }, ...asSeen(seen) }),
        ),
      );
      return written && record;
    },
  };
};
