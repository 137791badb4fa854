import type { EventKey } from '../../events/envelope.ts';
import type { EventRecord, Ticket } from '../store/event-record.ts';
import { flush, mayAggregate } from './aggregation.ts';
import {
  blockBehind,
  blockBehindAll,
  isOver,
  type OrderingDeps,
  releaseNext,
  supersedes,
} from './ordering.ts';
import type { MessageToSend } from './plant-queue.ts';

type Sendable = Pick<
  EventRecord,
  'eventKey' | 'plant' | 'orderingKey' | 'acceptedAt' | 'status' | 'attempts' | 'event'
>;

/**
 * Sends events from the outbox to their plant queues, in the given order, and removes them from the outbox. Aggregated
 * events of the same ordering keys are sent before them. An event that cannot be sent blocks its ordering key, so that
 * no later event overtakes it, and stays in the outbox for the outbox sweeper. Returns the keys of these events.
 */
export const sendFromOutbox = async (
  deps: OrderingDeps,
  events: readonly Sendable[],
): Promise<Set<EventKey>> => {
  const left = new Set<EventKey>();
  await Promise.all(
    [...Map.groupBy(events, (event) => event.plant)].map(async ([plant, ofPlant]) => {
      const { sent, failed: unsentBefore } = await flushBefore(deps, plant, ofPlant);
      let reachable = true;
      for (const batch of withoutRepeatedKeys(
        ofPlant.filter((event) => event.attempts > 0 || !sent.has(event.eventKey)),
      )) {
        const free = batch.filter(({ orderingKey }) => !unsentBefore.has(orderingKey));
        const failed: Set<EventKey> = reachable
          ? await deps.queue.send(plant, free.map(messageOf))
          : new Set(free.map((event) => event.eventKey));
        // When the queue took nothing, it gets no further batch: the caller is waiting.
        reachable &&= free.length === 0 || failed.size < free.length;
        await Promise.all(
          batch.map((event) => {
            if (!failed.has(event.eventKey) && !unsentBefore.has(event.orderingKey))
              return deps.eventStore.markSent(event);
            left.add(event.eventKey);
            return blockOrderingKey(deps, event, unsentBefore.get(event.orderingKey));
          }),
        );
      }
    }),
  );
  return left;
};

/** Sends the aggregated events first, because they were accepted first. `failed`: tickets not sent, by ordering key. */
const flushBefore = async (deps: OrderingDeps, plant: string, events: readonly Sendable[]) => {
  const sent = new Set<EventKey>();
  const failed = new Map<string, readonly Ticket[]>();
  const orderingKeys = [...new Set(events.map(({ orderingKey }) => orderingKey).filter(mayAggregate))];
  if (orderingKeys.length === 0) return { sent, failed };
  for (const orderingKey of (await deps.eventStore.aggregations(plant, orderingKeys)).keys()) {
    const flushed = await flush(deps, { plant, orderingKey });
    for (const eventKey of flushed.sent) sent.add(eventKey);
    if (flushed.left.length > 0) failed.set(orderingKey, flushed.left);
  }
  return { sent, failed };
};

/** Splits the list so that no part has two events of one ordering key: a partial failure could change their order. */
const withoutRepeatedKeys = (events: readonly Sendable[]): Sendable[][] => {
  const batches: Sendable[][] = [];
  let orderingKeys = new Set<string>();
  for (const event of events) {
    const batch = batches.at(-1);
    if (batch && !orderingKeys.has(event.orderingKey)) batch.push(event);
    else {
      batches.push([event]);
      orderingKeys = new Set();
    }
    orderingKeys.add(event.orderingKey);
  }
  return batches;
};

/** A retry of a settled event needs a new id. SQS would drop it as a repeat of the first message. */
const messageOf = ({ eventKey, orderingKey, acceptedAt, attempts }: Sendable): MessageToSend => ({
  eventKey,
  orderingKey,
  acceptedAt,
  deduplicationId: attempts === 0 ? eventKey : `${eventKey}.${attempts}`,
});

/**
 * Blocks the ordering key behind an event that stays in the outbox. `before` are aggregated events that could not be sent
 * either: they come first in the waiting list, or the event would be released before them.
 */
const blockOrderingKey = async (
  deps: OrderingDeps,
  event: Sendable,
  before: readonly Ticket[] = [],
): Promise<void> => {
  const { eventStore } = deps;
  // A later event may overtake this one, because it says all that this one says.
  if (supersedes(event)) return;
  if (before.length > 0) await blockBehindAll(eventStore, event, before);
  const { waiting } = await blockBehind(eventStore, event, event);
  // An earlier event holds this one back, not the outbox. So it is deferred like any other.
  if (waiting[0].eventKey !== event.eventKey) await eventStore.deferred(event);
  // The queue may have taken a message although its answer was an error. Then the event may already be posted.
  for (const { eventKey } of [...before, event]) {
    const record = await eventStore.get(eventKey);
    if (record && isOver(record)) await releaseNext(deps, record);
  }
};
