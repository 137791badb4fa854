import { setTimeout as pause } from 'node:timers/promises';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandOutput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';

/** An item of a table. */
export type Item = Record<string, unknown>;

export interface TableQuery {
  index?: string;
  key: string;
  filter?: string | undefined;
  values: Item;
  forward?: boolean;
  limit?: number;
  from?: Item | undefined;
}

export interface Expressions {
  update: string;
  condition: string;
  values?: Item;
}

/** One DynamoDB table with the few calls that the stores make. Reads are consistent, except those of an index. */
export class DynamoTable {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;

  constructor(client: DynamoDBDocumentClient, name: string) {
    this.client = client;
    this.name = name;
  }

  async get(key: Item): Promise<Item | undefined> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.name, Key: key, ConsistentRead: true }),
    );
    return Item;
  }

  /** The items that exist among these keys, in any order. */
  async getAll(keys: readonly Item[]): Promise<Item[]> {
    const found: Item[] = [];
    for (let from = 0; from < keys.length; from += keysPerCall) {
      let Keys = keys.slice(from, from + keysPerCall) as Item[];
      while (Keys.length > 0) {
        const { Responses, UnprocessedKeys } = await this.client.send(
          new BatchGetCommand({ RequestItems: { [this.name]: { Keys, ConsistentRead: true } } }),
        );
        found.push(...(Responses?.[this.name] ?? []));
        Keys = UnprocessedKeys?.[this.name]?.Keys ?? [];
      }
    }
    return found;
  }

  /** Returns the item after the update, or undefined when the condition did not hold. */
  update(key: Item, { update, condition, values }: Expressions): Promise<Item | undefined> {
    return conditionally(async () => {
      const { Attributes } = await this.client.send(
        new UpdateCommand({
          TableName: this.name,
          Key: key,
          UpdateExpression: update,
          ConditionExpression: condition,
          ...namesIn(update, condition),
          ...(values && { ExpressionAttributeValues: values }),
          ReturnValues: 'ALL_NEW',
        }),
      );
      return Attributes;
    });
  }

  query({
    index,
    key,
    filter,
    values,
    forward = true,
    limit,
    from,
  }: TableQuery): Promise<QueryCommandOutput> {
    return this.client.send(
      new QueryCommand({
        TableName: this.name,
        ...(index ? { IndexName: index } : { ConsistentRead: true }),
        KeyConditionExpression: key,
        ...(filter && { FilterExpression: filter }),
        ...namesIn(key, filter),
        ExpressionAttributeValues: values,
        ScanIndexForward: forward,
        ...(limit && { Limit: limit }),
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
  }
}

/**
 * Maps each `#name` in the expressions to its attribute. DynamoDB reserves words such as `status`, so every name needs
 * a placeholder, and it refuses a placeholder that no expression uses.
 */
const namesIn = (...expressions: (string | undefined)[]) => {
  const used = new Set(expressions.join(' ').match(/#\w+/g));
  return used.size > 0
    ? { ExpressionAttributeNames: Object.fromEntries([...used].map((name) => [name, name.slice(1)])) }
    : {};
};

/** Runs a conditional write. Returns undefined when its condition did not hold. */
export const conditionally = async <T>(write: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
};

/** Condition that the item still has the `version` that was read, or that there is no item when none was read. */
export const asSeen = (seen: { version: string } | undefined) =>
  seen
    ? {
        ConditionExpression: '#version = :seen',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':seen': seen.version },
      }
    : { ConditionExpression: 'attribute_not_exists(pk)' };

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
  keys: readonly Item[],
  wait: (ms: number) => Promise<unknown> = pause,
): Promise<Item[]> => {
  const chunks = Array.from({ length: Math.ceil(keys.length / keysPerCall) }, (_, index) =>
    keys.slice(index * keysPerCall, (index + 1) * keysPerCall),
  );
  const found: Item[] = [];
  const readChunk = async (chunk: Item[]) => {
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
