import { randomUUID } from 'node:crypto';
import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { asSeen, conditionally, DynamoTable, type Item } from '../../platform/dynamo.ts';
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
const stateKey = (plant: string, kind: string) => `STATE#${plant}#${kind}`;
const markKey = (plant: string, kind: string) => `MARK#${plant}#${kind}`;
/** Key of the index that finds a thing by its business key. */
const namedKey = (plant: string, kind: string, subject: string) => `${plant}#${kind}#${subject}`;
const headKey = (plant: string) => `HEAD#${plant}`;

/** Content as JSON text: DynamoDB's numbers are narrower than JSON's. */
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

/** Feeds of plants in DynamoDB: an item for each message, for how each thing stands, and for each plant's head. */
export const dynamoFeed = (client: DynamoDBDocumentClient, name: string): Feed => {
  const table = new DynamoTable(client, name);
  const put = (Item: Item, more: Partial<ConstructorParameters<typeof PutCommand>[0]>) =>
    conditionally(() => client.send(new PutCommand({ TableName: name, Item, ...more })));
  const page = async (plant: string, kind: string, limit: number | undefined, after: string | undefined) => {
    const pk = stateKey(plant, kind);
    const { Items = [], LastEvaluatedKey } = await table.query({
      key: '#pk = :pk',
      values: { ':pk': pk },
      ...(limit !== undefined && { limit }),
      ...(after !== undefined && { from: { pk, sk: after } }),
    });
    const cursor = LastEvaluatedKey?.sk as string | undefined;
    return { states: Items.map(stateOf), ...(cursor !== undefined && { cursor }) };
  };
  /** Puts an item unless one of the same key is further. */
  const advance = async (Item: Item & { sequence?: unknown }): Promise<void> => {
    await put(Item, {
      ConditionExpression: 'attribute_not_exists(pk) OR #sequence < :sequence',
      ExpressionAttributeNames: { '#sequence': 'sequence' },
      ExpressionAttributeValues: { ':sequence': Item.sequence },
    });
  };
  return {
    async append(message) {
      const condition = { ConditionExpression: 'attribute_not_exists(pk)' };
      return (await put(messageItem(message), condition)) !== undefined;
    },
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
      const of = (sk: string) => Items.find((item) => item.sk === sk);
      const kinds = Items.filter(({ kind }) => kind !== undefined);
      return {
        plant,
        applied: Number(of('APPLIED')?.sequence ?? 0),
        published: Number(of('PUBLISHED')?.sequence ?? 0),
        read: Object.fromEntries(
          kinds.map(({ kind, mark, at, throughAt }) => [String(kind), { mark, at, throughAt } as PollState]),
        ),
      };
    },
    setApplied: (plant, sequence) => advance({ pk: headKey(plant), sk: 'APPLIED', sequence }),
    setPublished: (plant, sequence) => advance({ pk: headKey(plant), sk: 'PUBLISHED', sequence }),
    async setRead(plant, kind, read) {
      await put({ pk: headKey(plant), sk: `READ#${kind}`, kind, ...read }, {});
    },
    async *states(plant, kind) {
      let cursor: string | undefined;
      do {
        const read = await page(plant, kind, undefined, cursor);
        yield* read.states;
        cursor = read.cursor;
      } while (cursor !== undefined);
    },
    async statesOf(plant, kind, names) {
      const found = await table.getAll(names.map((each) => ({ pk: stateKey(plant, kind), sk: each })));
      return new Map(found.map((item) => [String(item.sk), stateOf(item)]));
    },
    async named(plant, kind, subject) {
      const { Items = [] } = await table.query({
        index: 'named',
        key: '#named = :named',
        values: { ':named': namedKey(plant, kind, subject) },
      });
      const found = await table.getAll(Items.map(({ pk, sk }) => ({ pk, sk })));
      // The index lags: what it finds may be named otherwise by now.
      return found.map(stateOf).filter(({ message }) => message.subject === subject);
    },
    statePage: (plant, kind, { limit, cursor }) => page(plant, kind, limit, cursor),
    putState: (state) => advance(stateItem(state)),
    async fingerprints(plant, kind) {
      const found = new Map<string, string>();
      let from: Item | undefined;
      do {
        const { Items = [], LastEvaluatedKey } = await table.query({
          key: '#pk = :pk',
          values: { ':pk': markKey(plant, kind) },
          from,
        });
        for (const { sk, fingerprint } of Items) found.set(String(sk), String(fingerprint));
        from = LastEvaluatedKey;
      } while (from);
      return found;
    },
    async setFingerprint(plant, kind, thing, fingerprint) {
      const Key = { pk: markKey(plant, kind), sk: thing };
      if (fingerprint === undefined) await client.send(new DeleteCommand({ TableName: name, Key }));
      else await put({ ...Key, fingerprint }, {});
    },
  };
};

const consumersKey = (plant: string) => `CONSUMERS#${plant}`;
const referencesKey = (plant: string, sequence: number) => `REFERENCES#${plant}#${positionOf(sequence)}`;

const contentOf = <T>({ pk, sk, ...content }: Item): T => content as T;

/** Consumers in DynamoDB, in the table of the feeds: an item for each, and one for each reference. */
export const dynamoConsumers = (client: DynamoDBDocumentClient, name: string): Consumers => {
  const table = new DynamoTable(client, name);
  const under = async <T>(pk: string): Promise<T[]> => {
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
    all: (plant) => under<Consumer>(consumersKey(plant)),
    async move(seen, next) {
      const consumer = { ...next, version: randomUUID() };
      const Item = { pk: consumersKey(next.plant), sk: next.partner, ...consumer };
      const written = await conditionally(() =>
        client.send(new PutCommand({ TableName: name, Item, ...asSeen(seen) })),
      );
      return written && consumer;
    },
    async keepReference(reference) {
      const { plant, sequence, partner } = reference;
      const Item = { pk: referencesKey(plant, sequence), sk: partner, ...reference };
      await client.send(new PutCommand({ TableName: name, Item }));
    },
    referencesOf: (plant, sequence) => under<Reference>(referencesKey(plant, sequence)),
  };
};
