import type { APIGatewayProxyEvent } from 'aws-lambda';
import type * as z from 'zod';
import { findingsOf } from '../../events/findings.ts';
import { header, type Problem } from './problem.ts';

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
