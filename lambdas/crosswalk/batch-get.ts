import { setTimeout as pause } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

import type { Item } from '../ledger/dynamo-table.ts';

/** DynamoDB takes at most a hundred keys a call. */
const perCall = 100;
/** Calls at once: a batch of 2,500 events stays far below the 3,000 reads a second that one partition serves. */
const atOnce = 4;
/** Of a key that DynamoDB leaves unprocessed when it throttles; together some six seconds. */
const attempts = 8;

const backoffMs = (attempt: number) => Math.random() * Math.min(2_000, 50 * 2 ** attempt);

/** Reads the items of these keys, as last written; keys must differ. Throws when some stay unprocessed. */
export const batchGet = async (
  client: Pick<DynamoDBDocumentClient, 'send'>,
  table: string,
  keys: readonly Item[],
  wait: (ms: number) => Promise<unknown> = pause,
): Promise<Item[]> => {
  const chunks = Array.from({ length: Math.ceil(keys.length / perCall) }, (_, index) =>
    keys.slice(index * perCall, (index + 1) * perCall),
  );
  const found: Item[] = [];
  const readChunk = async (chunk: Item[]) => {
    let asked = chunk;
    for (let attempt = 1; asked.length > 0; attempt++) {
      if (attempt > attempts) throw new Error(`DynamoDB left ${asked.length} keys of ${table} unprocessed`);
      if (attempt > 1) await wait(backoffMs(attempt));
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: asked, ConsistentRead: true } } }),
      );
      found.push(...(Responses?.[table] ?? []));
      asked = UnprocessedKeys?.[table]?.Keys ?? [];
    }
  };
  const worker = async () => {
    for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) await readChunk(chunk);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return found;
};
