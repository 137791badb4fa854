import { setTimeout as pause } from 'node:timers/promises';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { ItemVersions, type UpgradeSteps, upgradeSteps } from './item-versions.ts';

/** An item of a table. */
export type Item = Record<string, unknown>;

export interface TableQuery {
  index?: string;
  key: string;
  filter?: string | undefined;
  values: Item;
  forward?: boolean;
  limit?: number | undefined;
  from?: Item | undefined;
  /** the index has the keys only */
  keysOnly?: boolean;
}

/** Condition of a write, as DynamoDB takes it. */
export type Condition = Pick<
  PutCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;

export interface Expressions {
  update: string;
  condition: string;
  values?: Item;
}

/**
 * One DynamoDB table with the few calls that the stores make. Reads are consistent, except those of an index. Items are written with
 * the version of their kind and upgraded when they are read (`item-versions.ts`).
 */
export class DynamoTable {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
  readonly #versions: ItemVersions;

  constructor(client: DynamoDBDocumentClient, name: string, steps: UpgradeSteps = upgradeSteps) {
    this.client = client;
    this.name = name;
    this.#versions = new ItemVersions(name, steps);
  }

  async get(key: Item): Promise<Item | undefined> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.name, Key: key, ConsistentRead: true }),
    );
    return Item && this.#versions.upgrade(Item);
  }

  /** The items that exist among these keys, in any order. All keys must be different. Throws as {@link batchGet} does. */
  async getAll(keys: readonly Item[]): Promise<Item[]> {
    const found = await batchGet(this.client, this.name, keys);
    return found.map((item) => this.#versions.upgrade(item));
  }

  /** Writes an item, and replaces the one with its keys. False when the condition did not hold. */
  async put(item: Item, condition: Condition = {}): Promise<boolean> {
    const written = await conditionally(() =>
      this.client.send(
        new PutCommand({ TableName: this.name, Item: this.#versions.stamp(item), ...condition }),
      ),
    );
    return written !== undefined;
  }

  /** False when the condition did not hold. Deleting what is not there is no error. */
  async delete(key: Item, condition: Condition = {}): Promise<boolean> {
    const deleted = await conditionally(() =>
      this.client.send(new DeleteCommand({ TableName: this.name, Key: key, ...condition })),
    );
    return deleted !== undefined;
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
      return Attributes && this.#versions.upgrade(Attributes);
    });
  }

  async query({
    index,
    key,
    filter,
    values,
    forward = true,
    limit,
    from,
    keysOnly = false,
  }: TableQuery): Promise<{ Items: Item[]; LastEvaluatedKey: Item | undefined }> {
    const { Items = [], LastEvaluatedKey } = await this.client.send(
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
    const newest = keysOnly ? Items : Items.map((item) => this.#versions.upgrade(item));
    return { Items: newest, LastEvaluatedKey };
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
export const asSeen = (seen: { version: string } | undefined): Condition =>
  seen
    ? {
        ConditionExpression: '#version = :seen',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':seen': seen.version },
      }
    : ifAbsent;

/** Condition that there is no item with these keys. */
export const ifAbsent: Condition = { ConditionExpression: 'attribute_not_exists(pk)' };

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
