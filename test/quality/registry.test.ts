import { dynamoRegistry } from '../../lambdas/quality/registry.ts';
import { inMemoryRegistry } from '../fakes/in-memory-registry.ts';
import { onEachEngine, tableOf } from '../fakes/on-each-engine.ts';
import { registrySuite } from './registry.suite.ts';

const remembered = inMemoryRegistry();
registrySuite('in memory', () => remembered);

onEachEngine(tableOf('gate'), (client) => dynamoRegistry(client, 'gate'), registrySuite);
