import { randomUUID } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { asSeen, DynamoTable } from '../platform/dynamo.ts';
import { dynamoEvents } from './dynamo-events.ts';
import { dynamoRestored } from './dynamo-restored.ts';
import { mostAggregated } from './event-record.ts';
import type { EventStore } from './event-store.ts';
import {
  aggregationKey,
  aggregationOf,
  blockedKeyItem,
  blockedKeyOf,
  orderingKeyOf,
  queueStateKey,
  queueStateOf,
} from './items.ts';

/** The event store in one DynamoDB table (keys `pk`, `sk`; indexes `outbox`, `attention`, `byPlant`, `told`). */
export const dynamoEventStore = (client: DynamoDBDocumentClient, tableName: string): EventStore =>
  storeOver(new DynamoTable(client, tableName));

export const storeOver = (table: DynamoTable): EventStore => ({
  ...dynamoEvents(table),
  ...dynamoRestored(table),
  ...dynamoBlockedKeys(table),
  ...dynamoAggregations(table),
  ...dynamoQueueStates(table),
});

/**
 * Blocked ordering keys: one item each. An item has room for about 4,000 waiting events. After that its writes fail and
 * the plant queue waits.
 */
export const dynamoBlockedKeys = (
  table: DynamoTable,
): Pick<EventStore, 'blockedKeys' | 'replaceBlockedKey'> => ({
  async blockedKeys(plant, orderingKeys) {
    const items = await table.getAll(
      [...new Set(orderingKeys)].map((orderingKey) => blockedKeyItem(plant, orderingKey)),
    );
    return new Map(items.map((item) => [orderingKeyOf(plant, item), blockedKeyOf(item)]));
  },
  async replaceBlockedKey(plant, orderingKey, seen, waiting) {
    const key = blockedKeyItem(plant, orderingKey);
    const condition = asSeen(seen);
    return waiting.length > 0
      ? table.put({ ...key, line: waiting, version: randomUUID() }, condition)
      : table.delete(key, condition);
  },
});

/** Aggregations: one item per ordering key. Several functions may add to it at the same time. */
export const dynamoAggregations = (
  table: DynamoTable,
): Pick<EventStore, 'aggregate' | 'aggregations' | 'endAggregation'> => ({
  async aggregate(plant, orderingKey, tickets, due) {
    const item = await table.update(aggregationKey(plant, orderingKey), {
      update:
        'SET #tickets = list_append(if_not_exists(#tickets, :none), :new), #due = if_not_exists(#due, :due), #version = :version',
      condition: 'attribute_not_exists(#tickets) OR size(#tickets) < :most',
      values: {
        ':new': tickets,
        ':none': [],
        ':due': due,
        ':version': randomUUID(),
        ':most': mostAggregated,
      },
    });
    return item && aggregationOf(item);
  },
  async aggregations(plant, orderingKeys) {
    const items = await table.getAll(
      [...new Set(orderingKeys)].map((orderingKey) => aggregationKey(plant, orderingKey)),
    );
    return new Map(items.map((item) => [orderingKeyOf(plant, item), aggregationOf(item)]));
  },
  async endAggregation(plant, orderingKey, seen) {
    return table.delete(aggregationKey(plant, orderingKey), asSeen(seen));
  },
});

/** States of the stopped plant queues: one item each, all in one partition. */
export const dynamoQueueStates = (
  table: DynamoTable,
): Pick<EventStore, 'queueStates' | 'queueState' | 'setQueueState' | 'clearQueueState'> => ({
  async queueStates() {
    const { Items = [] } = await table.query({ key: 'pk = :pk', values: { ':pk': 'LANES' } });
    return Items.map(queueStateOf);
  },
  async queueState(plant) {
    const item = await table.get(queueStateKey(plant));
    return item && queueStateOf(item);
  },
  async setQueueState(seen, { plant, ...next }) {
    const state = { ...next, version: randomUUID() };
    const written = await table.put({ ...queueStateKey(plant), ...state }, asSeen(seen));
    return written ? { plant, ...state } : undefined;
  },
  async clearQueueState(seen) {
    return table.delete(queueStateKey(seen.plant), asSeen(seen));
  },
});
