import type { EventStoreIndex } from '../access.ts';
import { metricsNamespace, type Names } from '../names.ts';
import { type AlarmDefinition, anyPartOf, type PlainMetric } from './define-alarm.ts';

/**
 * Throttled reads and writes of the tables that every event needs, and throttled writes of the indexes that have every event:
 * they refuse the write to the table, and count under dimensions of their own. An expression takes ten metrics at most.
 */
const throttledTables = (names: Names): PlainMetric[] => {
  const throttled = (kind: 'Read' | 'Write', dimensions: Record<string, string>): PlainMetric => ({
    namespace: 'AWS/DynamoDB',
    name: `${kind}ThrottleEvents`,
    dimensions,
  });
  const { eventStore, feed, codeMapping, idempotency } = names;
  const indexes: EventStoreIndex[] = ['byPlant', 'outbox'];
  return [
    ...[eventStore, feed, codeMapping, idempotency].flatMap((TableName) => [
      throttled('Read', { TableName }),
      throttled('Write', { TableName }),
    ]),
    ...indexes.map((GlobalSecondaryIndexName) =>
      throttled('Write', { TableName: eventStore, GlobalSecondaryIndexName }),
    ),
  ];
};

/** Alarms about limits of AWS. All are tickets: what a limit breaks pages under its own name. */
export const capacityAlarms = {
  'functions-throttled': {
    of: 'environment',
    short: 'Lambda refuses to run functions: the concurrency of the account is used up',
    severity: 'ticket',
    because: 'Callers try again. What partners notice pages as accept-errors.',
    impact: 'Functions are not started at once; answers and bookings are late.',
    threshold: 10,
    periods: 2,
    graph: {
      title: 'Throttled functions',
      search: (names) =>
        `{AWS/Lambda,FunctionName} MetricName="Throttles" ${anyPartOf('FunctionName', names)}`,
      statistic: 'Sum',
    },
  },
  'tables-throttled': {
    of: 'environment',
    short: 'DynamoDB throttles a table',
    severity: 'ticket',
    because: 'The SDK tries again. What fails in spite of it pages under its own name.',
    impact: 'Reads or writes of a table are throttled; answers and bookings are late.',
    threshold: 1,
    periods: 2,
    graph: {
      title: 'Throttled reads and writes of tables',
      lines: throttledTables,
      statistic: 'Sum',
    },
  },
  'calls-throttled': {
    of: 'environment',
    short: 'partners get 429',
    severity: 'ticket',
    because: 'A partner that follows the contract sends again. Either it loops, or its limit is too low.',
    impact: 'Calls of partners are refused because they are too many; their events come late.',
    threshold: 100,
    periods: 3,
    graph: {
      title: 'Calls answered with 429',
      lines: () => [{ namespace: metricsNamespace, name: 'CallsThrottled' }],
      statistic: 'Sum',
    },
  },
} as const satisfies Record<string, AlarmDefinition>;
