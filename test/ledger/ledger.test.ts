import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe } from 'vitest';
import { dynamoLedger } from '../../lambdas/ledger/dynamo-ledger.ts';
import type { Ledger } from '../../lambdas/ledger/ledger.ts';
import { startDynamoDb } from '../../local/cloud/dynamodb/process.ts';
import { inMemoryLedger } from '../fakes/in-memory-ledger.ts';
import { ledgerSuite } from './ledger.suite.ts';

const remembered = inMemoryLedger();
ledgerSuite('in memory', () => remembered);

const indexOf = (IndexName: string, key: string) => ({
  IndexName,
  KeySchema: [
    { AttributeName: key, KeyType: 'HASH' as const },
    { AttributeName: 'acceptedAt', KeyType: 'RANGE' as const },
  ],
  Projection: { ProjectionType: 'ALL' as const },
});

// dynoxide where its binary is installed, and what every other machine uses, dynalite.
for (const engine of ['dynoxide', 'dynalite'] as const)
  describe.skipIf(engine === 'dynoxide' && !(process.platform === 'linux' && process.arch === 'x64'))(
    `on ${engine}`,
    () => {
      const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
      let ledger: Ledger;
      let stop: () => Promise<void>;

      beforeAll(async () => {
        const database = await startDynamoDb(folder, engine);
        stop = () => database.stop();
        const client = new DynamoDBClient({
          endpoint: database.url,
          region: 'eu-central-1',
          credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        });
        const names = ['pk', 'sk', 'outbox', 'attention', 'plant', 'acceptedAt'];
        await client.send(
          new CreateTableCommand({
            TableName: 'ledger',
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
            KeySchema: [
              { AttributeName: 'pk', KeyType: 'HASH' },
              { AttributeName: 'sk', KeyType: 'RANGE' },
            ],
            GlobalSecondaryIndexes: [
              indexOf('outbox', 'outbox'),
              indexOf('attention', 'attention'),
              indexOf('byPlant', 'plant'),
            ],
          }),
        );
        await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1 }, { TableName: 'ledger' });
        ledger = dynamoLedger(DynamoDBDocumentClient.from(client), 'ledger');
      });
      afterAll(async () => {
        await stop();
        rmSync(folder, { recursive: true });
      });
      ledgerSuite(engine, () => ledger);
    },
  );
