import { createHash } from 'node:crypto';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { header, json } from './problem.ts';

/** Weak: the same content, whatever an answer says beside it. */
const tagOf = (content: unknown): string =>
  `W/"${createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 27)}"`;

const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');

const isHeld = (tag: string, ifNoneMatch: string | undefined): boolean =>
  ifNoneMatch !== undefined &&
  (ifNoneMatch.trim() === '*' || ifNoneMatch.split(',').some((held) => opaque(held) === opaque(tag)));

/** 200, or 304 to who has this content. What is `beside` it goes into both, as headers. */
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
