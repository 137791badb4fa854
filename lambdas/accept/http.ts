import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { maxBatchBytes, maxBatchEvents } from '../../events/envelope.ts';
import { header, json, type Problem, problem } from '../http/problem.ts';
import type { PartnerAccess } from '../partners/partner-access.ts';
import { type AcceptDeps, acceptEvents, type Row } from './accept-events.ts';

type Body = { events: unknown[]; batch: boolean } | { problem: Problem };

const single = 'application/cloudevents+json';
const batch = 'application/cloudevents-batch+json';

/** `POST /v1/events`: 202 when all are taken in, 207 with a row per event when some of a batch are not. */
export const postEvents = async (
  request: Pick<APIGatewayProxyEvent, 'headers' | 'body' | 'isBase64Encoded'>,
  access: PartnerAccess,
  deps: AcceptDeps,
): Promise<APIGatewayProxyResult> => {
  const body = readBody(request);
  if ('problem' in body) return problem(body.problem);
  const rows = await acceptEvents(body.events, access, deps);
  const [first] = rows;
  if (!body.batch && first && !isTaken(first)) return problem(problemOf(first));
  return json(rows.every(isTaken) ? 202 : 207, { events: rows.map(answerOf) });
};

const readBody = (request: Pick<APIGatewayProxyEvent, 'headers' | 'body' | 'isBase64Encoded'>): Body => {
  const contentType = (header(request.headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (contentType !== single && contentType !== batch)
    return fault(415, 'Unsupported Media Type', `content-type must be ${single} or ${batch}`);
  const text = request.isBase64Encoded
    ? Buffer.from(request.body ?? '', 'base64').toString()
    : (request.body ?? '');
  if (Buffer.byteLength(text) > maxBatchBytes)
    return fault(413, 'Content Too Large', `a call may carry at most ${maxBatchBytes} bytes`);
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return fault(400, 'Bad Request', 'the body is not JSON');
  }
  if (contentType === single) return { events: [parsed], batch: false };
  if (!Array.isArray(parsed) || parsed.length === 0)
    return fault(400, 'Bad Request', 'the body must be a JSON array of at least one event');
  if (parsed.length > maxBatchEvents)
    return fault(413, 'Content Too Large', `a call may carry at most ${maxBatchEvents} events`);
  return { events: parsed, batch: true };
};

const fault = (status: number, title: string, detail: string): Body => ({
  problem: { status, title, detail },
});

export const isTaken = (row: Row): boolean => row.status === 'accepted' || row.status === 'duplicate';

const titles = { 400: 'Bad Request', 403: 'Forbidden', 422: 'Unprocessable Content' };

const problemOf = (row: Row): Problem =>
  row.status === 'rejected'
    ? { status: row.httpStatus, title: titles[row.httpStatus], errors: row.errors }
    : {
        status: 409,
        title: 'Conflict',
        detail: 'an event with this source and id was accepted before, with other content',
      };

export const answerOf = (row: Row) => {
  if (row.status === 'rejected') {
    const { httpStatus, ...rest } = row;
    return { ...rest, problem: { status: httpStatus, title: titles[httpStatus] } };
  }
  const problem = row.status === 'conflict' && { problem: { status: 409, title: 'Conflict' } };
  return { ...row, ...problem, statusUrl: `/v1/events/${row.eventKey}` };
};
