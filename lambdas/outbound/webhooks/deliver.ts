import { mayReceive } from '../../access/partner-access.ts';
import { secondsAfter } from '../../platform/time.ts';
import { cloudEventOf, messageId } from '../feed/append.ts';
import type { FeedMessage } from '../feed/feed.ts';
import { type DeliveryOutcome, deliveryOutcome, signedHeaders } from './post.ts';
import { type Attempt, type DeliveryRound, retrySecondsAfter } from './round.ts';
import { signingWith } from './secrets.ts';
import type { PushDeps, Webhook } from './webhook.ts';
import {
  type NewWebhookState,
  stillSetAside,
  type WaitingMessages,
  without,
  withSetAside,
} from './webhook-state.ts';

/** What became of one stream of a round. */
export interface Delivered {
  attempt: Attempt;
  /** positions that are done with */
  taken: number;
  /** those of them that the endpoint took */
  delivered: readonly number[];
  /** what was not, in order */
  left: readonly number[];
  /** why; absent: there was no time for it */
  outcome?: Exclude<DeliveryOutcome, { is: 'delivered' }>;
}

/** Streams delivered side by side: one that does not answer must not hold up the others. */
const atOnce = 8;

/**
 * Delivers the streams of a round, each in order and up to its first message that is not taken. Begins nothing once
 * the endpoint wants a pause, or when `mayGoOn` says that there is no time for one more.
 */
export const deliver = async (
  webhook: Webhook,
  plant: string,
  round: Pick<DeliveryRound, 'streams' | 'read'>,
  mayGoOn: () => boolean,
  deps: PushDeps,
): Promise<Delivered[]> => {
  const secrets = round.streams.length > 0 ? await deps.secrets.get(webhook.access.partner) : undefined;
  const queue = [...round.streams];
  const results: Delivered[] = [];
  let halted = false;

  const send = async (message: FeedMessage): Promise<DeliveryOutcome> => {
    const id = messageId(message);
    const body = JSON.stringify(cloudEventOf(message, deps.environment));
    const now = deps.clock();
    const headers = signedHeaders({ id, body }, now, secrets ? signingWith(secrets, now) : []);
    return deliveryOutcome(await deps.post(webhook.url, headers, body), deps.clock());
  };
  const along = async (attempt: Attempt): Promise<Delivered> => {
    const delivered: number[] = [];
    for (const [taken, sequence] of attempt.sequences.entries()) {
      const left = attempt.sequences.slice(taken);
      if (halted || !mayGoOn()) return { attempt, taken, delivered, left };
      const message = round.read.get(sequence) ?? (await deps.feed.at(plant, sequence));
      // No longer kept, or no longer the partner's: there is nothing to deliver.
      if (!message || !mayReceive(webhook.access, message)) continue;
      const outcome = await send(message);
      if (outcome.is === 'delivered') {
        delivered.push(sequence);
        continue;
      }
      if (outcome.is !== 'failed') halted = true;
      return { attempt, taken, delivered, left, outcome };
    }
    return { attempt, taken: attempt.sequences.length, delivered, left: [] };
  };
  const work = async (): Promise<void> => {
    try {
      for (let next = queue.shift(); next; next = queue.shift()) results.push(await along(next));
    } catch (error) {
      halted = true;
      throw error;
    }
  };
  // Whoever delivers next must find nothing of this under way, also when some of it failed.
  const done = await Promise.allSettled(Array.from({ length: atOnce }, work));
  for (const each of done) if (each.status === 'rejected') throw each.reason;
  return results;
};

type Deps = Pick<PushDeps, 'clock' | 'random' | 'log'>;

/**
 * The line after a round: what was not taken waits. A message that was refused to the last try is given up, if the
 * endpoint took others meanwhile; else the endpoint is disabled.
 */
export const afterRound = (
  rest: NewWebhookState,
  results: readonly Delivered[],
  deps: Deps,
): NewWebhookState => {
  const now = deps.clock();
  const { partner, plant } = rest;
  const delivered = results.reduce((sum, each) => sum + each.delivered.length, 0);
  let line = withTaken(rest, results, now);

  const disable = (why: string): NewWebhookState => {
    deps.log.error('WEBHOOK_DISABLED', { partner, plant, why });
    return { ...line, disabled: line.disabled ?? { why, since: now.toISOString() } };
  };
  for (const { attempt, taken, left, outcome } of results) {
    const [sequence] = left;
    if (sequence === undefined) continue;
    const before = taken > 0 ? 0 : attempt.failures;
    let waiting: WaitingMessages | undefined = {
      stream: attempt.stream,
      sequences: left,
      failures: before,
      refusedSince: before > 0 ? (attempt.refusedSince ?? attempt.since) : undefined,
      next: now.toISOString(),
      since: attempt.since ?? now.toISOString(),
    };
    if (outcome?.is === 'slowed') {
      const notBefore = outcome.until.toISOString();
      deps.log.warn('WEBHOOK_SLOWED', { partner, plant, notBefore });
      line = { ...line, notBefore: latest(line.notBefore, notBefore) };
    } else if (outcome?.is === 'gone') line = disable('it answered 410: it wants nothing any more');
    else if (outcome && attempt.probe !== undefined && taken === 0)
      waiting = { ...waiting, next: attempt.probe };
    else if (outcome) {
      const { why } = outcome;
      const failures = before + 1;
      const refusedSince = waiting.refusedSince ?? now.toISOString();
      const seconds = retrySecondsAfter(failures, deps.random);
      const next = secondsAfter(now, seconds ?? 0).toISOString();
      waiting = { ...waiting, failures, refusedSince, next };
      deps.log.warn('WEBHOOK_FAILED', { partner, plant, sequence, why, failures, next });
      if (seconds === undefined) {
        const inVain = `was not taken in ${failures} tries: ${why}`;
        const tookOthers = line.tookAt !== undefined && line.tookAt > refusedSince;
        const given = { sequence, stream: attempt.stream, at: now.toISOString(), why: inVain };
        const aside = tookOthers ? withSetAside(line.aside, given) : undefined;
        if (aside) {
          deps.log.error('WEBHOOK_SET_ASIDE', { partner, plant, sequence, why: inVain });
          line = { ...line, aside };
          waiting = without(waiting, sequence, now);
        } else line = disable(`message ${sequence} ${inVain}`);
      }
    }
    if (waiting) line = { ...line, waiting: [...line.waiting, waiting] };
  }
  if (delivered > 0)
    deps.log.info('WEBHOOK_DELIVERED', { partner, plant, delivered, position: line.position });
  return line;
};

/** Without regard to what was not taken. */
const withTaken = (rest: NewWebhookState, results: readonly Delivered[], now: Date): NewWebhookState => {
  const done = results.flatMap(({ attempt, taken }) => attempt.sequences.slice(0, taken));
  const line = { ...rest, aside: stillSetAside(rest.aside, new Set(done)) };
  if (results.every(({ delivered }) => delivered.length === 0)) return line;
  const took = { ...line, tookAt: now.toISOString() };
  // A probe got through: the endpoint is back, and what waited for it need not wait for the table.
  return results.some(({ attempt, delivered }) => attempt.probe !== undefined && delivered.length > 0)
    ? { ...took, probedAt: undefined, waiting: rest.waiting.map((each) => dueAt(each, now)) }
    : took;
};

const dueAt = (waiting: WaitingMessages, now: Date): WaitingMessages => ({
  ...waiting,
  next: now.toISOString(),
});

const latest = (one: string | undefined, other: string): string =>
  one !== undefined && one > other ? one : other;
