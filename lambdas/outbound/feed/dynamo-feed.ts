import { randomUUID } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { asSeen, DynamoTable, type Item, ifAbsent } from '../../platform/dynamo.ts';
import {
  type Consumer,
  type Consumers,
  type EntityState,
  type Feed,
  type FeedMessage,
  type PollState,
  positionOf,
  type Reference,
} from './feed.ts';

const feedKey = (plant: string) => `FEED#${plant}`;
const stateKey = (plant: string, entityType: string) => `STATE#${plant}#${entityType}`;
const fingerprintKey = (plant: string, entityType: string) => `MARK#${plant}#${entityType}`;
/** Key of the index that finds a state by its business key. */
const namedKey = (plant: string, entityType: string, subject: string) => `${plant}#${entityType}#${subject}`;
const headKey = (plant: string) => `HEAD#${plant}`;

/** Data is stored as JSON text: DynamoDB's numbers have a smaller range than JSON's. */
const messageItem = ({ data, ...message }: FeedMessage): Item => ({
  pk: feedKey(message.plant),
  sk: positionOf(message.sequence),
  ...message,
  data: JSON.stringify(data),
});

const messageOf = ({ pk, sk, data, ...message }: Item): FeedMessage =>
  ({ ...message, data: JSON.parse(String(data)) }) as FeedMessage;

const stateItem = ({ message, ...state }: EntityState): Item => ({
  pk: stateKey(state.plant, state.kind),
  sk: state.name,
  named: namedKey(state.plant, state.kind, message.subject),
  ...state,
  message: JSON.stringify(message),
});

const stateOf = ({ pk, sk, named, message, ...state }: Item): EntityState =>
  ({ ...state, message: JSON.parse(String(message)) }) as EntityState;

