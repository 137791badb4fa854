import type { APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import { json, problem } from '../http/problem.ts';
import { parseQuery } from '../http/query.ts';
import type { PartnerAccess } from '../partners/partner-access.ts';
import { shown } from '../reconcile/publish.ts';
import { BadReportCursor, type Report, type Reports } from '../reconcile/reports.ts';

type Read = Pick<Reports, 'find' | 'latest' | 'lines'>;

const notFound = problem({ status: 404, title: 'Not Found' });

const limit = z.coerce.number().int().min(1).max(200).default(50);
const list = z.strictObject({ limit });
const page = z.strictObject({ limit, cursor: z.string().min(1).max(64).optional() });

/** Reports speak of all of a plant: only those who may read all of it are shown them. */
const refused = (access: PartnerAccess, plant: string): APIGatewayProxyResult | undefined => {
  if (!access.plants.includes(plant)) return notFound;
  if (access.reads === 'plant') return undefined;
  const detail = 'reports are shown to partners that may read everything of their plants';
  return problem({ status: 403, title: 'Forbidden', detail });
};

const summary = ({ plant: _, snapshots, ...report }: Report) => ({
  ...report,
  snapshots: { ...snapshots, days: snapshots.days.map((day) => day.slice(0, 10)) },
});

/** The latest first. */
export const listReports = async (
  plant: string,
  query: Record<string, string | undefined>,
  access: PartnerAccess,
  reports: Read,
): Promise<APIGatewayProxyResult> => {
  const refusal = refused(access, plant);
  if (refusal) return refusal;
  const parsed = parseQuery(list, query);
  if (!parsed.ok) return problem(parsed.problem);
  return json(200, { reports: (await reports.latest(plant, parsed.query.limit)).map(summary) });
};

/** A report with a page of its lines, the gravest first. */
export const getReport = async (
  { plant, report: id }: { plant: string; report: string | undefined },
  query: Record<string, string | undefined>,
  access: PartnerAccess,
  reports: Read,
): Promise<APIGatewayProxyResult> => {
  const refusal = refused(access, plant);
  if (refusal) return refusal;
  const parsed = parseQuery(page, query);
  if (!parsed.ok) return problem(parsed.problem);
  const report = id === undefined ? undefined : await reports.find(plant, id);
  if (!report) return notFound;
  const { limit: most, cursor } = parsed.query;
  try {
    const { lines, cursor: next } = await reports.lines(plant, report.id, {
      limit: most,
      ...(cursor && { cursor }),
    });
    const told = lines.map(({ line, approval }) => ({
      ...shown(line),
      ...(approval && { corrected: { at: approval.at, eventKey: approval.eventKey } }),
    }));
    return json(200, { ...summary(report), lines: told, ...(next && { cursor: next }) });
  } catch (error) {
    if (!(error instanceof BadReportCursor)) throw error;
    return problem({
      status: 400,
      title: 'Bad Request',
      errors: [{ pointer: '/cursor', rule: 'cursor', detail: 'is not one this list has answered' }],
    });
  }
};
