import { dynamoReports } from '../../lambdas/reconciliation/dynamo-reports.ts';
import { inMemoryReports } from '../fakes/in-memory-reports.ts';
import { onEachEngine, tableOf } from '../fakes/on-each-engine.ts';
import { reportsSuite } from './reports.suite.ts';

reportsSuite('in memory', inMemoryReports);
onEachEngine(
  tableOf('reports'),
  (client) => dynamoReports(client, 'reports'),
  (engine, reports) => reportsSuite(`on ${engine}`, reports),
);
