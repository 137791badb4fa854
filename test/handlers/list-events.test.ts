import { describe, expect, it } from 'vitest';
import { handle } from '../../lambdas/inbound/query.ts';
import type { DynamoTable, TableQuery } from '../../lambdas/platform/dynamo.ts';
import { dynamoEvents } from '../../lambdas/store/dynamo-events.ts';
import type { EventFilter, EventStore } from '../../lambdas/store/event-store.ts';
import { answerAsPublished } from '../fakes/as-published.ts';
import { recordOf, report } from '../fakes/events.ts';
import { inMemoryAuditTrail } from '../fakes/in-memory-audit-trail.ts';
import { inMemoryEventStore } from '../fakes/in-memory-event-store.ts';
import { inMemoryReports } from '../fakes/in-memory-reports.ts';
import { osloMes, Spine } from '../fakes/spine.ts';

const at = (second: number) => `2026-11-23T12:00:${String(second).padStart(2, '0')}.000000Z`;

/** Two quarantined events, and a dozen that came later and are posted. */
const eventStoreWithHistory = async (): Promise<EventStore> => {
  const eventStore = inMemoryEventStore();
  for (const second of Array(14).keys()) {
    const record = recordOf(report({ id: `e-${second}` }), { acceptedAt: at(second) });
    await eventStore.accept({ ...record, status: second < 2 ? 'quarantined' : 'posted' });
  }
  return eventStore;
};

const list = async (eventStore: EventStore, query: Record<string, string>) => {
  const request = {
    httpMethod: 'GET',
    resource: '/v1/plants/{plant}/events',
    pathParameters: { plant: 'oslo' },
    queryStringParameters: query,
    requestContext: { identity: { apiKeyId: 'key' } },
  };
  const answer = await handle(request as never, {
    eventStore,
    audit: inMemoryAuditTrail(),
    reports: inMemoryReports(),
    directory: async () => osloMes,
    log: new Spine().log,
  });
  expect(answer.statusCode).toBe(200);
  return answerAsPublished('eventPage', JSON.parse(answer.body));
};

describe('the list of a plant’s events', () => {
  it('is full of what is quarantined, however many events came later', async () => {
    const eventStore = await eventStoreWithHistory();
    const first = await list(eventStore, { status: 'quarantined', limit: '1' });
    expect(first.events).toMatchObject([{ id: 'e-1', status: 'quarantined' }]);
    const rest = await list(eventStore, { status: 'quarantined', limit: '1', cursor: first.cursor });
    expect(rest).toMatchObject({ events: [{ id: 'e-0' }] });
    expect(rest).not.toHaveProperty('cursor');
  });

  it('looks for what is quarantined or deferred where only these are', async () => {
    const asked: [string, string | undefined][] = [];
    const listed =
      (where: string) =>
      async (_: string, { status }: EventFilter) => {
        asked.push([where, status]);
        return { events: [] };
      };
    const eventStore: EventStore = {
      ...inMemoryEventStore(),
      events: listed('all'),
      eventsNeedingAttention: listed('attention'),
    };
    for (const status of ['quarantined', 'parked', 'posted']) await list(eventStore, { status });
    expect(asked).toEqual([
      ['attention', 'quarantined'],
      ['attention', 'parked'],
      ['all', 'posted'],
    ]);
  });

  it('ends a page that finds nothing after so many reads, with a cursor to go on', async () => {
    const reads: TableQuery[] = [];
    const table = {
      query: async (query: TableQuery) => {
        reads.push(query);
        const key = { pk: `EVENT#${reads.length}`, sk: 'EVENT', plant: 'oslo', acceptedAt: at(1) };
        return { Items: [], LastEvaluatedKey: key };
      },
    } as unknown as DynamoTable;
    const { events } = dynamoEvents(table);
    const page = await events('oslo', { status: 'skipped', limit: 3 });
    expect([page.events, reads.length]).toEqual([[], 10]);
    await events('oslo', { status: 'skipped', limit: 3, cursor: page.cursor });
    expect(reads[10]?.from).toMatchObject({ pk: 'EVENT#10', plant: 'oslo' });
    expect(reads.slice(0, 3).map(({ limit }) => limit)).toEqual([4, 1000, 1000]);
  });
});
