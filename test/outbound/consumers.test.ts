import { dynamoConsumers } from '../../lambdas/outbound/feed/dynamo-feed.ts';
import { inMemoryConsumers } from '../fakes/in-memory-consumers.ts';
import { onEachEngine, tableOf } from '../fakes/on-each-engine.ts';
import { consumersSuite } from './consumers.suite.ts';

const remembered = inMemoryConsumers();
consumersSuite('in memory', () => remembered);
onEachEngine(tableOf('feed'), (client) => dynamoConsumers(client, 'feed'), consumersSuite);