/** Feeds in DynamoDB: an item per message, per entity's state, per fingerprint, and per part of a plant's head. */
export const dynamoFeed = (client: DynamoDBDocumentClient, name: string): Feed => {
  const table = new DynamoTable(client, name);
  const page = async (
    plant: string,
    entityType: string,
    limit: number | undefined,
    after: string | undefined,
  ) => {
    const pk = stateKey(plant, entityType);
    const { Items = [], LastEvaluatedKey } = await table.query({
      key: '#pk = :pk',
      values: { ':pk': pk },
      ...(limit !== undefined && { limit }),
      ...(after !== undefined && { from: { pk, sk: after } }),
    });
    const cursor = LastEvaluatedKey?.sk as string | undefined;
    return { states: Items.map(stateOf), ...(cursor !== undefined && { cursor }) };
  };
  /** Puts an item unless the stored one has the same or a higher sequence. */
  const advance = async (item: Item & { sequence?: unknown }): Promise<void> => {
    await table.put(item, {
      ConditionExpression: 'attribute_not_exists(pk) OR #sequence < :sequence',
      ExpressionAttributeNames: { '#sequence': 'sequence' },
      ExpressionAttributeValues: { ':sequence': item.sequence },
    });
  };
  return {
    append: (message) => table.put(messageItem(message), ifAbsent),
    async after(plant, sequence, limit) {
      const { Items = [] } = await table.query({
        key: '#pk = :pk AND #sk > :sk',
        values: { ':pk': feedKey(plant), ':sk': positionOf(sequence) },
        limit,
      });
      return Items.map(messageOf);
    },
    async at(plant, sequence) {
      const item = await table.get({ pk: feedKey(plant), sk: positionOf(sequence) });
      return item && messageOf(item);
    },
    async head(plant) {
      const { Items = [] } = await table.query({ key: '#pk = :pk', values: { ':pk': headKey(plant) } });
      if (Items.length === 0) return undefined;
      const part = (sk: string) => Items.find((item) => item.sk === sk);
      const polls = Items.filter(({ kind }) => kind !== undefined);
      const polled = part('POLLED');
      return {
        plant,
        applied: Number(part('APPLIED')?.sequence ?? 0),
        published: Number(part('PUBLISHED')?.sequence ?? 0),
        read: Object.fromEntries(
          polls.map(({ kind, mark, at, throughAt, anewAt }) => [
            String(kind),
            { mark, at, throughAt, ...(anewAt !== undefined && { anewAt }) } as PollState,
          ]),
        ),
        ...(polled && { polledAt: String(polled.at) }),
      };
    },
    setApplied: (plant, sequence) => advance({ pk: headKey(plant), sk: 'APPLIED', sequence }),
    setPublished: (plant, sequence) => advance({ pk: headKey(plant), sk: 'PUBLISHED', sequence }),
    async setRead(plant, entityType, read) {
      await table.put({ pk: headKey(plant), sk: `READ#${entityType}`, kind: entityType, ...read });
    },
    async setPolled(plant, at) {
      await table.put({ pk: headKey(plant), sk: 'POLLED', at }, ifAbsent);
    },
    async *states(plant, entityType) {
      let cursor: string | undefined;
      do {
        const read = await page(plant, entityType, undefined, cursor);
        yield* read.states;
        cursor = read.cursor;
      } while (cursor !== undefined);
    },
    async statesOf(plant, entityType, names) {
      const found = await table.getAll(names.map((each) => ({ pk: stateKey(plant, entityType), sk: each })));
      return new Map(found.map((item) => [String(item.sk), stateOf(item)]));
    },
    async named(plant, entityType, subject) {
      const { Items = [] } = await table.query({
        index: 'named',
        key: '#named = :named',
        values: { ':named': namedKey(plant, entityType, subject) },
        keysOnly: true,
      });
      const found = await table.getAll(Items.map(({ pk, sk }) => ({ pk, sk })));
      // The index is eventually consistent: a state it finds may have another subject by now.
      return found.map(stateOf).filter(({ message }) => message.subject === subject);
    },
    statePage: (plant, entityType, { limit, cursor }) => page(plant, entityType, limit, cursor),
    putState: (state) => advance(stateItem(state)),
    async fingerprints(plant, entityType) {
      const found = new Map<string, string>();
      let from: Item | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await table.query({
          key: '#pk = :pk',
          values: { ':pk': fingerprintKey(plant, entityType) },
          from,
        });
        for (const { sk, fingerprint } of Items) found.set(String(sk), String(fingerprint));
        from = LastEvaluatedKey;
      } while (from);
      return found;
    },
    async setFingerprint(plant, entityType, entity, fingerprint) {
      const key = { pk: fingerprintKey(plant, entityType), sk: entity };
      if (fingerprint === undefined) await table.delete(key);
      else await table.put({ ...key, fingerprint });
    },
  };
};

const consumersKey = (plant: string) => `CONSUMERS#${plant}`;
const referencesKey = (plant: string, sequence: number) => `REFERENCES#${plant}#${positionOf(sequence)}`;

const contentOf = <T>({ pk, sk, ...content }: Item): T => content as T;

/** Consumers in DynamoDB, in the feeds' table: an item per consumer and per reference. */
export const dynamoConsumers = (client: DynamoDBDocumentClient, name: string): Consumers => {
  const table = new DynamoTable(client, name);
  const allUnder = async <T>(pk: string): Promise<T[]> => {
    const found: T[] = [];
    let from: Item | undefined;
    do {
      const page = await table.query({ key: '#pk = :pk', values: { ':pk': pk }, from });
      found.push(...(page.Items ?? []).map((item) => contentOf<T>(item)));
      from = page.LastEvaluatedKey;
    } while (from);
    return found;
  };
  return {
    async of(plant, partner) {
      const item = await table.get({ pk: consumersKey(plant), sk: partner });
      return item && contentOf<Consumer>(item);
    },
    all: (plant) => allUnder<Consumer>(consumersKey(plant)),
    async move(seen, next) {
      const consumer = { ...next, version: randomUUID() };
      const item = { pk: consumersKey(next.plant), sk: next.partner, ...consumer };
      return (await table.put(item, asSeen(seen))) ? consumer : undefined;
    },
    async keepReference(reference) {
      const { plant, sequence, partner } = reference;
      await table.put({ pk: referencesKey(plant, sequence), sk: partner, ...reference });
    },
    referencesOf: (plant, sequence) => allUnder<Reference>(referencesKey(plant, sequence)),
  };
};
