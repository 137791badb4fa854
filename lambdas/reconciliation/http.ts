import type { APIGatewayProxyResult } from 'aws-lambda';
import type { QueryOf } from '../../events/http/define-route.ts';
import type {
  getReconciliationRoute,
  listReconciliationsRoute,
} from '../../events/http/reconciliation-routes.ts';
import { stockSnapshotted } from '../../events/stock-snapshotted.ts';
import { type Admission, type Caller, partnersOfPlant } from '../access/for-partner.ts';
import { maySendType, type PartnerAccess } from '../access/partner-access.ts';
import { json, problem } from '../platform/http.ts';
import { shown } from './job.ts';
import { BadReportCursor, type Report, type Reports } from './reports.ts';

type Read = Pick<Reports, 'find' | 'latest' | 'lines'>;

/** A report shows all of a plant's stock, so its readers are those who may read all of the plant or report its stock. */
export const readersOfReports = (caller: Caller): Admission<PartnerAccess> => {
  const admission = partnersOfPlant(caller);
  const { access } = caller;
  if (!admission.ok || access.reads === 'plant' || maySendType(access, stockSnapshotted.name))
    return admission;
  const detail = `reports are shown to partners that may read everything of their plants or send ${stockSnapshotted.name}`;
  return { ok: false, refusal: problem({ status: 403, title: 'Forbidden', detail }) };
};

const summary = ({ plant: _, stockParts: __, snapshots, ...report }: Report) => ({
  ...report,
  snapshots: { ...snapshots, days: snapshots.days.map((day) => day.slice(0, 10)) },
});

/** The latest first. */
export const listReports = async (
  plant: string,
  { limit }: QueryOf<typeof listReconciliationsRoute>,
  reports: Read,
): Promise<APIGatewayProxyResult> =>
  json(200, { reports: (await reports.latest(plant, limit)).map(summary) });

/** A report with a page of its lines: those beyond the tolerance first, the largest first. */
export const getReport = async (
  { plant, report: id }: { plant: string; report: string },
  { limit, cursor }: QueryOf<typeof getReconciliationRoute>,
  reports: Read,
): Promise<APIGatewayProxyResult> => {
  const report = await reports.find(plant, id);
  if (!report) return problem({ status: 404, title: 'Not Found' });
  try {
    const { lines, cursor: next } = await reports.lines(plant, report.id, {
      limit,
      ...(cursor && { cursor }),
    });
    const answered = lines.map(({ line, approval }) => ({
      ...shown(line),
      ...(approval && { corrected: { at: approval.at, eventKey: approval.eventKey } }),
    }));
    return json(200, { ...summary(report), lines: answered, ...(next && { cursor: next }) });
  } catch (error) {
    if (!(error instanceof BadReportCursor)) throw error;
    return problem({
      status: 400,
      title: 'Bad Request',
      errors: [{ pointer: '/cursor', rule: 'cursor', detail: 'is not one this list has answered' }],
    });
  }
};
