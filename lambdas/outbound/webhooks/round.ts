import { mayReceive } from '../../access/partner-access.ts';
import { entityKeyOf, type FeedMessage } from '../feed/feed.ts';
import type { PushDeps, Webhook } from './webhook.ts';
import {
  maxSequences,
  maxWaiting,
  type NewWebhookState,
  type WaitingMessages,
  type WebhookState,
} from './webhook-state.ts';

/** What is delivered before the webhook's state is written again. */
export interface DeliveryRound {
  /** delivered in parallel */
  attempts: readonly Attempt[];
  /** the new state without the attempts: how far the feed was read, and what else waits */
  rest: NewWebhookState;
  /** messages already read from the feed, by position */
  read: ReadonlyMap<number, FeedMessage>;
}

/** Messages of one entity to deliver in this order. */
export interface Attempt {
  /** entity key */
  stream: string;
  sequences: readonly number[];
  failures: number;
  refusedSince?: string | undefined;
  /** since when messages of the entity wait; absent: none waited before */
  since?: string;
  /** set for a probe, a try that does not count: when the retry table has the next one */
  probe?: string;
}

type Deps = Pick<PushDeps, 'feed' | 'clock' | 'log'>;

const perPage = 100;
const pagesAtMost = 10;
/** Messages per round. A run that dies delivers its round again, so a round must not be long. */
const messagesPerRound = 200;
const probeEverySeconds = 300;

/**
 * Plans a round: waiting messages that are due, and new messages from the feed. A new message waits when messages of
 * its entity wait. When all places are taken, the feed is not read further. Changes nothing in the stores.
 */
export const planDeliveryRound = async (
  webhook: Webhook,
  state: WebhookState,
  deps: Deps,
): Promise<DeliveryRound> => {
  const now = deps.clock();
  if (state.disabled || (state.notBefore !== undefined && now < new Date(state.notBefore)))
    return { attempts: [], rest: state, read: new Map() };
  const due = state.waiting.filter(({ next }) => new Date(next) <= now);
  const probed = due.length === 0 ? toProbe(state, now) : undefined;
  const tried = probed ? [probed] : due;
  const attempts = new Map<string, Attempt>(
    tried.map(({ next, ...attempt }) => [attempt.stream, { ...attempt, ...(probed && { probe: next }) }]),
  );
  const waiting = new Map(
    state.waiting.filter(({ stream }) => !attempts.has(stream)).map((each) => [each.stream, each]),
  );
  const read = new Map<number, FeedMessage>();
  const { position, replay } = await readFeed(webhook, state, { attempts, waiting, read }, deps);
  const rest = {
    ...state,
    position,
    replay,
    waiting: [...waiting.values()],
    ...(probed && { probedAt: now.toISOString() }),
  };
  return { attempts: [...attempts.values()], rest, read };
};

/**
 * The first waiting entity, when all places are taken: nothing else would find out that the endpoint is back. After a
 * failed probe the entity is the last one.
 */
const toProbe = ({ waiting, probedAt }: WebhookState, now: Date): WaitingMessages | undefined => {
  const since = probedAt === undefined ? Number.POSITIVE_INFINITY : now.getTime() - Date.parse(probedAt);
  return waiting.length >= maxWaiting && since >= probeEverySeconds * 1000 ? waiting[0] : undefined;
};

/** A round in the making, by entity key. */
interface RoundDraft {
  attempts: Map<string, Attempt>;
  waiting: Map<string, WaitingMessages>;
  read: Map<number, FeedMessage>;
}

/** Reads the feed, a replay before new messages, while there is a place for each message. */
const readFeed = async (
  webhook: Webhook,
  state: WebhookState,
  draft: RoundDraft,
  deps: Deps,
): Promise<Pick<WebhookState, 'position' | 'replay'>> => {
  let { position, replay } = state;
  const { plant } = state;
  for (let page = 0; page < pagesAtMost && draft.read.size < messagesPerRound; page += 1) {
    const from = replay ? replay.next - 1 : position;
    const messages = await deps.feed.after(plant, from, perPage);
    let last = from;
    for (const message of messages) {
      if (replay && message.sequence > replay.to) break;
      if (message.sequence > last + 1) logMissed(state, last + 1, message.sequence - 1, deps);
      if (mayReceive(webhook.access, message) && !addMessage(message, draft))
        return replay ? { position, replay: { ...replay, next: last + 1 } } : { position: last };
      last = message.sequence;
    }
    if (!replay) {
      position = last;
      if (messages.length === 0) break;
    } else if (last >= replay.to || last === from) replay = undefined;
    else replay = { ...replay, next: last + 1 };
  }
  return { position, replay };
};

/** Messages expired before they were delivered. The partner must read the current state over HTTP instead. */
const logMissed = ({ partner, plant }: WebhookState, from: number, to: number, { log }: Deps): void =>
  log.error('WEBHOOK_MISSED', { partner, plant, from, to });

/** Adds a message to the round, or to the waiting messages of its entity. False when there is no place for it. */
const addMessage = (message: FeedMessage, { attempts, waiting, read }: RoundDraft): boolean => {
  const key = entityKeyOf(message);
  const [entities, earlier] = attempts.has(key)
    ? [attempts as Map<string, Attempt | WaitingMessages>, attempts.get(key)]
    : [waiting as Map<string, Attempt | WaitingMessages>, waiting.get(key)];
  if (earlier) {
    if (earlier.sequences.length >= maxSequences) return false;
    entities.set(key, { ...earlier, sequences: [...earlier.sequences, message.sequence] });
  } else {
    if (attempts.size + waiting.size >= maxWaiting) return false;
    attempts.set(key, { stream: key, sequences: [message.sequence], failures: 0 });
  }
  read.set(message.sequence, message);
  return true;
};

/** Seconds from each failed try to the next one: the table that Standard Webhooks 1.0 recommends. */
const retryTable = [
  5,
  5 * 60,
  30 * 60,
  2 * 3600,
  5 * 3600,
  10 * 3600,
  14 * 3600,
  20 * 3600,
  24 * 3600,
] as const;

/** Tries of a message until it becomes a dead letter or its endpoint is disabled. */
export const maxTries = retryTable.length + 1;

/**
 * Seconds until the next try after this many failed tries; undefined after the last. Up to a tenth longer than in the
 * table, so that messages that failed together are not retried together.
 */
export const retrySecondsAfter = (failures: number, random: () => number): number | undefined => {
  const seconds = retryTable[failures - 1];
  return seconds === undefined ? undefined : seconds * (1 + random() / 10);
};
