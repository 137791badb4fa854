import { processPartialResponse, SqsFifoPartialProcessorAsync } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { concernsThisCallOnly, type OdooFailure } from '../odoo/failures.ts';
import { atOnce } from '../platform/at-once.ts';
import { errorForLog } from '../platform/log.ts';
import { secondsAfter } from '../platform/time.ts';
import type { PlantQueueState } from '../store/event-record.ts';
import { onWakeUp } from './aggregation.ts';
import {
  again,
  done,
  eventsIn,
  nextProbe,
  type PostDeps,
  type ReceivedMessage,
  type Verdict,
  verdictOf,
} from './batch.ts';
import { bookInOdoo } from './book.ts';
import { takeTurns } from './claim.ts';
import type { MessageBox } from './message-box.ts';
import { plantQueueMessage } from './plant-queue.ts';
import { settle } from './settle.ts';

/** Messages of a held lane sleep so long; within a minute `watch` pauses the lane and they are left alone. */
const heldSeconds = 15;

/** Seconds the lane still stands still, zero when it may post; a held lane waits for `watch` or an operator. */
export const pauseLeft = (queueState: PlantQueueState | undefined, now: Date): number => {
  if (!queueState) return 0;
  if (queueState.state === 'held') return heldSeconds;
  return Math.max(0, Math.ceil((Date.parse(queueState.until) - now.getTime()) / 1000));
};

/**
 * Stops the lane when the failure concerns more than this call. Answers the seconds to wait, zero when only
 * this batch has to come again.
 */
export const stoppedBy = async (
  failure: OdooFailure,
  queueState: PlantQueueState | undefined,
  { eventStore, plant, clock, log }: PostDeps,
): Promise<number> => {
  const now = clock();
  const about = { plant: plant.id, code: failure.code, detail: failure.message, outcome: failure.outcome };
  if (concernsThisCallOnly(failure)) {
    log.warn('POSTING_RETRIED', about);
    return 0;
  }
  const since = queueState ? new Date(queueState.since) : now;
  const state = failure.kind === 'transient' ? 'waiting' : 'held';
  const until = state === 'waiting' ? waitUntil(failure, since, now) : secondsAfter(now, heldSeconds);
  // Who changed it meanwhile knows better: another batch of the lane, the watch, or an operator.
  await eventStore.setQueueState(queueState, {
    ...(queueState?.paused && { paused: true }),
    plant: plant.id,
    state,
    reason: `${failure.code}: ${failure.message}`,
    since: since.toISOString(),
    until: until.toISOString(),
  });
  if (state === 'waiting') log.warn('LANE_WAITING', about);
  else log.error('LANE_HELD', about);
  return Math.ceil((until.getTime() - now.getTime()) / 1000);
};

const waitUntil = (failure: OdooFailure, since: Date, now: Date): Date =>
  failure.kind === 'transient' && failure.retryAfterSeconds
    ? secondsAfter(now, Math.min(failure.retryAfterSeconds, 300))
    : nextProbe(since, now);

/** Odoo has booked again. A lane whose event source is off is left to whoever turns that on. */
export const worksAgain = async (
  queueState: PlantQueueState,
  { eventStore, log }: PostDeps,
): Promise<void> => {
  if (!queueState.paused && (await eventStore.clearQueueState(queueState)))
    log.info('LANE_RESUMED', { plant: queueState.plant });
};

/**
 * Posts a lane's batch: one call to Odoo for all of it. A verdict per message, in every case; throws never.
 *
 * Killed at any point it is run again with the same messages: a claim lapses with the function that made it,
 * Odoo answers `duplicate` for what it has booked, and everything written to the ledger is written again alike.
 */
export const postBatch = async (
  messages: readonly ReceivedMessage[],
  leaseUntil: Date,
  deps: PostDeps,
): Promise<Map<string, Verdict>> => {
  const verdicts = new Map<ReceivedMessage, Verdict>();
  const events = messages.filter(({ due }) => due === undefined).flatMap(eventsIn);
  try {
    const queueState = await deps.eventStore.queueState(deps.plant.id);
    const pause = pauseLeft(queueState, deps.clock());
    if (pause > 0)
      return new Map(messages.map(({ messageId }) => [messageId, { done: false, retryAfterSeconds: pause }]));
    await wakeUps(messages, verdicts, deps);
    await postEvents(events, queueState, leaseUntil, verdicts, deps);
  } catch (error) {
    deps.log.error('STORE_UNAVAILABLE', { what: 'post', plant: deps.plant.id, ...errorForLog(error) });
  }
  const verdict = (message: ReceivedMessage) => verdicts.get(message) ?? again(message);
  return new Map(
    messages.map((message) => [
      message.messageId,
      message.due === undefined
        ? verdictOf(events.filter(({ messageId }) => messageId === message.messageId).map(verdict))
        : verdict(message),
    ]),
  );
};

