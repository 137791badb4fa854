import { randomUUID } from 'node:crypto';
import { BatchGetCommand, DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { asSeen, conditionally, type DynamoTable } from './dynamo-table.ts';
import { gateItemKey, gateOf, type Item } from './items.ts';
import type { Ledger } from './ledger.ts';
import type { Gate } from './records.ts';

/** Gates of streams in DynamoDB. One holds some 4,000 events; then writing it fails and its lane waits. */
export const dynamoGates = (table: DynamoTable): Pick<Ledger, 'gates' | 'changeGate'> => ({
  async gates(plant, streams) {
    const found = new Map<string, Gate>();
    let keys: Item[] = [...new Set(streams)].map((stream) => gateItemKey(plant, stream));
    while (keys.length > 0) {
      const { Responses, UnprocessedKeys } = await table.client.send(
        new BatchGetCommand({ RequestItems: { [table.name]: { Keys: keys, ConsistentRead: true } } }),
      );
      for (const item of Responses?.[table.name] ?? [])
        found.set(String(item.pk).slice(`STREAM#${plant}#`.length), gateOf(item));
      keys = UnprocessedKeys?.[table.name]?.Keys ?? [];
    }
    return found;
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
