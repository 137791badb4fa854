import { dynamoFeed } from '../../lambdas/outbound/feed/dynamo-feed.ts';
import { feedTable } from '../fakes/feed-table.ts';
import { inMemoryFeed } from '../fakes/in-memory-feed.ts';
import { onEachEngine } from '../fakes/on-each-engine.ts';
import { feedSuite } from './feed.suite.ts';

const remembered = inMemoryFeed();
feedSuite('in memory', () => remembered);
onEachEngine(feedTable, (client) => dynamoFeed(client, 'feed'), feedSuite);