const wakeUps = async (
  messages: readonly ReceivedMessage[],
  verdicts: Map<ReceivedMessage, Verdict>,
  deps: PostDeps,
): Promise<void> => {
  await Promise.all(
    messages.map(async (message) => {
      if (message.due !== undefined) verdicts.set(message, await onWakeUp(message, message.due, deps));
    }),
  );
};

const postEvents = async (
  events: readonly ReceivedMessage[],
  queueState: PlantQueueState | undefined,
  leaseUntil: Date,
  verdicts: Map<ReceivedMessage, Verdict>,
  deps: PostDeps,
): Promise<void> => {
  const turns = await takeTurns(events, leaseUntil, deps);
  for (const turn of turns) if (turn.kind === 'over') verdicts.set(turn.message, turn.verdict);
  const claimed = turns.filter((turn) => turn.kind === 'claimed');
  const booked = await bookInOdoo(
    claimed.map((turn) => turn.record),
    leaseUntil,
    deps,
  );
  const wait = booked.failure ? await stoppedBy(booked.failure, queueState, deps) : 0;
  await atOnce(claimed, async ({ message, record }) => {
    if (booked.rows.has(record.eventKey)) return;
    await deps.eventStore.release(record, record === booked.suspect);
    verdicts.set(message, wait > 0 ? { done: false, retryAfterSeconds: wait } : again(message));
  });
  if (queueState && booked.rows.size > 0 && !booked.failure) await worksAgain(queueState, deps);
  for (const [message, verdict] of await settle(turns, booked.rows, deps)) verdicts.set(message, verdict);
};

export interface HandlerDeps extends PostDeps {
  box: MessageBox;
}

type Remaining = Pick<Context, 'getRemainingTimeInMillis'>;

/** A lane's batch: what is not done comes back, each message together with its stream. */
export const handle = async (
  event: SQSEvent,
  context: Remaining,
  deps: HandlerDeps,
): Promise<SQSBatchResponse> => {
  const messages = event.Records.map(readMessage);
  const readable = messages.filter((message) => message !== undefined);
  const leaseUntil = secondsAfter(deps.clock(), context.getRemainingTimeInMillis() / 1000);
  const verdicts = await postBatch(readable, leaseUntil, deps);
  for (const record of event.Records)
    if (cannotBePosted(verdicts.get(record.messageId)))
      verdicts.set(record.messageId, await deadLetterMessage(record, deps));
  await comeBack(event.Records, verdicts, deps);
  return processPartialResponse(
    event,
    async (record: SQSRecord) => {
      if (!verdicts.get(record.messageId)?.done) throw new NotDone(record.messageId);
    },
    new SqsFifoPartialProcessorAsync(),
    { skipGroupOnError: true, throwOnFullBatchFailure: false },
  );
};

/** Unreadable, hence without a verdict, or of an event the ledger does not know. */
const cannotBePosted = (verdict: Verdict | undefined): boolean =>
  !verdict || (!verdict.done && verdict.unknown === true);

class NotDone extends Error {}

const readMessage = (record: SQSRecord): ReceivedMessage | undefined => {
  try {
    const parsed = plantQueueMessage.parse(JSON.parse(record.body));
    const receiveCount = Number(record.attributes.ApproximateReceiveCount);
    return { ...parsed, messageId: record.messageId, receiveCount };
  } catch {
    return undefined;
  }
};

/** What cannot be posted would come back a thousand times, and close its group as long. */
const deadLetterMessage = async (record: SQSRecord, { box, log, plant }: HandlerDeps): Promise<Verdict> => {
  log.error('MESSAGE_UNREADABLE', { plant: plant.id, messageId: record.messageId });
  return (await box.deadLetter(record)) ? done : { done: false, retryAfterSeconds: 30 };
};

/** SQS holds a group back while any message of it is invisible: those of one group get the same time. */
const comeBack = async (
  records: readonly SQSRecord[],
  verdicts: ReadonlyMap<string, Verdict>,
  { box }: HandlerDeps,
): Promise<void> => {
  const groups = Map.groupBy(records, (record) => record.attributes.MessageGroupId ?? record.messageId);
  const returning = [...groups.values()].flatMap((group) => {
    const from = group.findIndex((record) => !verdicts.get(record.messageId)?.done);
    if (from < 0) return [];
    const back = group.slice(from);
    const seconds = Math.max(...back.map((record) => secondsOf(verdicts.get(record.messageId))));
    return back.map((record) => ({ receiptHandle: record.receiptHandle, seconds }));
  });
  await box.hide(returning);
};

const secondsOf = (verdict: Verdict | undefined): number =>
  verdict && !verdict.done ? verdict.retryAfterSeconds : 0;
