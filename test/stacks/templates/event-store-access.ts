import { describe, expect, it } from 'vitest';
import type { EventStore } from '../../../lambdas/store/event-store.ts';
import { all, type Resource, type Synthesized } from './synthesized.ts';

type Method = keyof EventStore;

/** The DynamoDB calls behind each method of `lambdas/store/`. */
const calls: Record<Method, string[]> = {
  accept: ['PutItem', 'GetItem'],
  get: ['GetItem'],
  markSent: ['UpdateItem'],
  unsentBefore: ['Query outbox'],
  claim: ['UpdateItem'],
  release: ['UpdateItem'],
  posted: ['UpdateItem'],
  quarantined: ['UpdateItem'],
  deferred: ['UpdateItem'],
  retry: ['UpdateItem'],
  skip: ['UpdateItem'],
  postedSince: ['Query byPlant'],
  replay: ['UpdateItem'],
  giveUpBooking: ['UpdateItem'],
  events: ['Query byPlant'],
  eventsNeedingAttention: ['Query attention'],
  eventsAbout: ['Query told'],
  needingAttention: ['Query attention'],
  quarantinedOf: ['Query attention'],
  blockedKeys: ['BatchGetItem'],
  replaceBlockedKey: ['PutItem', 'DeleteItem STREAM#*'],
  aggregate: ['UpdateItem'],
  aggregations: ['BatchGetItem'],
  endAggregation: ['DeleteItem STREAM#*'],
  queueStates: ['Query'],
  queueState: ['GetItem'],
  setQueueState: ['PutItem'],
  clearQueueState: ['DeleteItem LANES'],
};

/** Sends what was aggregated of an ordering key (`lambdas/posting/aggregation.ts`). */
const flushing: Method[] = ['aggregations', 'markSent', 'endAggregation'];
/** Sends from the outbox; what cannot be sent blocks its ordering key (`lambdas/posting/send-from-outbox.ts`). */
const sending: Method[] = [...flushing, 'markSent', 'get', 'deferred', 'blockedKeys', 'replaceBlockedKey'];
/** Releases an ordering key, or blocks it (`lambdas/posting/ordering.ts`). */
const ordering: Method[] = ['blockedKeys', 'replaceBlockedKey'];
const switching: Method[] = ['queueState', 'setQueueState', 'clearQueueState'];

const uses: Record<string, Method[]> = {
  Accept: ['accept', 'aggregate', ...sending],
  Documents: ['accept', 'aggregate', ...sending],
  DropTake: ['accept', 'aggregate', ...sending],
  Query: ['get', 'events', 'eventsNeedingAttention'],
  Quality: ['accept', 'aggregate', ...sending],
  // Odoo alone knows where lots came from.
  Trace: [],
  Feed: [],
  Sync: ['events', 'eventsAbout'],
  Reconcile: ['get', 'events', 'eventsAbout'],
  // Messages to plants have one as well. The owner of an event decides who gets its outcome.
  Dispatch: ['get', 'queueState'],
  Hint: [],
  RelayRelay: ['get'],
  // Reads the feeds only.
  Webhooks: [],
  Watch: ['queueStates', ...switching, 'unsentBefore', 'needingAttention', ...sending],
  Operate: [
    'get',
    // What a plant said of its books, and what was booked since.
    'events',
    'eventsAbout',
    'needingAttention',
    'quarantinedOf',
    'retry',
    'skip',
    // After a restore of Odoo.
    'postedSince',
    'replay',
    'giveUpBooking',
    'unsentBefore',
    'queueStates',
    ...switching,
    ...sending,
  ],
  LanePost: [
    'claim',
    'get',
    'release',
    'posted',
    'quarantined',
    'deferred',
    ...ordering,
    ...switching,
    ...flushing,
  ],
};

interface Statement {
  Action: string | string[];
  Resource: unknown;
  Condition?: { 'ForAllValues:StringLike'?: Record<string, string | string[]>; Null?: unknown };
}

const list = <T>(one: T | T[]): T[] => (Array.isArray(one) ? one : [one]);

const onEventStore = ({ Resource }: Statement, environment: string): boolean =>
  JSON.stringify(Resource).includes(`:table/opg-${environment}-ledger`);

/** `PutItem`; with an index or the partition keys it is bound to: `Query outbox`, `DeleteItem LANES`. */
const grantsOf = ({ Action, Resource, Condition }: Statement): string[] => {
  const indexes = [...JSON.stringify(Resource).matchAll(/\/index\/(\w+)/g)].map(([, name]) => name);
  const keys = list(Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? []);
  const bounds = [...indexes, ...keys];
  return list(Action)
    .map((action) => action.replace('dynamodb:', ''))
    .flatMap((action) => (bounds.length > 0 ? bounds.map((bound) => `${action} ${bound}`) : [action]));
};

/** State machines and schedules call functions and machines, and no table. */
const functionPolicies = (policies: Resource[]) =>
  policies.filter(({ id }) => !/^(GateMachine|RunsMachine|SchedulerRole|LookRole|HoldWatchRole)/.test(id));

const eventStoreStatements = ({ environment, resources }: Synthesized) =>
  functionPolicies(resources('AWS::IAM::Policy')).map(({ id, Properties }) => ({
    role: id.replace(/Role.*/, ''),
    statements: (Properties.PolicyDocument.Statement as Statement[]).filter((statement) =>
      onEventStore(statement, environment.name),
    ),
  }));

describe('what a function may do with the event store', () => {
  it('is what its code does, and no more', () => {
    for (const one of all) {
      const policies = eventStoreStatements(one);
      expect(new Set(policies.map(({ role }) => role))).toEqual(new Set(Object.keys(uses)));
      for (const { role, statements } of policies) {
        const needed = new Set(uses[role]?.flatMap((method) => calls[method]));
        expect({ role, may: [...new Set(statements.flatMap(grantsOf))].sort() }).toEqual({
          role,
          may: [...needed].sort(),
        });
      }
    }
  });

  it('never lets an event be deleted: only blocks of ordering keys and states of plant queues', () => {
    for (const one of all) {
      const deleting = eventStoreStatements(one).flatMap(({ statements }) =>
        statements.filter(({ Action }) => list(Action).includes('dynamodb:DeleteItem')),
      );
      // Every function but query and trace blocks or releases ordering keys.
      expect(deleting).toHaveLength(one.environment.plants.length + 6);
      for (const { Condition } of deleting) {
        const keys = list(Condition?.['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'] ?? []);
        expect(keys.length).toBeGreaterThan(0);
        for (const key of keys) expect(['STREAM#*', 'LANES']).toContain(key);
        expect(Condition?.Null).toEqual({ 'dynamodb:LeadingKeys': 'false' });
      }
    }
  });
});
