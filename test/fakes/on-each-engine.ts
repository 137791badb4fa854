import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DynamoDBClient,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '@odoo-plant-gateway/local-cloud/dynamodb';
import { afterAll, beforeAll, describe } from 'vitest';

/** A table whose items have the keys `pk` and `sk`; names are of strings that its indexes need beside these. */
export const tableOf = (
  TableName: string,
  names: readonly string[] = [],
  more: Pick<CreateTableCommandInput, 'GlobalSecondaryIndexes'> = {},
): CreateTableCommandInput => ({
  TableName,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: ['pk', 'sk', ...names].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  ...more,
});

const indexOf = (IndexName: string, key: string, sortKey = 'acceptedAt') => ({
  IndexName,
  KeySchema: [
    { AttributeName: key, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ],
  Projection: { ProjectionType: 'ALL' as const },
});

/** The event store's table, as `lib/data-stack.ts` has it. */
export const eventStoreTable = tableOf(
  'ledger',
  ['outbox', 'attention', 'plant', 'acceptedAt', 'told', 'toldAt'],
  {
    GlobalSecondaryIndexes: [
      indexOf('outbox', 'outbox'),
      indexOf('attention', 'attention'),
      indexOf('byPlant', 'plant'),
      indexOf('told', 'told', 'toldAt'),
    ],
  },
);

/** Runs a suite on dynalite, and on dynoxide where its binary is installed. */
export function onEachEngine<T>(
  table: CreateTableCommandInput,
  adapterOf: (client: DynamoDBDocumentClient) => T,
  suite: (engine: string, adapter: () => T) => void,
): void {
  for (const engine of ['dynoxide', 'dynalite'] as const)
    describe.skipIf(engine === 'dynoxide' && !(process.platform === 'linux' && process.arch === 'x64'))(
      `on ${engine}`,
      () => {
        const folder = mkdtempSync(join(tmpdir(), 'table-'));
        let adapter: T;
        let stop: (() => Promise<void>) | undefined;

        beforeAll(async () => {
          const database = await startDynamoDb(folder, engine);
          stop = () => database.stop();
          const client = new DynamoDBClient({
            endpoint: database.url,
            region: 'eu-central-1',
            credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
          });
          await client.send(new CreateTableCommand(table));
          const { TableName } = table;
          await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1 }, { TableName });
          adapter = adapterOf(DynamoDBDocumentClient.from(client));
        });
        afterAll(async () => {
          await stop?.();
          rmSync(folder, { recursive: true });
        });
        suite(engine, () => adapter);
      },
    );
}
