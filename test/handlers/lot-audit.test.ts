import { describe, expect, it } from 'vitest';
import { handle } from '../../lambdas/inbound/query.ts';
import { command } from '../../lambdas/operations/commands.ts';
import { historyOf } from '../../lambdas/operations/operate.ts';
import type { AuditEntry } from '../../lambdas/store/audit-trail.ts';
import { answerAsPublished } from '../fakes/as-published.ts';
import { inMemoryAuditTrail } from '../fakes/in-memory-audit-trail.ts';
import { inMemoryEventStore } from '../fakes/in-memory-event-store.ts';
import { inMemoryReports } from '../fakes/in-memory-reports.ts';
import { osloMes, Spine } from '../fakes/spine.ts';

const entry = (second: number): AuditEntry => ({
  plant: 'oslo',
  item: 'YOGHURT',
  lot: 'Y/1',
  what: 'held',
  system: '/plants/oslo/mes',
  partner: 'oslo-mes',
  time: '2026-11-23T10:00:00Z',
  recordedAt: `2026-11-23T12:00:0${second}.000000Z`,
  evidence: { event: `e-${second}` },
});

const plants = Object.fromEntries(
  [
    { id: 'oslo', company: 'Fjord' },
    { id: 'bergen', company: 'Fjord' },
    { id: 'lyon', company: 'Lyon' },
  ].map((each) => [each.id, each]),
) as Record<string, never>;

const withEntries = async () => {
  const audit = inMemoryAuditTrail();
  for (const second of [1, 2, 3]) await audit.write(entry(second));
  return audit;
};

describe('the audit of a lot', () => {
  const get = async (query: Record<string, string>, access = osloMes, plant = 'oslo') => {
    const request = {
      httpMethod: 'GET',
      resource: '/v1/plants/{plant}/lots/{lot}/audit',
      pathParameters: { plant, lot: 'Y%2F1' },
      queryStringParameters: query,
      requestContext: { identity: { apiKeyId: 'key' } },
    };
    const answer = await handle(request as never, {
      eventStore: inMemoryEventStore(),
      audit: await withEntries(),
      reports: inMemoryReports(),
      directory: async () => access,
      log: new Spine().log,
    });
    const body = JSON.parse(answer.body);
    return {
      status: answer.statusCode,
      body: answerAsPublished(answer.statusCode === 200 ? 'auditPage' : 'problem', body),
    };
  };

  it('is answered oldest first, a page at a time', async () => {
    const first = await get({ item: 'YOGHURT', limit: '2' });
    expect(first.body.entries).toEqual([entry(1), entry(2)]);
    const rest = await get({ item: 'YOGHURT', limit: '2', cursor: first.body.cursor });
    expect(rest.body).toEqual({ entries: [entry(3)] });
  });

  it('is for those only who read all of the plant, and as unknown as the plant to others', async () => {
    expect((await get({ item: 'YOGHURT' }, { ...osloMes, reads: 'own' })).status).toBe(403);
    expect((await get({ item: 'YOGHURT' }, osloMes, 'lyon')).status).toBe(404);
  });

  it('must be asked for with the item, and nothing that is no parameter', async () => {
    expect((await get({})).body.errors).toMatchObject([{ pointer: '/item' }]);
    expect((await get({ item: 'YOGHURT', cursor: 'a b' })).status).toBe(400);
    expect((await get({ item: 'YOGHURT', foo: '1' })).body.errors).toEqual([
      {
        pointer: '/foo',
        rule: 'unknown-field',
        detail: 'is no query parameter of this call; there are item, cursor, limit',
      },
    ]);
  });

  it('is shown to operators, who see when somebody changed an entry', async () => {
    const audit = await withEntries();
    const asked = command.parse({ command: 'audit', plant: 'oslo', item: 'YOGHURT', lot: 'Y/1', limit: 2 });
    const answer = await historyOf(asked as never, { audit, plants });
    expect(answer).toMatchObject({ ok: true, result: { entries: [entry(1), entry(2)] } });
    expect(answer.said).toMatch(/^2 entries of lot Y\/1 of YOGHURT; there are more: --cursor /);
    const read = audit.read;
    audit.read = async (...of) => {
      const page = await read(...of);
      return { ...page, entries: page.entries.map((one) => ({ ...one, tampered: true as const })) };
    };
    expect((await historyOf(asked as never, { audit, plants })).said).toContain(
      '2 of them are not as they were written',
    );
  });

  it('is of all plants of the company, a page at a time, and of no other company', async () => {
    const audit = await withEntries();
    const of = (plant: string, second: number) => ({ ...entry(second), plant });
    await audit.write({ ...of('bergen', 1), what: 'bypassed' });
    await audit.write(of('bergen', 5));
    await audit.write(of('lyon', 2));
    const shown: string[] = [];
    let cursor: string | undefined;
    do {
      const more = { limit: 2, ...(cursor && { cursor }) };
      const asked = command.parse({ command: 'audit', plant: 'oslo', item: 'YOGHURT', lot: 'Y/1', ...more });
      const { result } = await historyOf(asked as never, { audit, plants });
      const page = result as { entries: AuditEntry[]; cursor?: string };
      shown.push(...page.entries.map((each) => `${each.plant} ${each.evidence.event}`));
      cursor = page.cursor;
    } while (cursor);
    expect(shown).toEqual(['bergen e-1', 'oslo e-1', 'oslo e-2', 'oslo e-3', 'bergen e-5']);
  });
});
