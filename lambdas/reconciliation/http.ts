import type { APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import { stockSnapshotted } from '../../events/stock-snapshotted.ts';
import { maySendType, type PartnerAccess } from '../access/partner-access.ts';
import { json, parseQuery, problem } from '../platform/http.ts';
import { shown } from './job.ts';
import { BadReportCursor, type Report, type Reports } from './reports.ts';

type Read = Pick<Reports, 'find' | 'latest' | 'lines'>;

const notFound = problem({ status: 404, title: 'Not Found' });

const limit = z.coerce.number().int().min(1).max(200).default(50);
const list = z.strictObject({ limit });
const page = z.strictObject({ limit, cursor: z.string().min(1).max(64).optional() });

/** Reports speak of all of a plant's stock: who may read all of the plant is shown them, and who says how it stands. */
const refused = (access: PartnerAccess, plant: string): APIGatewayProxyResult | undefined => {
  if (!access.plants.includes(plant)) return notFound;
  if (access.reads === 'plant' || maySendType(access, stockSnapshotted.name)) return undefined;
  const detail = `reports are shown to partners that may read everything of their plants or send ${stockSnapshotted.name}`;
  return problem({ status: 403, title: 'Forbidden', detail });
};

type Query = Record<string, string | undefined>;

/** Answers with what is asked for, where the partner may ask and the query can be read. */
const answering = async <Schema extends z.ZodObject>(
  { plant, access, query }: { plant: string; access: PartnerAccess; query: Query },
  schema: Schema,
  answer: (query: z.output<Schema>) => Promise<APIGatewayProxyResult>,
): Promise<APIGatewayProxyResult> => {
  const refusal = refused(access, plant);
  if (refusal) return refusal;
  const parsed = parseQuery(schema, query);
  return parsed.ok ? answer(parsed.query) : problem(parsed.problem);
};

const summary = ({ plant: _, stockParts: __, snapshots, ...report }: Report) => ({
  ...report,
  snapshots: { ...snapshots, days: snapshots.days.map((day) => day.slice(0, 10)) },
});

/** The latest first. */
export const listReports = (
  plant: string,
  query: Query,
  access: PartnerAccess,
  reports: Read,
): Promise<APIGatewayProxyResult> =>
  answering({ plant, access, query }, list, async ({ limit: most }) =>
    json(200, { reports: (await reports.latest(plant, most)).map(summary) }),
  );

/** A report with a page of its lines, the gravest first. */
export const getReport = (
  { plant, report: id }: { plant: string; report: string | undefined },
  query: Query,
  access: PartnerAccess,
  reports: Read,
): Promise<APIGatewayProxyResult> =>
  answering({ plant, access, query }, page, async ({ limit: most, cursor }) => {
    const report = id === undefined ? undefined : await reports.find(plant, id);
    if (!report) return notFound;
    try {
      const about = { limit: most, ...(cursor && { cursor }) };
      const { lines, cursor: next } = await reports.lines(plant, report.id, about);
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
  });
