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

/** When a message is tried again, in seconds after each failure: the table that Standard Webhooks 1.0 recommends. */
const waits = [5, 5 * 60, 30 * 60, 2 * 3600, 5 * 3600, 10 * 3600, 14 * 3600, 20 * 3600, 24 * 3600] as const;

/** Tries of a message until its endpoint is disabled. */
export const maxTries = waits.length + 1;

/**
 * Seconds until the next try after this many failures; undefined when there is none. Up to a tenth longer than the
 * table says, so that what failed together does not come back together.
 */
export const retrySecondsAfter = (failures: number, random: () => number): number | undefined => {
  const wait = waits[failures - 1];
  return wait === undefined ? undefined : wait * (1 + random() / 10);
};

/** What one run through a line delivers before it is written down. */
export interface DeliveryRound {
  /** in the order of delivery each, and all of them side by side */
  streams: readonly Attempt[];
  /** the line without them: where reading went, and what else waits */
  rest: NewWebhookState;
  /** messages that were read already */
  read: ReadonlyMap<number, FeedMessage>;
}

export interface Attempt {
  stream: string;
  sequences: readonly number[];
  failures: number;
  refusedSince?: string | undefined;
  /** absent: nothing of it waited before */
  since?: string;
  /** tried beside the table, by which it is due then: this try does not count */
  probe?: string;
}

type Deps = Pick<PushDeps, 'feed' | 'clock' | 'log'>;

const perPage = 100;
const pagesAtMost = 10;
/** A run that dies delivers a round again: it must not be long. */
const enough = 200;
const probeEverySeconds = 300;

/**
 * What is due, and what is new: streams that have nothing waiting are tried at once; what follows a message that waits,
 * waits behind it. When all places are taken, reading stands still. Changes nothing.
 */
export const planDeliveryRound = async (
  webhook: Webhook,
  line: WebhookState,
  deps: Deps,
): Promise<DeliveryRound> => {
  const now = deps.clock();
  if (line.disabled || (line.notBefore !== undefined && now < new Date(line.notBefore)))
    return { streams: [], rest: line, read: new Map() };
  const due = line.waiting.filter(({ next }) => new Date(next) <= now);
  const probed = due.length === 0 ? probeOf(line, now) : undefined;
  const tried = probed ? [probed] : due;
  const streams = new Map<string, Attempt>(
    tried.map(({ next, ...attempt }) => [attempt.stream, { ...attempt, ...(probed && { probe: next }) }]),
  );
  const waiting = new Map(
    line.waiting.filter(({ stream }) => !streams.has(stream)).map((each) => [each.stream, each]),
  );
  const read = new Map<number, FeedMessage>();
  const { position, replay } = await walk(webhook, line, { streams, waiting, read }, deps);
  const rest = {
    ...line,
    position,
    replay,
    waiting: [...waiting.values()],
    ...(probed && { probedAt: now.toISOString() }),
  };
  return { streams: [...streams.values()], rest, read };
};

/** The stream that waits longest, when nothing else would find out that the endpoint is back. */
const probeOf = ({ waiting, probedAt }: WebhookState, now: Date): WaitingMessages | undefined => {
  const since = probedAt === undefined ? Number.POSITIVE_INFINITY : now.getTime() - Date.parse(probedAt);
  return waiting.length >= maxWaiting && since >= probeEverySeconds * 1000 ? waiting[0] : undefined;
};

interface Places {
  streams: Map<string, Attempt>;
  waiting: Map<string, WaitingMessages>;
  read: Map<number, FeedMessage>;
}

/** Reads on, a replay before what is new, for as long as there is a place for what is read. */
const walk = async (
  webhook: Webhook,
  line: WebhookState,
  places: Places,
  deps: Deps,
): Promise<Pick<WebhookState, 'position' | 'replay'>> => {
  let { position, replay } = line;
  const { plant } = line;
  for (let page = 0; page < pagesAtMost && places.read.size < enough; page += 1) {
    const from = replay ? replay.next - 1 : position;
    const messages = await deps.feed.after(plant, from, perPage);
    let last = from;
    for (const message of messages) {
      if (replay && message.sequence > replay.to) break;
      if (message.sequence > last + 1) missed(line, last + 1, message.sequence - 1, deps);
      if (mayReceive(webhook.access, message) && !place(message, places))
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

/** Feeds forget; who was away longer than they remember reads how things stand instead. */
const missed = ({ partner, plant }: WebhookState, from: number, to: number, { log }: Deps): void =>
  log.error('WEBHOOK_MISSED', { partner, plant, from, to });

/** False when there is no place for it now. */
const place = (message: FeedMessage, { streams, waiting, read }: Places): boolean => {
  const stream = entityKeyOf(message);
  const [line, standing] = streams.has(stream)
    ? [streams as Map<string, Attempt | WaitingMessages>, streams.get(stream)]
    : [waiting as Map<string, Attempt | WaitingMessages>, waiting.get(stream)];
  if (standing) {
    if (standing.sequences.length >= maxSequences) return false;
    line.set(stream, { ...standing, sequences: [...standing.sequences, message.sequence] });
  } else {
    if (streams.size + waiting.size >= maxWaiting) return false;
    streams.set(stream, { stream, sequences: [message.sequence], failures: 0 });
  }
  read.set(message.sequence, message);
  return true;
};
