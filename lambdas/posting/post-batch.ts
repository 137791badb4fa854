import { processPartialResponse, SqsFifoPartialProcessorAsync } from '@aws-lambda-powertools/batch';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { EventKey } from '../../events/envelope.ts';
import { concernsThisCallOnly, type OdooFailure } from '../odoo/failures.ts';
import { atOnce } from '../platform/at-once.ts';
import { errorForLog } from '../platform/log.ts';
import { secondsAfter } from '../platform/time.ts';
import type { PlantQueueState } from '../store/event-record.ts';
import { onWakeUp } from './aggregation.ts';
import {
  done,
  eventsIn,
  type MessageResult,
  nextProbe,
  type PostDeps,
  type ReceivedMessage,
  resultOf,
  retryLater,
} from './batch.ts';
import { bookInOdoo } from './book.ts';
import { claimMessages } from './claim.ts';
import { plantQueueMessage } from './plant-queue.ts';
import { settle } from './settle.ts';
import type { MessageBox } from './sqs-plant-queue.ts';

export interface HandlerDeps extends PostDeps {
  box: MessageBox;
}

type Remaining = Pick<Context, 'getRemainingTimeInMillis'>;

/**
 * Handles one batch of a plant queue: claim the events, book them in Odoo, settle them. Messages that are not done come
 * back, each with its message group.
 */
export const handle = async (
  event: SQSEvent,
  context: Remaining,
  deps: HandlerDeps,
): Promise<SQSBatchResponse> => {
  const messages = event.Records.map(readMessage);
  const readable = messages.filter((message) => message !== undefined);
  const leaseUntil = secondsAfter(deps.clock(), context.getRemainingTimeInMillis() / 1000);
  const results = await postBatch(readable, leaseUntil, deps);
  for (const record of event.Records)
    if (cannotBePosted(results.get(record.messageId)))
      results.set(record.messageId, await deadLetterMessage(record, deps));
  await hideUnfinished(event.Records, results, deps);
  return processPartialResponse(
    event,
    async (record: SQSRecord) => {
      if (!results.get(record.messageId)?.done) throw new NotDone(record.messageId);
    },
    new SqsFifoPartialProcessorAsync(),
    { skipGroupOnError: true, throwOnFullBatchFailure: false },
  );
};

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

/** True for an unreadable message, which has no result, and for an event that the event store does not have. */
const cannotBePosted = (result: MessageResult | undefined): boolean =>
  !result || (!result.done && result.unknown === true);

/** Without this, the message would come back a thousand times and block its message group all that time. */
const deadLetterMessage = async (
  record: SQSRecord,
  { box, log, plant }: HandlerDeps,
): Promise<MessageResult> => {
  log.error('MESSAGE_UNREADABLE', { plant: plant.id, messageId: record.messageId });
  return (await box.deadLetter(record)) ? done : { done: false, retryAfterSeconds: 30 };
};

/**
 * Hides the messages that come back until their retry. SQS holds back a message group while one of its messages is
 * invisible, so all messages of a group get the same time.
 */
const hideUnfinished = async (
  records: readonly SQSRecord[],
  results: ReadonlyMap<string, MessageResult>,
  { box }: HandlerDeps,
): Promise<void> => {
  const groups = Map.groupBy(records, (record) => record.attributes.MessageGroupId ?? record.messageId);
  const returning = [...groups.values()].flatMap((group) => {
    const from = group.findIndex((record) => !results.get(record.messageId)?.done);
    if (from < 0) return [];
    const unfinished = group.slice(from);
    const seconds = Math.max(...unfinished.map((record) => secondsOf(results.get(record.messageId))));
    return unfinished.map((record) => ({ receiptHandle: record.receiptHandle, seconds }));
  });
  await box.hide(returning);
};

const secondsOf = (result: MessageResult | undefined): number =>
  result && !result.done ? result.retryAfterSeconds : 0;

/**
 * Posts a batch with one call to Odoo. Returns a result for every message, by message id. Never throws.
 *
 * When the function is killed at any point, SQS delivers the same messages again. The claims end with the lease, Odoo
 * answers `duplicate` for events that it has booked, and the event store gets the same writes again.
 */
