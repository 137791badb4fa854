import * as z from 'zod';
import { json, problem } from '../http/problem.ts';
import { parseQuery } from '../http/query.ts';
import { cloudEventOf } from '../outbound/cloud-event.ts';
import { readOn } from '../outbound/read-on.ts';
import { mayReceive } from '../partners/may-receive.ts';
import { beyondTheEnd } from './beyond-the-end.ts';
import type { Answer } from './handle.ts';

const query = z.strictObject({
  after: z
    .string()
    .regex(/^\d{1,12}$/, 'must be a position: a whole number of at most 12 digits')
    .transform(Number)
    .optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

/** A function's answer may have 6 MB, and an envelope is small beside its data. */
const bounds = { mostBytes: 4_500_000, mostScanned: 2000 };

/** Messages after a position; without one, after what the partner has acknowledged. */
export const getFeed: Answer = async (
  request,
  { access, plant },
  { feed, consumers, clock, environment },
) => {
  const parsed = parseQuery(query, request.queryStringParameters);
  if (!parsed.ok) return problem(parsed.problem);
  const { limit } = parsed.query;
  const acknowledged = (await consumers.of(plant, access.partner))?.sequence ?? 0;
  const after = parsed.query.after ?? acknowledged;
  const takes = mayReceive.bind(undefined, access);
  const read = await readOn(feed, plant, after, { ...bounds, limit, now: clock(), takes });
  if (read.kind === 'beyond') return beyondTheEnd(plant, read.end, '/after');
  if (read.kind === 'gone') {
    const detail = `messages up to ${read.next} are no longer kept. ${wayOn(access)}`;
    return problem({ status: 410, title: 'Gone', detail, next: read.next });
  }
  const messages = read.messages.map((message) => cloudEventOf(message, environment));
  return json(200, { messages, next: read.next, more: read.more, acknowledged });
};

const wayOn = ({ reads }: { reads: string }): string =>
  reads === 'plant'
    ? 'Read orders and stock, then go on after the sequence that their first page names; or after `next`, with what is still kept.'
    : 'Go on after `next`: what is still kept says how things stand.';
