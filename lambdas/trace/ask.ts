import type { APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import { decoded } from '../http/path.ts';
import { problem } from '../http/problem.ts';
import { parseQuery } from '../http/query.ts';
import type { Answered } from '../odoo/ask.ts';
import type { TraceDeps, TraceRequest } from './handle.ts';
import type { PlantsRead } from './plants-read.ts';

type Asked<T> = { ok: true; answer: T } | { ok: false; refusal: APIGatewayProxyResult };

const notFound = problem({ status: 404, title: 'Not Found', detail: 'no such lot in this plant' });

/** A name is at most this long in Odoo's side, which checks it again. */
const name = z.string().min(1).max(128);
export const item = name.optional();

const lotOf = (request: TraceRequest): string | undefined =>
  name.safeParse(decoded(request.pathParameters?.lot ?? '')).data;

/** Checks the query, asks Odoo of the plant's warehouse, and reads the answer. Nothing of Odoo's words goes out. */
export const askAboutLot = async <Query extends z.ZodObject, Answer>(
  request: TraceRequest,
  { plant }: PlantsRead,
  { odoo, log, count }: Pick<TraceDeps, 'odoo' | 'log' | 'count'>,
  ask: { question: string; query: Query; answer: z.ZodType<Answer> },
): Promise<Asked<Answer & { asked: z.output<Query> }>> => {
  const parsed = parseQuery(ask.query, request.queryStringParameters);
  if (!parsed.ok) return { ok: false, refusal: problem(parsed.problem) };
  const lot = lotOf(request);
  if (lot === undefined) return { ok: false, refusal: notFound };
  const about = { ...parsed.query, lot };
  const answered = await odoo.ask({ question: ask.question, warehouse: plant.warehouse, about });
  if (!answered.ok) return { ok: false, refusal: refusalOf(answered, plant.id, { log, count }) };
  const answer = ask.answer.safeParse(answered.answer);
  if (answer.success) return { ok: true, answer: { ...answer.data, asked: parsed.query } };
  log.error('ODOO_UNAVAILABLE', { plant: plant.id, code: 'unexpected-answer' });
  count('TraceFailed');
  return { ok: false, refusal: away(30) };
};

const refusalOf = (
  failure: Exclude<Answered, { ok: true }>,
  plant: string,
  { log, count }: Pick<TraceDeps, 'log' | 'count'>,
): APIGatewayProxyResult => {
  const { kind, code } = failure;
  if (code === 'unknown-lot') return notFound;
  if (kind === 'declined' && code === 'ambiguous-lot') {
    // Our module's own words: they name items of this plant.
    const errors = [{ pointer: '/item', rule: code, detail: failure.message }];
    const detail = 'several items have a lot of this name: say which, with item';
    return problem({ status: 422, title: 'Unprocessable Content', detail, errors });
  }
  const about = { plant, kind, code };
  if (kind === 'transient') log.warn('ODOO_UNAVAILABLE', about);
  else {
    log.error('ODOO_UNAVAILABLE', about);
    count('TraceFailed');
  }
  return away((kind === 'transient' && failure.retryAfterSeconds) || 30);
};

const away = (seconds: number): APIGatewayProxyResult => {
  const detail = 'Odoo cannot be asked now. Ask again later.';
  return problem({ status: 503, title: 'Service Unavailable', detail }, { 'retry-after': String(seconds) });
};

/** A function's answer may have 6 MB. */
const mostBytes = 5_500_000;

/** The answer, unless it is too large to be given. */
export const within = (answer: APIGatewayProxyResult): APIGatewayProxyResult =>
  Buffer.byteLength(answer.body) <= mostBytes
    ? answer
    : problem({
        status: 413,
        title: 'Content Too Large',
        detail: 'the answer would be larger than can be sent: ask about a lot nearer to what you look for',
      });
