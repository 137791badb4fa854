import { randomUUID } from 'node:crypto';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { asSeen, conditionally, type DynamoTable } from './dynamo-table.ts';
import { gateItemKey, gateOf, streamOf } from './items.ts';
import type { Ledger } from './ledger.ts';

/** Gates of streams in DynamoDB. One holds some 4,000 events; then writing it fails and its lane waits. */
export const dynamoGates = (table: DynamoTable): Pick<Ledger, 'gates' | 'changeGate'> => ({
  async gates(plant, streams) {
    const items = await table.getAll([...new Set(streams)].map((stream) => gateItemKey(plant, stream)));
    return new Map(items.map((item) => [streamOf(plant, item), gateOf(item)]));
  },
  async changeGate(plant, stream, seen, line) {
    const key = gateItemKey(plant, stream);
    const condition = asSeen(seen);
    const changed = await conditionally(() =>
      line.length > 0
        ? table.client.send(
            new PutCommand({
              TableName: table.name,
              Item: { ...key, line, version: randomUUID() },
              ...condition,
            }),
          )
        : table.client.send(new DeleteCommand({ TableName: table.name, Key: key, ...condition })),
    );
    return changed !== undefined;
  },
});
