import { isDeepStrictEqual } from 'node:util';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  type PutCommandInput,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { batchGet } from './batch-get.ts';
import {
  ItemVersions,
  type UpgradeSteps,
  upgradeSteps,
  versionAttribute,
  versionOf,
} from './item-versions.ts';

/** Tries of an update whose item changes its version in between: other releases are at work. */
const updateAttempts = 8;

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

  /**
   * Returns the item after the update, or undefined when the condition did not hold. An update changes an item only in the form
   * of this release: an older item is rewritten first, and a newer one becomes an item of this release's version, so that the
   * newer release derives its attributes again. Only these two cost more than one call.
   */
  async update(key: Item, expressions: Expressions): Promise<Item | undefined> {
    const own = this.#versions.newest(key);
    let at = own;
    for (let attempt = 0; attempt < updateAttempts; attempt++) {
      const { done, item, stored } = await this.#updateAt(key, expressions, at, own);
      if (done) return item && this.#versions.upgrade(item);
      const version = stored ?? (await this.#storedVersion(key));
      if (version === undefined || version === at) return undefined;
      if (version < own) await this.#rewrite(key);
      at = Math.max(version, own);
    }
    throw new Error(`an item of ${this.name} changed its version again and again`);
  }

  /** Updates the item if its stored version is `at`. `stored` is the version that it has, when DynamoDB says it. */
  async #updateAt(
    key: Item,
    { update, condition, values }: Expressions,
    at: number,
    own: number,
  ): Promise<{ done: boolean; item?: Item | undefined; stored?: number | undefined }> {
    const set = update.includes('SET ')
      ? update.replace('SET ', 'SET #v = :ownVersion, ')
      : `SET #v = :ownVersion ${update}`;
    const unversioned = own === 1 ? 'attribute_not_exists(#v)' : 'attribute_not_exists(pk)';
    const versioned = at === own ? `(${unversioned} OR #v = :seenVersion)` : '#v = :seenVersion';
    const conditions = `(${condition}) AND ${versioned}`;
    try {
      const { Attributes } = await this.client.send(
        new UpdateCommand({
          TableName: this.name,
          Key: key,
          UpdateExpression: set,
          ConditionExpression: conditions,
          ...namesIn(set, conditions),
          ExpressionAttributeValues: { ...values, ':ownVersion': own, ':seenVersion': at },
          ReturnValues: 'ALL_NEW',
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      );
      return { done: true, item: Attributes };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      const { Item: old } = error;
      return { done: false, stored: old && Number(old[versionAttribute]?.N ?? 1) };
    }
  }

  async #storedVersion(key: Item): Promise<number | undefined> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.name, Key: key, ConsistentRead: true }),
    );
    return Item && versionOf(Item);
  }

  async #rewrite(key: Item): Promise<void> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.name, Key: key, ConsistentRead: true }),
    );
    if (Item) await this.rewrite(Item);
  }

  /**
   * Writes an item, as it was read, in the newest form of its kind. Changes only what differs, and only when the item is still
   * as it was read. False when they are not.
   */
  async rewrite(read: Item): Promise<boolean> {
    const { pk, sk, ...before } = read;
    const next = this.#versions.stamp(this.#versions.upgrade(read));
    const names = [...new Set([...Object.keys(before), ...Object.keys(next)])].filter(
      (name) => name !== 'pk' && name !== 'sk',
    );
    const at = (name: string) => names.indexOf(name);
    const changed = names.filter((name) => !isDeepStrictEqual(next[name], read[name]));
    const set = changed.filter((name) => next[name] !== undefined);
    const remove = changed.filter((name) => next[name] === undefined);
    // Lists and maps never change alone: `version`, `status` or `attempts` change with them. dynalite cannot compare them.
    const compared = names.filter((name) => typeof read[name] !== 'object');
    const unchanged = compared.map((name) =>
      read[name] === undefined ? `attribute_not_exists(#n${at(name)})` : `#n${at(name)} = :o${at(name)}`,
    );
    const written = await conditionally(() =>
      this.client.send(
        new UpdateCommand({
          TableName: this.name,
          Key: { pk, sk },
          UpdateExpression: [
            ...(set.length > 0
              ? [`SET ${set.map((name) => `#n${at(name)} = :n${at(name)}`).join(', ')}`]
              : []),
            ...(remove.length > 0 ? [`REMOVE ${remove.map((name) => `#n${at(name)}`).join(', ')}`] : []),
          ].join(' '),
          ConditionExpression: ['attribute_exists(pk)', ...unchanged].join(' AND '),
          ExpressionAttributeNames: Object.fromEntries(
            [...new Set([...changed, ...compared])].map((name) => [`#n${at(name)}`, name]),
          ),
          ExpressionAttributeValues: Object.fromEntries([
            ...set.map((name) => [`:n${at(name)}`, next[name]]),
            ...compared.flatMap((name) => (read[name] === undefined ? [] : [[`:o${at(name)}`, read[name]]])),
          ]),
        }),
      ),
    );
    return written !== undefined;
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
