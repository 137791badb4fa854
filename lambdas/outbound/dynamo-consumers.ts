import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Item } from '../ledger/dynamo-table.ts';
import { asSeen, conditionally, DynamoTable } from '../ledger/dynamo-table.ts';
import type { Consumer, Consumers, Reference } from './consumers.ts';
import { positionOf } from './position.ts';

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
