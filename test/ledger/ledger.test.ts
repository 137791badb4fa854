import { dynamoLedger } from '../../lambdas/store/dynamo-store.ts';
import { inMemoryLedger } from '../fakes/in-memory-ledger.ts';
import { onEachEngine, tableOf } from '../fakes/on-each-engine.ts';
import { ledgerSuite } from './ledger.suite.ts';

const remembered = inMemoryLedger();
ledgerSuite('in memory', () => remembered);

const indexOf = (IndexName: string, key: string, sortKey = 'acceptedAt') => ({
  IndexName,
  KeySchema: [
    { AttributeName: key, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ],
  Projection: { ProjectionType: 'ALL' as const },
});

onEachEngine(
  tableOf('ledger', ['outbox', 'attention', 'plant', 'acceptedAt', 'told', 'toldAt'], {
    GlobalSecondaryIndexes: [
      indexOf('outbox', 'outbox'),
      indexOf('attention', 'attention'),
      indexOf('byPlant', 'plant'),
      indexOf('told', 'told', 'toldAt'),
    ],
  }),
  (client) => dynamoLedger(client, 'ledger'),
  ledgerSuite,
);
