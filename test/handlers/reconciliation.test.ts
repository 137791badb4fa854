import { describe, expect, it } from 'vitest';
import { reconciliationCompleted } from '../../events/messages/reconciliation-completed.ts';
import { handle } from '../../lambdas/inbound/query.ts';
import { draftOf } from '../../lambdas/reconciliation/job.ts';
import type { ReconciliationLine, Report } from '../../lambdas/reconciliation/reports.ts';
import { driftLines, reportLines } from '../../scripts/operate/drift-lines.ts';
import { answerAsPublished } from '../fakes/as-published.ts';
import { inMemoryAuditTrail } from '../fakes/in-memory-audit-trail.ts';
import { inMemoryEventStore } from '../fakes/in-memory-event-store.ts';
import { inMemoryReports } from '../fakes/in-memory-reports.ts';
import { osloMes, Spine } from '../fakes/spine.ts';

const skipped: ReconciliationLine = {
  kind: 'stock',
  line: 'a1',
  item: 'MILK',
  location: 'OSL/Stock',
  plant: 70,
  odoo: 50,
  difference: 20,
  unit: 'KGM',
  tolerance: 0.5,
  beyond: true,
  causes: [
    {
      cause: 'event-skipped',
      share: 20,
      evidence: { events: ['k'], type: 'goods.received', by: 'ola', note: 'no' },
    },
  ],
};
const status: ReconciliationLine = {
  kind: 'order',
  line: 'b2',
  order: 'OSL/MO/1',
  of: 'status',
  plant: 'started',
  odoo: 'cancelled',
  tolerance: 0,
  beyond: true,
  causes: [{ cause: 'order-changed-in-odoo', evidence: { user: 'Anna', at: '2026-11-23T10:00:00Z' } }],
};
const total: ReconciliationLine = {
  kind: 'total',
  line: 'c3',
  system: 'mes',
  date: '2026-11-23',
  event: 'production.reported',
  plant: 3,
  odoo: 2,
  difference: 1,
  tolerance: 0,
  beyond: true,
  causes: [{ cause: 'events-missing', evidence: { totals: ['mes: 3 sent, 2 came'] } }],
};
const report: Report = {
  plant: 'oslo',
  id: '2026-11-24T05:00:00.000Z',
  at: '2026-11-24T05:00:12.000Z',
  snapshots: { stock: { snapshot: 'S-1', asOf: '2026-11-23T22:00:00+01:00' }, days: ['2026-11-23 mes'] },
  counts: { compared: 12, differing: 3, beyond: 3, 'event-skipped': 1 },
};

const get = async (
  resource: string,
  parameters: Record<string, string>,
  { query = {}, access = osloMes }: { query?: Record<string, string>; access?: typeof osloMes } = {},
) => {
  const reports = inMemoryReports();
  await reports.keep(report, [skipped, status, total]);
  await reports.approve('oslo', report.id, 'a1', { by: 'ola', at: report.at, note: 'why', eventKey: 'k2' });
  const request = {
    httpMethod: 'GET',
    resource,
    pathParameters: { plant: 'oslo', ...parameters },
    queryStringParameters: query,
    requestContext: { identity: { apiKeyId: 'key' } },
  };
  const answer = await handle(request as never, {
    eventStore: inMemoryEventStore(),
    audit: inMemoryAuditTrail(),
    reports,
    directory: async () => access,
    log: new Spine().log,
  });
  return { status: answer.statusCode, body: JSON.parse(answer.body) };
};
const list = '/v1/plants/{plant}/reconciliation';
const one = `${list}/{report}`;

describe('reports of what differs', () => {
  it('are listed, as published', async () => {
    const { status, body } = await get(list, {});
    expect(status).toBe(200);
    answerAsPublished('reconciliationList', body);
    expect(body.reports).toMatchObject([{ id: report.id, snapshots: { days: ['2026-11-23'] } }]);
  });

  it('have lines in pages, as published, and nothing of who decided what', async () => {
    const first = await get(one, { report: encodeURIComponent(report.id) }, { query: { limit: '2' } });
    answerAsPublished('reconciliation', first.body);
    expect(first.body.lines[0]).toMatchObject({ line: 'a1', corrected: { eventKey: 'k2' } });
    expect(JSON.stringify(first.body)).not.toContain('ola');
    const query = { cursor: first.body.cursor };
    const second = await get(one, { report: encodeURIComponent(report.id) }, { query });
    answerAsPublished('reconciliation', second.body);
    const names = [...first.body.lines, ...second.body.lines].map((each: ReconciliationLine) => each.line);
    expect(names.toSorted()).toEqual(['a1', 'b2', 'c3']);
  });

  it('are for those who may read the plant, and for those who report its stock', async () => {
    const own = { ...osloMes, reads: 'own' as const };
    expect((await get(list, {}, { access: { ...own, types: ['production.*', 'stock.moved'] } })).status).toBe(
      403,
    );
    const keeper = { ...own, types: ['stock.snapshotted'] };
    expect((await get(list, {}, { access: keeper })).status).toBe(200);
    expect((await get(list, {}, { access: { ...keeper, plants: ['lyon'] } })).status).toBe(404);
    const { status, body } = await get(one, { report: encodeURIComponent(report.id) }, { access: keeper });
    expect({ status, lines: body.lines.length }).toEqual({ status: 200, lines: 3 });
    expect((await get(list, {}, { access: { ...osloMes, plants: ['lyon'] } })).status).toBe(404);
    expect((await get(one, { report: 'none' })).status).toBe(404);
    expect((await get(one, { report: report.id }, { query: { cursor: 'x' } })).status).toBe(400);
    expect((await get(one, { report: report.id }, { query: { limit: '0' } })).status).toBe(400);
  });

  it('are published as the contract has it', () => {
    const draft = draftOf(report, [skipped, status, total]);
    expect(reconciliationCompleted.data.parse(draft.data)).toMatchObject({
      lines: [{}, {}, {}],
      more: false,
    });
    const many = Array.from({ length: 150 }, () => skipped);
    expect(reconciliationCompleted.data.parse(draftOf(report, many).data)).toMatchObject({ more: true });
    expect(reconciliationCompleted.data.safeParse(reconciliationCompleted.sample).success).toBe(true);
  });

  it('are read by operators on lines', () => {
    expect(reportLines(report)).toEqual([
      '2026-11-24T05:00:00.000Z  2026-11-24T05:00:12Z  12 compared, 3 differ, 3 beyond tolerance',
      '    S-1, 2026-11-23 mes',
      '    event-skipped 1',
    ]);
    expect([skipped, status, total].flatMap((line) => driftLines({ line }))).toEqual([
      'a1  ! MILK / OSL/Stock: plant 70, Odoo 50 KGM (+20)',
      '    event-skipped 20  events k; type goods.received; by ola; note no',
      'b2  ! OSL/MO/1 status: plant started, Odoo cancelled',
      '    order-changed-in-odoo  user Anna; at 2026-11-23T10:00:00Z',
      'c3  ! production.reported of mes on 2026-11-23: plant 3, Odoo 2 (+1)',
      '    events-missing  totals mes: 3 sent, 2 came',
    ]);
  });
});
