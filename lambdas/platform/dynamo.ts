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

/** Undefined when the condition of the write did not hold. */
export const conditionally = async <T>(write: () => Promise<T>): Promise<T | undefined> => {
  try {
    return await write();
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
};

/** Condition that an item is as it was seen, by its `version`; that there is none, when none was seen. */
export const asSeen = (seen: { version: string } | undefined) =>
  seen
    ? {
        ConditionExpression: '#version = :seen',
        ExpressionAttributeNames: { '#version': 'version' },
        ExpressionAttributeValues: { ':seen': seen.version },
      }
    : { ConditionExpression: 'attribute_not_exists(pk)' };

export interface Expressions {
  update: string;
  condition: string;
  values?: Item;
}

/** DynamoDB refuses names that no expression uses, and these words are reserved: name just the used ones. */
const namesIn = (...expressions: (string | undefined)[]) => {
  const used = new Set(expressions.join(' ').match(/#\w+/g));
  return used.size > 0
    ? { ExpressionAttributeNames: Object.fromEntries([...used].map((name) => [name, name.slice(1)])) }
    : {};
};

export interface TableQuery {
  index?: string;
  key: string;
  filter?: string | undefined;
  values: Item;
  forward?: boolean;
  limit?: number;
  from?: Item | undefined;
}

/** DynamoDB reads at most so many items a call. */
const perBatch = 100;

/** The few calls the ledger makes, on one table. */
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

  /** Those of the items that there are, in any order. */
  async getAll(keys: readonly Item[]): Promise<Item[]> {
    const found: Item[] = [];
    for (let from = 0; from < keys.length; from += perBatch) {
      let Keys = keys.slice(from, from + perBatch) as Item[];
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

  /** The item afterwards, or undefined when the condition did not hold. */
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
