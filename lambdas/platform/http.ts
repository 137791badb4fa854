import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type * as z from 'zod';
import { type Finding, findingsOf } from '../../events/findings.ts';

/** A problem document (RFC 9457). `errors` has one finding per field, with a JSON Pointer. */
export interface Problem {
  status: number;
  title: string;
  detail?: string;
  errors?: Finding[];
  /** place in a document, and its line, counted from 1 */
  place?: string;
  line?: number;
  /** position after which to continue a feed */
  next?: number;
}

export const json = (
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
  contentType = 'application/json',
): APIGatewayProxyResult => ({
  statusCode: status,
  headers: { 'content-type': contentType, 'cache-control': 'no-store', ...headers },
  body: JSON.stringify(body),
});

export const problem = (found: Problem, headers: Record<string, string> = {}): APIGatewayProxyResult =>
  json(found.status, { type: 'about:blank', ...found }, headers, 'application/problem+json');

/** For failures of the gateway itself. It does not reveal the cause; the caller may repeat the call. */
export const unavailable = (): APIGatewayProxyResult =>
  problem(
    {
      status: 503,
      title: 'Service Unavailable',
      detail: 'The gateway could not finish this call. Send it again; what was already recorded counts once.',
    },
    { 'retry-after': '5' },
  );

export const header = (
  headers: Record<string, string | undefined> | null,
  name: string,
): string | undefined => Object.entries(headers ?? {}).find(([key]) => key.toLowerCase() === name)?.[1];

type Request = Pick<APIGatewayProxyEvent, 'headers' | 'body' | 'isBase64Encoded'>;

const contentType = 'application/json';

/** The body of a call as JSON, or what is wrong with which of its fields. */
export const parseBody = <Schema extends z.ZodObject>(
  schema: Schema,
  request: Request,
  mostBytes: number,
): { ok: true; body: z.output<Schema> } | { ok: false; problem: Problem } => {
  const fault = (status: number, title: string, detail: string) =>
    ({ ok: false, problem: { status, title, detail } }) as const;
  const given = (header(request.headers, 'content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (given !== contentType)
    return fault(415, 'Unsupported Media Type', `content-type must be ${contentType}`);
  const text = Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8');
  if (text.byteLength > mostBytes)
    return fault(413, 'Content Too Large', `this call may carry at most ${mostBytes} bytes`);
  let body: unknown;
  try {
    body = JSON.parse(text.toString());
  } catch {
    return fault(400, 'Bad Request', 'the body is not JSON');
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return { ok: true, body: parsed.data };
  const known = Object.keys(schema.shape).join(', ');
  const errors = findingsOf(parsed.error, body).map((finding) =>
    finding.rule === 'unknown-field'
      ? { ...finding, detail: `is no field of this call; there are ${known}` }
      : finding,
  );
  return { ok: false, problem: { status: 422, title: 'Unprocessable Content', errors } };
};

/** A weak ETag: it depends on the content only, not on what an answer has beside it. */
const tagOf = (content: unknown): string =>
  `W/"${createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 27)}"`;

const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');

const isHeld = (tag: string, ifNoneMatch: string | undefined): boolean =>
  ifNoneMatch !== undefined &&
  (ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((held) => opaque(held) === opaque(tag)));

/** 200, or 304 when the caller has this content. The headers `beside` it go into both. */
export const unlessHeld = (
  { headers }: Pick<APIGatewayProxyEvent, 'headers'>,
  content: unknown,
  body: object,
  beside: Record<string, string>,
): APIGatewayProxyResult => {
  const etag = tagOf(content);
  const about = { etag, 'cache-control': 'private, no-cache', ...beside };
  return isHeld(etag, header(headers, 'if-none-match'))
    ? { statusCode: 304, headers: about, body: '' }
    : json(200, body, about);
};

/** Decodes a segment of a path, which API Gateway passes on as it was sent; undefined when it cannot be decoded. */
export const decoded = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
};

type Given = Record<string, string | undefined>;

/** The parameters of a call, or what is wrong with which of them. */
export const parseQuery = <Schema extends z.ZodObject>(
  schema: Schema,
  given: Given | null,
): { ok: true; query: z.output<Schema> } | { ok: false; problem: Problem } => {
  const parsed = schema.safeParse(given ?? {});
  if (parsed.success) return { ok: true, query: parsed.data };
  const known = Object.keys(schema.shape).join(', ');
  const errors = findingsOf(parsed.error, given ?? {}).map((finding) =>
    finding.rule === 'unknown-field'
      ? { ...finding, detail: `is no query parameter of this call; there are ${known}` }
      : finding,
  );
  return { ok: false, problem: { status: 400, title: 'Bad Request', detail: 'query parameters', errors } };
};
