import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Finding } from '../../events/findings.ts';

/** RFC 9457. `errors` holds one finding per field, with a JSON Pointer. */
export interface Problem {
  status: number;
  title: string;
  detail?: string;
  errors?: Finding[];
  /** where in a document, and its line, counted from 1 */
  place?: string;
  line?: number;
  /** position of a feed to go on after */
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

/** For the gateway's own failures: nothing of the cause goes out, and the same call may be made again. */
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
