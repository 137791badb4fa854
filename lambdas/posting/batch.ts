import type { PlantProfile } from '../../configuration/plant.ts';
import type { OdooPort } from '../odoo/ports.ts';
import type { Log } from '../platform/log.ts';
import { type Clock, secondsAfter } from '../platform/time.ts';
import type { EventRecord } from '../store/event-record.ts';
import type { CodeMappingTable } from './code-mapping/code-mapping.ts';
import type { OrderingDeps } from './ordering.ts';
import type { OutcomeBus } from './outcomes.ts';
import type { PlantQueueMessage } from './plant-queue.ts';

/** Longest pause between two tries of a message, in seconds. */
const longest = 30;

/** 1, 2, 4 … 30 s, give or take a quarter, so that streams that failed together do not return together. */
export const retrySeconds = (receiveCount: number, random: () => number = Math.random): number => {
  const base = Math.min(2 ** Math.min(receiveCount - 1, 10), longest);
  return Math.max(1, Math.round(base * (0.75 + random() / 2)));
};

/** When an unreachable Odoo is tried again: half as long as it has been away, between 2 and 30 s. */
export const nextProbe = (awaySince: Date, now: Date): Date => {
  const away = (now.getTime() - awaySince.getTime()) / 1000;
  return secondsAfter(now, Math.min(Math.max(away / 2, 2), longest));
};

export interface ReceivedMessage extends PlantQueueMessage {
  messageId: string;
  receiveCount: number;
}

/**
 * Done: the message may go. Otherwise it comes back, with its stream, after the given seconds; `unknown` if the
 * ledger has no such event, which no later try can mend.
 */
export type Verdict = { done: true } | { done: false; retryAfterSeconds: number; unknown?: true };

export interface PostDeps extends OrderingDeps {
  plant: PlantProfile;
  odoo: OdooPort;
  codeMapping: Pick<CodeMappingTable, 'lookUp'>;
  outcomes: OutcomeBus;
  clock: Clock;
  log: Log;
  count(metric: Metric, amount: number): void;
}

export type Metric = 'EventPosted' | 'OdooPosting' | 'EventQuarantined' | 'EventParked' | 'PostingLatencyMs';

export const done: Verdict = { done: true };
export const again = (message: ReceivedMessage): Verdict => ({
  done: false,
  retryAfterSeconds: retrySeconds(message.receiveCount),
});

/** What a message is, once its event has been looked at. */
export type MessageTurn =
  | { kind: 'claimed'; message: ReceivedMessage; record: EventRecord }
  | { kind: 'settled'; message: ReceivedMessage; record: EventRecord }
  | { kind: 'over'; message: ReceivedMessage; verdict: Verdict };

/** A message may stand for many events of its stream: one of itself for each. */
export const eventsIn = ({ also = [], ...message }: ReceivedMessage): ReceivedMessage[] => [
  message,
  ...also.map((ticket) => ({ ...message, ...ticket })),
];

/**
 * What is to become of a message, from the verdicts on its events. It comes back when one of them has to; it is
 * unreadable only when nothing else is to be done about it.
 */
export const verdictOf = (verdicts: readonly Verdict[]): Verdict => {
  const open = verdicts.filter((verdict) => !verdict.done);
  const [first] = open.some(({ unknown }) => !unknown) ? open.filter(({ unknown }) => !unknown) : open;
  if (!first) return { done: true };
  return { ...first, retryAfterSeconds: Math.max(...open.map((verdict) => verdict.retryAfterSeconds)) };
};
