import type { APIGatewayProxyResult } from 'aws-lambda';
import type { Finding } from '../../../events/findings.ts';
import type { QueryOf } from '../../../events/http/define-route.ts';
import {
  acknowledgement,
  acknowledgeRoute,
  getFeedRoute,
  getOrderRoute,
  listOrdersRoute,
  listStockRoute,
} from '../../../events/http/feed-routes.ts';
import { maxAcknowledgementBytes } from '../../../events/limits.ts';
import {
  type Admission,
  type Caller,
  forPartner,
  partnersOfPlant,
  type RouteHandler,
  readersOfState,
  router,
} from '../../access/for-partner.ts';
import { mayReceive, type PartnerAccess } from '../../access/partner-access.ts';
import { json, parseBody, problem } from '../../platform/http.ts';
import { cloudEventOf } from './append.ts';
import type { Consumer } from './feed.ts';
import { hasReached, readOn } from './read-on.ts';
import { type FeedAnswer, type FeedRequestDeps, pageBounds } from './request.ts';
import { getOrder, getOrders, getStock } from './state-http.ts';

/** Refuses a position that was never assigned: it is from another environment, or from before a restore. */
const beyondTheEnd = (plant: string, end: number, pointer: string): APIGatewayProxyResult => {
  const detail = `the feed of ${plant} ends at ${end}: this position is of another environment, or of a time before this one was restored`;
  const errors = [{ pointer, rule: 'beyond-the-end', detail }];
  return problem({ status: 422, title: 'Unprocessable Content', errors });
};

/** Messages after a position; without one, after what the partner has acknowledged. */
const getFeed: FeedAnswer<QueryOf<typeof getFeedRoute>> = async (
  { plant, access, query },
  { feed, consumers, clock, environment, gauge },
) => {
  const { limit } = query;
  const acknowledged = (await consumers.of(plant, access.partner))?.sequence ?? 0;
  const after = query.after ?? acknowledged;
  const takes = mayReceive.bind(undefined, access);
  const read = await readOn(feed, plant, after, { ...pageBounds, limit, now: clock(), takes });
  if (read.kind === 'beyond') return beyondTheEnd(plant, read.end, '/after');
  if (read.kind === 'gone') {
    const detail = `messages up to ${read.next} are no longer kept. ${wayOn(access)}`;
    return problem({ status: 410, title: 'Gone', detail, next: read.next });
  }
  const [oldest] = read.messages;
  // A partner that reads old messages again is not behind.
  if (after >= acknowledged)
    gauge('FeedLagSeconds', oldest ? Math.max(0, (clock().getTime() - Date.parse(oldest.time)) / 1000) : 0);
  const messages = read.messages.map((message) => cloudEventOf(message, environment));
  return json(200, { messages, next: read.next, more: read.more, acknowledged });
};

const wayOn = ({ reads }: { reads: string }): string =>
  reads === 'plant'
    ? 'Read orders and stock, then go on after the sequence that their first page names; or after `next`, with what is still kept.'
    : 'Go on after `next`: the messages that are still kept contain the current state.';

/**
 * Moves the partner's position. The reference is kept before the position moves: a position that moved proves that its
 * reference is kept.
 */
const postAck: FeedAnswer = async ({ request, plant, access }, deps) => {
  const { feed, consumers, clock, log } = deps;
  const { partner } = access;
  const parsed = parseBody(acknowledgement, request, maxAcknowledgementBytes);
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

/** The last reference is kept until another one comes. */
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

/** A partner that receives nothing has no feed: a position in it would count messages of others. */
const receiversOfPlant = (caller: Caller): Admission<PartnerAccess> => {
  const admission = partnersOfPlant(caller);
  if (!admission.ok || admission.admitted.receives.length > 0) return admission;
  const detail = 'this key gets no messages: the partner’s record names none that it receives';
  return { ok: false, refusal: problem({ status: 403, title: 'Forbidden', detail }) };
};

export const feedHandlers: readonly RouteHandler<FeedRequestDeps>[] = [
  forPartner(getFeedRoute, receiversOfPlant, ({ path, admitted: access, ...call }, deps) =>
    getFeed({ ...call, plant: path.plant, access }, deps),
  ),
  forPartner(acknowledgeRoute, receiversOfPlant, ({ path, admitted: access, ...call }, deps) =>
    postAck({ ...call, plant: path.plant, access }, deps),
  ),
  forPartner(listOrdersRoute, readersOfState, ({ request, path, query, admitted: access }, deps) => {
    const { status, ...paging } = query;
    return getOrders({ request, plant: path.plant, access, query: { ...paging, fields: { status } } }, deps);
  }),
  forPartner(getOrderRoute, readersOfState, ({ request, path }, deps) =>
    getOrder({ request, plant: path.plant, name: path.order }, deps),
  ),
  forPartner(listStockRoute, readersOfState, ({ request, path, query, admitted: access }, deps) => {
    const { item, location, lot, ...paging } = query;
    const fields = { item, location, lot };
    return getStock({ request, plant: path.plant, access, query: { ...paging, fields } }, deps);
  }),
];

/** Answers messages and current states from the feed. Odoo is not asked. */
export const handle = router('feed', feedHandlers);
