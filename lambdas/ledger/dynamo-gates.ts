import { BatchGetCommand, DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionally, type DynamoTable } from './dynamo-table.ts';
import { gateItemKey, gateOf, type Item } from './items.ts';
import type { Ledger } from './ledger.ts';
import type { Gate } from './records.ts';

type GateMethods = 'gates' | 'block' | 'preempt' | 'park' | 'advance' | 'open';

/** Gates of streams in DynamoDB. A gate holds some 10,000 parked events; then parking fails and its lane waits. */
export const dynamoGates = (table: DynamoTable): Pick<Ledger, GateMethods> => ({
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
  async block(plant, stream, key) {
    for (;;) {
      const item = await table.update(gateItemKey(plant, stream), {
        update: 'SET blockedBy = :key',
        condition: 'attribute_not_exists(pk) OR blockedBy = :key',
        values: { ':key': key },
      });
      if (item) return gateOf(item);
      const standing = await table.get(gateItemKey(plant, stream));
      if (standing) return gateOf(standing);
    }
  },
  async preempt(plant, stream, key, standing) {
    const item = await table.update(gateItemKey(plant, stream), {
      update: 'SET blockedBy = :key, parked = list_append(:standing, if_not_exists(parked, :none))',
      condition: 'blockedBy = :blocking',
      values: { ':key': key, ':standing': [standing], ':blocking': standing, ':none': [] },
    });
    return item !== undefined;
  },
  async park(plant, stream, key) {
    const appended = await conditionally(() =>
      table.client.send(
        new UpdateCommand({
          TableName: table.name,
          Key: gateItemKey(plant, stream),
          UpdateExpression: 'SET parked = list_append(if_not_exists(parked, :none), :keys)',
          ConditionExpression: 'attribute_exists(pk) AND blockedBy <> :key AND NOT contains(parked, :key)',
          ExpressionAttributeValues: { ':keys': [key], ':key': key, ':none': [] },
        }),
      ),
    );
    if (appended) return true;
    const item = await table.get(gateItemKey(plant, stream));
    return item !== undefined && gateOf(item).parked.includes(key);
  },
  async advance(plant, stream, done, next) {
    const item = await table.update(gateItemKey(plant, stream), {
      update: 'SET blockedBy = :next REMOVE parked[0]',
      condition: 'blockedBy = :done AND parked[0] = :next',
      values: { ':done': done, ':next': next },
    });
    return item !== undefined;
  },
  async open(plant, stream, done) {
    const deleted = await conditionally(() =>
      table.client.send(
        new DeleteCommand({
          TableName: table.name,
          Key: gateItemKey(plant, stream),
          ConditionExpression: 'blockedBy = :done AND (attribute_not_exists(parked) OR size(parked) = :none)',
          ExpressionAttributeValues: { ':done': done, ':none': 0 },
        }),
      ),
    );
    return deleted !== undefined;
  },
});
