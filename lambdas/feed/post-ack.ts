import * as z from 'zod';
import { text } from '../../events/fields.ts';
import type { Finding } from '../../events/findings.ts';
import { parseBody } from '../http/body.ts';
import { json, problem } from '../http/problem.ts';
import type { Consumer } from '../outbound/consumers.ts';
import { lastPosition } from '../outbound/position.ts';
import { hasReached } from '../outbound/read-on.ts';
import { mayReceive } from '../partners/may-receive.ts';
import { beyondTheEnd } from './beyond-the-end.ts';
import type { Answer } from './handle.ts';

const acknowledgement = z.strictObject({
  sequence: z.int().min(0).max(lastPosition),
  reference: text(128).min(1).optional(),
  reset: z.boolean().default(false),
});

/** Everything up to a position is the partner's now. The reference first: a position that moved says that it is kept. */
export const postAck: Answer = async (request, { access, plant }, deps) => {
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
