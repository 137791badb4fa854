import { setTimeout as pause } from 'node:timers/promises';
import { BatchGetCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Keys of an item, or the whole item. */
type Key = Record<string, unknown>;

/** DynamoDB's limit for one BatchGetItem. */
const keysPerCall = 100;
/** Parallel calls: a batch of 2,500 events stays far below the 3,000 reads a second that one partition serves. */
const parallelCalls = 4;
/** Calls for keys that DynamoDB leaves unprocessed when it throttles. All waits together last about six seconds. */
const maxAttempts = 8;

const backoffMs = (attempt: number) => Math.random() * Math.min(2_000, 50 * 2 ** attempt);

/**
 * Reads the items of these keys with consistent reads. All keys must be different. Throws when DynamoDB leaves some of
 * them unprocessed after eight attempts.
 */
export const batchGet = async (
  client: Pick<DynamoDBDocumentClient, 'send'>,
  table: string,
  keys: readonly Key[],
  wait: (ms: number) => Promise<unknown> = pause,
): Promise<Key[]> => {
  const chunks = Array.from({ length: Math.ceil(keys.length / keysPerCall) }, (_, index) =>
    keys.slice(index * keysPerCall, (index + 1) * keysPerCall),
  );
  const found: Key[] = [];
  const readChunk = async (chunk: Key[]) => {
    let remaining = chunk;
    for (let attempt = 1; remaining.length > 0; attempt++) {
      if (attempt > maxAttempts)
        throw new Error(`DynamoDB left ${remaining.length} keys of ${table} unprocessed`);
      if (attempt > 1) await wait(backoffMs(attempt));
      const { Responses, UnprocessedKeys } = await client.send(
        new BatchGetCommand({ RequestItems: { [table]: { Keys: remaining, ConsistentRead: true } } }),
      );
      found.push(...(Responses?.[table] ?? []));
      remaining = UnprocessedKeys?.[table]?.Keys ?? [];
    }
  };
  const worker = async () => {
    for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) await readChunk(chunk);
  };
  await Promise.all(Array.from({ length: parallelCalls }, worker));
  return found;
};
