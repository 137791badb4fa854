import { dynamoFeed } from '../../lambdas/outbound/dynamo-feed.ts';
import { inMemoryFeed } from '../fakes/in-memory-feed.ts';
import { onEachEngine, tableOf } from '../fakes/on-each-engine.ts';
import { feedSuite } from './feed.suite.ts';

const remembered = inMemoryFeed();
feedSuite('in memory', () => remembered);
onEachEngine(tableOf('feed'), (client) => dynamoFeed(client, 'feed'), feedSuite);
