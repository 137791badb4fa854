import type { EventKey } from '../../events/identity.ts';
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

/** A retry of a settled event needs an id of its own, or SQS drops it as a repeat of the first message. */
const sendingOf = ({ eventKey, orderingKey, acceptedAt, attempts }: Sendable): MessageToSend => ({
  eventKey,
  orderingKey,
  acceptedAt,
  deduplicationId: attempts === 0 ? eventKey : `${eventKey}.${attempts}`,
});

/** Cuts a list where a stream comes again: no send may hold two events of one stream. */
const withoutRepeatedKeys = (events: readonly Sendable[]): Sendable[][] => {
  const runs: Sendable[][] = [];
  let orderingKeys = new Set<string>();
  for (const event of events) {
    const run = runs.at(-1);
    if (run && !orderingKeys.has(event.orderingKey)) run.push(event);
    else {
      runs.push([event]);
      orderingKeys = new Set();
    }
    orderingKeys.add(event.orderingKey);
  }
  return runs;
};

/**
 * Sends events from the outbox to their lanes, in the given order, and takes them out of it; what is gathered of
 * their streams goes before them. What cannot be sent closes its stream, so that nothing later overtakes it, and
 * stays in the outbox for `watch`. Answers the keys left there.
 */
export const sendFromOutbox = async (
  deps: OrderingDeps,
  events: readonly Sendable[],
): Promise<Set<EventKey>> => {
  const left = new Set<EventKey>();
  await Promise.all(
    [...Map.groupBy(events, (event) => event.plant)].map(async ([plant, ofPlant]) => {
      const { sent, failed: blocked } = await flushBefore(deps, plant, ofPlant);
      let reachable = true;
      for (const run of withoutRepeatedKeys(
        ofPlant.filter((event) => event.attempts > 0 || !sent.has(event.eventKey)),
      )) {
        const free = run.filter(({ orderingKey }) => !blocked.has(orderingKey));
        const failed: Set<EventKey> = reachable
          ? await deps.queue.send(plant, free.map(sendingOf))
          : new Set(free.map((event) => event.eventKey));
        // A queue that took nothing is not tried again with the rest: the caller is waiting.
        reachable &&= free.length === 0 || failed.size < free.length;
        await Promise.all(
          run.map((event) => {
            if (!failed.has(event.eventKey) && !blocked.has(event.orderingKey))
              return deps.eventStore.markSent(event);
            left.add(event.eventKey);
            return blockOrderingKey(deps, event, blocked.get(event.orderingKey));
          }),
        );
      }
    }),
  );
  return left;
};

/** What was gathered was accepted before. `failed` is what the lane did not take of it, by stream. */
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

/**
 * Nothing later may overtake an event that is left in the outbox; nor may it overtake what was gathered `before` it and
 * is left as well, or whoever leads the stream on would find it first in line.
 */
export const blockOrderingKey = async (
  deps: OrderingDeps,
  event: Sendable,
  before: readonly Ticket[] = [],
): Promise<void> => {
  const { eventStore } = deps;
  // What a later event says anew may be overtaken by it.
  if (supersedes(event)) return;
  if (before.length > 0) await blockBehindAll(eventStore, event, before);
  const { waiting } = await blockBehind(eventStore, event, event);
  // Behind something earlier it is not the outbox that holds it back, so it is parked like any other.
  if (waiting[0].eventKey !== event.eventKey) await eventStore.deferred(event);
  // A failed answer is not a failed send: the event may have been posted before it stood at the gate.
  for (const { eventKey } of [...before, event]) {
    const now = await eventStore.get(eventKey);
    if (now && isOver(now)) await releaseNext(deps, now);
  }
};