export const postBatch = async (
  messages: readonly ReceivedMessage[],
  leaseUntil: Date,
  deps: PostDeps,
): Promise<Map<string, MessageResult>> => {
  const results = new Map<ReceivedMessage, MessageResult>();
  const tickets = messages.filter(({ due }) => due === undefined).flatMap(eventsIn);
  const events = firstOfEach(tickets);
  try {
    const queueState = await deps.eventStore.queueState(deps.plant.id);
    const pause = pauseSeconds(queueState, deps.clock());
    if (pause > 0)
      return new Map(messages.map(({ messageId }) => [messageId, { done: false, retryAfterSeconds: pause }]));
    await handleWakeUps(messages, results, deps);
    await postEvents([...events.values()], queueState, leaseUntil, results, deps);
  } catch (error) {
    deps.log.error('STORE_UNAVAILABLE', { what: 'post', plant: deps.plant.id, ...errorForLog(error) });
  }
  const resultFor = (message: ReceivedMessage) =>
    results.get(events.get(message.eventKey) ?? message) ?? retryLater(message);
  return new Map(
    messages.map((message) => [
      message.messageId,
      message.due === undefined
        ? resultOf(tickets.filter(({ messageId }) => messageId === message.messageId).map(resultFor))
        : (results.get(message) ?? retryLater(message)),
    ]),
  );
};

/**
 * Two functions that sent one aggregation at the same time leave two messages that name the same events. The batch posts
 * each event once, at its first place: the second claim would fail and send all that follows back to the queue.
 */
const firstOfEach = (tickets: readonly ReceivedMessage[]): Map<EventKey, ReceivedMessage> => {
  const first = new Map<EventKey, ReceivedMessage>();
  for (const ticket of tickets) if (!first.has(ticket.eventKey)) first.set(ticket.eventKey, ticket);
  return first;
};

const handleWakeUps = async (
  messages: readonly ReceivedMessage[],
  results: Map<ReceivedMessage, MessageResult>,
  deps: PostDeps,
): Promise<void> => {
  await Promise.all(
    messages.map(async (message) => {
      if (message.due !== undefined) results.set(message, await onWakeUp(message, message.due, deps));
    }),
  );
};

const postEvents = async (
  events: readonly ReceivedMessage[],
  queueState: PlantQueueState | undefined,
  leaseUntil: Date,
  results: Map<ReceivedMessage, MessageResult>,
  deps: PostDeps,
): Promise<void> => {
  const messages = await claimMessages(events, leaseUntil, deps);
  for (const one of messages) if (one.kind === 'decided') results.set(one.message, one.result);
  const claimed = messages.filter((one) => one.kind === 'claimed');
  const booked = await bookInOdoo(
    claimed.map((one) => one.record),
    leaseUntil,
    deps,
  );
  const wait = booked.failure ? await stopQueue(booked.failure, queueState, deps) : 0;
  await atOnce(claimed, async ({ message, record }) => {
    if (booked.rows.has(record.eventKey)) return;
    await deps.eventStore.release(record, record === booked.suspect);
    results.set(message, wait > 0 ? { done: false, retryAfterSeconds: wait } : retryLater(message));
  });
  if (queueState && booked.rows.size > 0 && !booked.failure) await resumeQueue(queueState, deps);
  for (const [message, result] of await settle(messages, booked.rows, deps)) results.set(message, result);
};

/** Messages of a held queue hide this long. Within a minute the outbox sweeper turns the queue's event source off. */
const heldSeconds = 15;

/** Seconds until the queue may post again; zero when it may post now. Only the sweeper or an operator frees a held queue. */
const pauseSeconds = (queueState: PlantQueueState | undefined, now: Date): number => {
  if (!queueState) return 0;
  if (queueState.state === 'held') return heldSeconds;
  return Math.max(0, Math.ceil((Date.parse(queueState.until) - now.getTime()) / 1000));
};

/**
 * Stops the plant queue, unless the failure concerns this call only. Returns the seconds to wait; zero when only this
 * batch must come back.
 */
const stopQueue = async (
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
  // No effect when another batch, the sweeper or an operator has changed the state since: theirs is newer.
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

/** Odoo books again. When the event source is off, only the code that turns it on may clear the state. */
const resumeQueue = async (queueState: PlantQueueState, { eventStore, log }: PostDeps): Promise<void> => {
  if (!queueState.paused && (await eventStore.clearQueueState(queueState)))
    log.info('LANE_RESUMED', { plant: queueState.plant });
};
