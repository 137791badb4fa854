import { randomUUID } from 'node:crypto';
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { asSeen, conditionally, type DynamoTable } from './dynamo-table.ts';
import { laneItemKey, laneState } from './items.ts';
import type { Ledger } from './ledger.ts';

/** States of the lanes that stand still, in DynamoDB. */
export const dynamoLanes = (
  table: DynamoTable,
): Pick<Ledger, 'lanes' | 'lane' | 'setLane' | 'clearLane'> => ({
  async lanes() {
    const { Items = [] } = await table.query({ key: 'pk = :pk', values: { ':pk': 'LANES' } });
    return Items.map(laneState);
  },
  async lane(plant) {
    const item = await table.get(laneItemKey(plant));
    return item && laneState(item);
  },
  async setLane(seen, { plant, ...next }) {
    const state = { ...next, version: randomUUID() };
    const written = await conditionally(() =>
      table.client.send(
        new PutCommand({ TableName: table.name, Item: { ...laneItemKey(plant), ...state }, ...asSeen(seen) }),
      ),
    );
    return written && { plant, ...state };
  },
  async clearLane(seen) {
    const cleared = await conditionally(() =>
      table.client.send(
        new DeleteCommand({ TableName: table.name, Key: laneItemKey(seen.plant), ...asSeen(seen) }),
      ),
    );
    return cleared !== undefined;
  },
});
