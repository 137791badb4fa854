import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchGet } from '../../lambdas/crosswalk/batch-get.ts';
import type { CrosswalkTable } from '../../lambdas/crosswalk/crosswalk-table.ts';
import { dynamoCrosswalk } from '../../lambdas/crosswalk/dynamo-crosswalk.ts';
import { startDynamoDb } from '../../local/cloud/dynamodb/process.ts';
import { inMemoryCrosswalk } from '../fakes/in-memory-crosswalk.ts';
import { crosswalkSuite } from './crosswalk.suite.ts';

const remembered = inMemoryCrosswalk();
crosswalkSuite('in memory', () => remembered);

for (const engine of ['dynoxide', 'dynalite'] as const)
  describe.skipIf(engine === 'dynoxide' && !(process.platform === 'linux' && process.arch === 'x64'))(
    `on ${engine}`,
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'crosswalk-'));
      let table: CrosswalkTable;
      let stop: () => Promise<void>;

      beforeAll(async () => {
        const database = await startDynamoDb(folder, engine);
        stop = () => database.stop();
        const client = new DynamoDBClient({
          endpoint: database.url,
          region: 'eu-central-1',
          credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        });
        await client.send(
          new CreateTableCommand({
            TableName: 'crosswalk',
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({
              AttributeName,
              AttributeType: 'S',
            })),
            KeySchema: [
              { AttributeName: 'pk', KeyType: 'HASH' },
              { AttributeName: 'sk', KeyType: 'RANGE' },
            ],
          }),
        );
        await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1 }, { TableName: 'crosswalk' });
        table = dynamoCrosswalk(DynamoDBDocumentClient.from(client), 'crosswalk');
      });
      afterAll(async () => {
        await stop();
        rmSync(folder, { recursive: true });
      });
      crosswalkSuite(engine, () => table);
    },
  );

describe('a look-up that DynamoDB throttles', () => {
  type Command = { input: { RequestItems: Record<string, { Keys: { sk: string }[] }> } };
  const keys = Array.from({ length: 150 }, (_, index) => ({ pk: 'CODES#p', sk: String(index) }));
  /** Serves one key a call, as long as `serves` says so. */
  const throttling = (serves: boolean) => {
    const calls: number[] = [];
    const send = async ({ input }: Command) => {
      const asked = input.RequestItems.crosswalk?.Keys ?? [];
      calls.push(asked.length);
      const served = serves ? Math.ceil(asked.length / 2) : 0;
      return {
        Responses: { crosswalk: asked.slice(0, served) },
        ...(served < asked.length && { UnprocessedKeys: { crosswalk: { Keys: asked.slice(served) } } }),
      };
    };
    return { calls, client: { send } as unknown as DynamoDBDocumentClient };
  };
  const atOnce = async () => {};

  it('asks again for what was left, never for more than a hundred', async () => {
    const { calls, client } = throttling(true);
    const found = await batchGet(client, 'crosswalk', keys, atOnce);
    expect(found.map(({ sk }) => Number(sk)).sort((a, b) => a - b)).toEqual(keys.map((_, index) => index));
    expect(Math.max(...calls)).toBe(100);
    expect(calls.length).toBeGreaterThan(2);
  });

  it('throws in the end rather than taking what is unread for unlisted', async () => {
    const { client } = throttling(false);
    await expect(batchGet(client, 'crosswalk', keys, atOnce)).rejects.toThrow('unprocessed');
  });
});
