import type { APIGatewayProxyResult } from 'aws-lambda';
import * as z from 'zod';
import { text } from '../../../events/fields.ts';
import type { Finding } from '../../../events/findings.ts';
import { forPartner } from '../../access/for-partner.ts';
import { mayReceive } from '../../access/partner-access.ts';
import { json, parseBody, parseQuery, problem } from '../../platform/http.ts';
import { cloudEventOf } from './append.ts';
import { type Consumer, lastPosition } from './feed.ts';
import { hasReached, readOn } from './read-on.ts';
import type { FeedAnswer, FeedRequest, FeedRequestDeps } from './request.ts';
import { getOrder, getOrders, getStock } from './state-http.ts';

/** A position that was never given out: who has it, has it from another environment, or from before a restore. */
export const beyondTheEnd = (plant: string, end: number, pointer: string): APIGatewayProxyResult => {
  const detail = `the feed of ${plant} ends at ${end}: this position is of another environment, or of a time before this one was restored`;
  const errors = [{ pointer, rule: 'beyond-the-end', detail }];
  return problem({ status: 422, title: 'Unprocessable Content', errors });
};

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
export const getFeed: FeedAnswer = async (
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

const acknowledgement = z.strictObject({
  sequence: z.int().min(0).max(lastPosition),
  reference: text(128).min(1).optional(),
  reset: z.boolean().default(false),
});

/** Everything up to a position is the partner's now. The reference first: a position that moved says that it is kept. */
export const postAck: FeedAnswer = async (request, { access, plant }, deps) => {
  const { feed, consumers, clock, log } = deps;
  const { partner } = access;
  const parsed = parseBody(acknowledgement, request, 4096);
  if (!parsed.ok) return problem(parsed.problem);
  const { sequence, reference, reset } = parsed.body;
  const end = (await feed.head(plant))?.applied ?? 0;
  if (!(await hasReached(feed, plant, sequence, end))) return beyondTheEnd(plant, end, '/sequence');
  const message = reference === undefined ? undefined : await feed.at(plant, sequence);
  if (reference !== undefined && !(message && mayReceive(access, message)))
    return refused(422, 'Unprocessable Content', {
      pointer: '/reference',
      rule: 'no-message',
      detail: `no message of yours is kept at ${sequence}: there is nothing that the reference could be of`,
    });
  for (;;) {
    const seen = await consumers.of(plant, partner);
    if (seen && sequence < seen.sequence && !reset)
      return refused(409, 'Conflict', {
        pointer: '/sequence',
        rule: 'going-back',
        detail: `everything up to ${seen.sequence} is acknowledged; to go back say "reset": true`,
      });
    const at = clock().toISOString();
    if (reference !== undefined && message)
      await consumers.keepReference({ plant, partner, sequence, reference, at, expires: message.expires });
    const next = withReference({ plant, partner, sequence, at }, reference, seen);
    if (seen && isRepeat(seen, next)) return answerOf(seen);
    const moved = await consumers.move(seen, next);
    if (!moved) continue;
    if (seen && sequence < seen.sequence)
      log.warn('FEED_RESET', { plant, partner, from: seen.sequence, to: sequence });
    return answerOf(moved);
  }
};

type Next = Omit<Consumer, 'version'>;

/** The last reference stays known until another one comes. */
const withReference = (next: Next, text: string | undefined, seen: Consumer | undefined): Next => {
  const reference = text === undefined ? seen?.reference : { sequence: next.sequence, text };
  return { ...next, ...(reference && { reference }) };
};

const isRepeat = (seen: Consumer, next: Next): boolean =>
  seen.sequence === next.sequence &&
  seen.reference?.sequence === next.reference?.sequence &&
  seen.reference?.text === next.reference?.text;

const answerOf = ({ sequence, at, reference }: Consumer) =>
  json(200, { acknowledged: sequence, at, ...(reference && { reference }) });

const refused = (status: number, title: string, finding: Finding) =>
  problem({ status, title, errors: [finding] });

const answers: Readonly<Record<string, FeedAnswer>> = {
  '/v1/plants/{plant}/feed': getFeed,
  '/v1/plants/{plant}/feed/ack': postAck,
  '/v1/plants/{plant}/orders': getOrders,
  '/v1/plants/{plant}/orders/{order}': getOrder,
  '/v1/plants/{plant}/stock': getStock,
};

/** Who is told nothing has no feed: what it acknowledged would be of others. */
const ofFeed: ReadonlySet<FeedAnswer> = new Set([getFeed, postAck]);
const toldNothing = 'this key is told nothing: the partner’s record names no messages that it receives';

/** What partners are told: in order by the feed, and how things stand by it. Odoo is not asked. */
export const handle = (request: FeedRequest, deps: FeedRequestDeps): Promise<APIGatewayProxyResult> =>
  forPartner(request, answers, deps, 'feed', async (answer, access) => {
    const plant = request.pathParameters?.plant ?? '';
    if (!access.plants.includes(plant)) return problem({ status: 404, title: 'Not Found' });
    if (ofFeed.has(answer) && access.receives.length === 0)
      return problem({ status: 403, title: 'Forbidden', detail: toldNothing });
    return answer(request, { access, plant }, deps);
  });
