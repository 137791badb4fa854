import { dynamoEventStore } from '../../lambdas/store/dynamo-store.ts';
import { inMemoryEventStore } from '../fakes/in-memory-event-store.ts';
import { onEachEngine, tableOf } from '../fakes/on-each-engine.ts';
import { eventStoreSuite } from './event-store.suite.ts';

const remembered = inMemoryEventStore();
eventStoreSuite('in memory', () => remembered);

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
  (client) => dynamoEventStore(client, 'ledger'),
  eventStoreSuite,
);
