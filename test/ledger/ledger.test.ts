import { dynamoLedger } from '../../lambdas/ledger/dynamo-ledger.ts';
import { inMemoryLedger } from '../fakes/in-memory-ledger.ts';
import { onEachEngine, tableOf } from '../fakes/on-each-engine.ts';
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

onEachEngine(
  tableOf('ledger', ['outbox', 'attention', 'plant', 'acceptedAt'], {
    GlobalSecondaryIndexes: [
      indexOf('outbox', 'outbox'),
      indexOf('attention', 'attention'),
      indexOf('byPlant', 'plant'),
    ],
  }),
  (client) => dynamoLedger(client, 'ledger'),
  ledgerSuite,
);
