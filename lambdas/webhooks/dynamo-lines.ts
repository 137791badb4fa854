import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { asSeen, conditionally, DynamoTable } from '../ledger/dynamo-table.ts';
import type { Line, Lines } from './line.ts';

const keyOf = (partner: string, plant: string) => ({ pk: `WEBHOOK#${partner}`, sk: plant });

/** Lines in the table of the feeds, an item each. */
export const dynamoLines = (client: DynamoDBDocumentClient, name: string): Lines => {
  const table = new DynamoTable(client, name);
  return {
    async get(partner, plant) {
      const item = await table.get(keyOf(partner, plant));
      if (!item) return undefined;
      const { pk, sk, ...line } = item;
      return line as unknown as Line;
    },
    put(seen, next) {
      // What is undefined has no place in an item.
      const line: Line = JSON.parse(JSON.stringify({ ...next, version: randomUUID() }));
      return conditionally(async () => {
        await client.send(
          new PutCommand({
            TableName: name,
            Item: { ...keyOf(line.partner, line.plant), ...line },
            ...asSeen(seen),
          }),
        );
        return line;
      });
    },
  };
};
