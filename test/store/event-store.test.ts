import { dynamoEventStore } from '../../lambdas/store/dynamo-store.ts';
import { inMemoryEventStore } from '../fakes/in-memory-event-store.ts';
import { eventStoreTable, onEachEngine } from '../fakes/on-each-engine.ts';
import { eventStoreSuite } from './event-store.suite.ts';

const remembered = inMemoryEventStore();
eventStoreSuite('in memory', () => remembered);

onEachEngine(eventStoreTable, (client) => dynamoEventStore(client, 'ledger'), eventStoreSuite);
