import { randomUUID } from 'node:crypto';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { asSeen, conditionally, type DynamoTable } from './dynamo-table.ts';
import { gatheringItemKey, gatheringOf, streamOf } from './items.ts';
import type { Ledger } from './ledger.ts';
import { mostGathered } from './records.ts';

/** What is gathered of streams, in DynamoDB: an item each, to which anybody may add at any time. */
export const dynamoGatherings = (
  table: DynamoTable,
): Pick<Ledger, 'gather' | 'gatherings' | 'endGathering'> => ({
  async gather(plant, stream, tickets, due) {
    const item = await table.update(gatheringItemKey(plant, stream), {
      update:
        'SET #tickets = list_append(if_not_exists(#tickets, :none), :new), #due = if_not_exists(#due, :due), #version = :version',
      condition: 'attribute_not_exists(#tickets) OR size(#tickets) < :most',
      values: { ':new': tickets, ':none': [], ':due': due, ':version': randomUUID(), ':most': mostGathered },
    });
    return item && gatheringOf(item);
  },
  async gatherings(plant, streams) {
    const items = await table.getAll([...new Set(streams)].map((stream) => gatheringItemKey(plant, stream)));
    return new Map(items.map((item) => [streamOf(plant, item), gatheringOf(item)]));
  },
  async endGathering(plant, stream, seen) {
    const Key = gatheringItemKey(plant, stream);
    const ended = await conditionally(() =>
      table.client.send(new DeleteCommand({ TableName: table.name, Key, ...asSeen(seen) })),
    );
    return ended !== undefined;
  },
});
