import { randomUUID } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { asSeen, DynamoTable, type Item } from '../dynamo.ts';
import type { RunRecord, RunStore, RunTurn } from './run-store.ts';

const keptDays = 366;
const partitionOf = (plant: string, job: string) => `RUNS#${plant}#${job}`;
const turnKey = (plant: string, job: string) => ({ pk: `TURN#${plant}#${job}`, sk: 'TURN' });

const withoutKeys = <T>({ pk, sk, expires, ...record }: Item): T => record as T;

/** Runs in a DynamoDB table: one item per run, kept for a year, and one item per plant and job for the turn. */
export const dynamoRuns = (client: DynamoDBDocumentClient, name: string): RunStore => {
  const table = new DynamoTable(client, name);
  const put = async <T extends object>(key: Item, seen: { version: string } | undefined, next: T) => {
    const record = { ...next, version: randomUUID() };
    return (await table.put({ ...key, ...record }, asSeen(seen))) ? record : undefined;
  };
  return {
    async find(plant, job, id) {
      const item = await table.get({ pk: partitionOf(plant, job), sk: id });
      return item && withoutKeys<RunRecord>(item);
    },
    replace(seen, next) {
      const expires = Math.floor(Date.parse(next.startedAt) / 1000) + keptDays * 86_400;
      return put({ pk: partitionOf(next.plant, next.job), sk: next.id, expires }, seen, next);
    },
    async *runs(plant, job) {
      let from: Item | undefined;
      do {
        const page = await table.query({
          key: '#pk = :pk',
          values: { ':pk': partitionOf(plant, job) },
          forward: false,
          limit: 50,
          from,
        });
        for (const item of page.Items ?? []) yield withoutKeys<RunRecord>(item);
        from = page.LastEvaluatedKey;
      } while (from);
    },
    async turn(plant, job) {
      const item = await table.get(turnKey(plant, job));
      return item && withoutKeys<RunTurn>(item);
    },
    setTurn: (seen, next) => put(turnKey(next.plant, next.job), seen, next),
  };
};
