import type { PlantProfile } from '../../configuration/plant.ts';
import type { OdooPort } from '../odoo/ports.ts';
import type { Log } from '../platform/log.ts';
import { type Clock, secondsAfter } from '../platform/time.ts';
import type { EventRecord } from '../store/event-record.ts';
import type { CodeMappingTable } from './code-mapping/code-mapping.ts';
import type { OrderingDeps } from './ordering.ts';
import type { OutcomeBus } from './outcomes.ts';
import type { PlantQueueMessage } from './plant-queue.ts';

/** The types that all steps of posting a batch share, and the rules for retries. */

export interface PostDeps extends OrderingDeps {
  plant: PlantProfile;
  odoo: OdooPort;
  codeMapping: Pick<CodeMappingTable, 'lookUp'>;
  outcomes: OutcomeBus;
  clock: Clock;
  log: Log;
  /** `code`: the refusal code, of `EventRefused` only */
  count(metric: Metric, amount: number, code?: string): void;
}

/** Metric names do not change; a parked event is a deferred one. */
export type Metric =
  | 'EventPosted'
  | 'OdooPosting'
  | 'OdooCallMs'
  | 'EventQuarantined'
  | 'EventRefused'
  | 'HoldRefused'
  | 'EventParked'
  | 'PostingLatencyMs';

/** Metrics of all plants together: a dimension for the plant would cost a metric for each, and nobody would act on it. */
export const ofAllPlants: ReadonlySet<Metric> = new Set(['OdooCallMs', 'EventRefused']);

export interface ReceivedMessage extends PlantQueueMessage {
  messageId: string;
  receiveCount: number;
}

/** A message may carry several events of its ordering key. Returns one message per event. */
export const eventsIn = ({ also = [], ...message }: ReceivedMessage): ReceivedMessage[] => [
  message,
  ...also.map((ticket) => ({ ...message, ...ticket })),
];

/** A message after the claim of its event. `decided`: its result is known, and it is not posted now. */
export type ClaimedMessage =
  | { kind: 'claimed'; message: ReceivedMessage; record: EventRecord }
  | { kind: 'settled'; message: ReceivedMessage; record: EventRecord }
  | { kind: 'decided'; message: ReceivedMessage; result: MessageResult };

/**
 * Done: the message is deleted. Otherwise it comes back after the given seconds, together with its message group.
 * `unknown`: the event store does not have the event, so no retry can help.
 */
export type MessageResult = { done: true } | { done: false; retryAfterSeconds: number; unknown?: true };

export const done: MessageResult = { done: true };
export const retryLater = (message: ReceivedMessage): MessageResult => ({
  done: false,
  retryAfterSeconds: retrySeconds(message.receiveCount),
});

/**
 * The result of a message from the results of its events. The message comes back when one of its events must come back.
 * It is `unknown` only when no other event needs a retry.
 */
export const resultOf = (results: readonly MessageResult[]): MessageResult => {
  const open = results.filter((result) => !result.done);
  const [first] = open.some(({ unknown }) => !unknown) ? open.filter(({ unknown }) => !unknown) : open;
  if (!first) return { done: true };
  return { ...first, retryAfterSeconds: Math.max(...open.map((result) => result.retryAfterSeconds)) };
};

/** Longest pause between two tries of a message, in seconds. */
const longestPause = 30;

/** 1, 2, 4 … 30 s, plus or minus a quarter, so that ordering keys that failed together do not return together. */
export const retrySeconds = (receiveCount: number, random: () => number = Math.random): number => {
  const base = Math.min(2 ** Math.min(receiveCount - 1, 10), longestPause);
  return Math.max(1, Math.round(base * (0.75 + random() / 2)));
};

/** When to try an unreachable Odoo again: after half the time that it has been away, between 2 and 30 s. */
export const nextProbe = (awaySince: Date, now: Date): Date => {
  const away = (now.getTime() - awaySince.getTime()) / 1000;
  return secondsAfter(now, Math.min(Math.max(away / 2, 2), longestPause));
};
