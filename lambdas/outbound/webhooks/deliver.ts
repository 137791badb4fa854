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
  withoutMessage,
  withSetAside,
} from './webhook-state.ts';

/** Result of one attempt of a round. */
export interface Delivered {
  attempt: Attempt;
  /** number of its messages that are done: delivered, expired, or no longer the partner's */
  taken: number;
  /** positions of those that the endpoint accepted */
  delivered: readonly number[];
  /** positions of the messages that are not done, in order */
  left: readonly number[];
  /** why the first of `left` was not delivered; absent: there was no time for it */
  outcome?: Exclude<DeliveryOutcome, { is: 'delivered' }>;
}

/** Attempts in parallel: an endpoint that does not answer for one must not hold back the others. */
const parallel = 8;

/**
 * Delivers the attempts of a round, each in order up to its first message that is not delivered. Sends nothing more
 * once the endpoint asks for a pause, or when `mayGoOn` says that the time is over.
 */
export const deliver = async (
  webhook: Webhook,
  plant: string,
  round: Pick<DeliveryRound, 'attempts' | 'read'>,
  mayGoOn: () => boolean,
  deps: PushDeps,
): Promise<Delivered[]> => {
  const secrets = round.attempts.length > 0 ? await deps.secrets.get(webhook.access.partner) : undefined;
  const queue = [...round.attempts];
  const results: Delivered[] = [];
  let halted = false;

  const send = async (message: FeedMessage): Promise<DeliveryOutcome> => {
    const id = messageId(message);
    const body = JSON.stringify(cloudEventOf(message, deps.environment));
    const now = deps.clock();
    const headers = signedHeaders({ id, body }, now, secrets ? signingWith(secrets, now) : []);
    return deliveryOutcome(await deps.post(webhook.url, headers, body), deps.clock());
  };
  const deliverInOrder = async (attempt: Attempt): Promise<Delivered> => {
    const delivered: number[] = [];
    for (const [taken, sequence] of attempt.sequences.entries()) {
      const left = attempt.sequences.slice(taken);
      if (halted || !mayGoOn()) return { attempt, taken, delivered, left };
      const message = round.read.get(sequence) ?? (await deps.feed.at(plant, sequence));
      // Expired, or no longer the partner's: there is nothing to deliver.
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
  const worker = async (): Promise<void> => {
    try {
      for (let next = queue.shift(); next; next = queue.shift()) results.push(await deliverInOrder(next));
    } catch (error) {
      halted = true;
      throw error;
    }
  };
  // Waits for all workers, also when one failed: the next run must not deliver while a request is under way.
  const done = await Promise.allSettled(Array.from({ length: parallel }, worker));
  for (const each of done) if (each.status === 'rejected') throw each.reason;
  return results;
};

type Deps = Pick<PushDeps, 'clock' | 'random' | 'log'>;

/**
 * The state after a round. Messages that were not delivered wait. After the last try, a message becomes a dead letter
 * when the endpoint accepted other messages meanwhile; else the webhook is disabled.
 */
export const afterRound = (
  rest: NewWebhookState,
  results: readonly Delivered[],
  deps: Deps,
): NewWebhookState => {
  const now = deps.clock();
  const { partner, plant } = rest;
  const delivered = results.reduce((sum, each) => sum + each.delivered.length, 0);
  let state = withDelivered(rest, results, now);

  const disable = (why: string): NewWebhookState => {
    deps.log.error('WEBHOOK_DISABLED', { partner, plant, why });
    return { ...state, disabled: state.disabled ?? { why, since: now.toISOString() } };
  };
  for (const { attempt, taken, left, outcome } of results) {
    const [sequence] = left;
    if (sequence === undefined) continue;
    const earlierFailures = taken > 0 ? 0 : attempt.failures;
    let waiting: WaitingMessages | undefined = {
      stream: attempt.stream,
      sequences: left,
      failures: earlierFailures,
      refusedSince: earlierFailures > 0 ? (attempt.refusedSince ?? attempt.since) : undefined,
      next: now.toISOString(),
      since: attempt.since ?? now.toISOString(),
    };
    if (outcome?.is === 'slowed') {
      const notBefore = outcome.until.toISOString();
      deps.log.warn('WEBHOOK_SLOWED', { partner, plant, notBefore });
      state = { ...state, notBefore: latest(state.notBefore, notBefore) };
    } else if (outcome?.is === 'gone')
      state = disable('the endpoint answered 410: it wants no more messages');
    else if (outcome && attempt.probe !== undefined && taken === 0)
      waiting = { ...waiting, next: attempt.probe };
    else if (outcome) {
      const { why } = outcome;
      const failures = earlierFailures + 1;
      const refusedSince = waiting.refusedSince ?? now.toISOString();
      const seconds = retrySecondsAfter(failures, deps.random);
      const next = secondsAfter(now, seconds ?? 0).toISOString();
      waiting = { ...waiting, failures, refusedSince, next };
      deps.log.warn('WEBHOOK_FAILED', { partner, plant, sequence, why, failures, next });
      if (seconds === undefined) {
        const reason = `was not taken in ${failures} tries: ${why}`;
        const tookOthers = state.tookAt !== undefined && state.tookAt > refusedSince;
        const message = { sequence, stream: attempt.stream, at: now.toISOString(), why: reason };
        const aside = tookOthers ? withSetAside(state.aside, message) : undefined;
        if (aside) {
          deps.log.error('WEBHOOK_SET_ASIDE', { partner, plant, sequence, why: reason });
          state = { ...state, aside };
          waiting = withoutMessage(waiting, sequence, now);
        } else state = disable(`message ${sequence} ${reason}`);
      }
    }
    if (waiting) state = { ...state, waiting: [...state.waiting, waiting] };
  }
  if (delivered > 0)
    deps.log.info('WEBHOOK_DELIVERED', { partner, plant, delivered, position: state.position });
  return state;
};

/** The state after the deliveries of a round, before its failures. */
const withDelivered = (rest: NewWebhookState, results: readonly Delivered[], now: Date): NewWebhookState => {
  const done = results.flatMap(({ attempt, taken }) => attempt.sequences.slice(0, taken));
  const state = { ...rest, aside: stillSetAside(rest.aside, new Set(done)) };
  if (results.every(({ delivered }) => delivered.length === 0)) return state;
  const took = { ...state, tookAt: now.toISOString() };
  // A probe was delivered, so the endpoint is back: all waiting messages are due now, before the retry table says so.
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
