import { dynamoRuns } from '../../lambdas/platform/runs/dynamo-runs.ts';
import { inMemoryRuns } from '../fakes/in-memory-runs.ts';
import { onEachEngine, tableOf } from '../fakes/on-each-engine.ts';
import { runsSuite } from './runs.suite.ts';

const remembered = inMemoryRuns();
runsSuite('in memory', () => remembered);

onEachEngine(tableOf('runs'), (client) => dynamoRuns(client, 'runs'), runsSuite);
