import { aggregationSecondsOf, type PlantProfile } from '../../configuration/plant.ts';
import { catalogue } from '../../events/catalogue.ts';
import { type EventDefinition, isAggregated } from '../../events/define-event.ts';
import type { EventKey } from '../../events/envelope.ts';
import { definitionOf } from '../../events/parse-event.ts';
import { atOnce } from '../platform/at-once.ts';
import { type Clock, secondsAfter } from '../platform/time.ts';
import type { Aggregation, EventRecord, Ticket } from '../store/event-record.ts';
import { done, type MessageResult, type PostDeps, type ReceivedMessage, retryLater } from './batch.ts';
import type { OrderingDeps } from './ordering.ts';
import type { MessageToSend } from './plant-queue.ts';

type Place = { plant: string; orderingKey: string };
type Aggregatable = Pick<EventRecord, 'eventKey' | 'plant' | 'orderingKey' | 'acceptedAt' | 'attempts'>;

/** Events per message. Odoo books ten such messages, a full batch, well within its time. */
const eventsPerMessage = 250;

/** Longest delay of a wake-up message. The queue's alarm would take an older message for a queue that is stuck. */
const longestDelaySeconds = 60;

/**
 * Adds events of one ordering key to its aggregation, where they wait until the given seconds are over. Returns false
 * when the aggregation is full.
 *
 * The first caller sends a wake-up message that stays hidden until then. When the wake-up is lost, or the wait is longer
 * than 60 seconds, the outbox sweeper finds the events in the outbox.
 */
export const aggregate = async (
  deps: OrderingDeps & { clock: Clock },
  place: Place,
  events: readonly Aggregatable[],
  seconds: number,
): Promise<boolean> => {
  const { eventStore, queue, clock } = deps;
  const tickets = events.map(ticketOf);
  const due = secondsAfter(clock(), seconds).toISOString();
  const aggregation = await eventStore.aggregate(place.plant, place.orderingKey, tickets, due);
  if (!aggregation) return false;
  const [first] = aggregation.tickets;
  if (aggregation.tickets.length >= eventsPerMessage || Date.parse(aggregation.due) <= clock().getTime())
    await flush(deps, place);
  // These events need their own wake-up: they started the aggregation, or may not wait until it is due.
  else if (
    seconds <= longestDelaySeconds &&
    first &&
    (first.eventKey === tickets[0]?.eventKey || due < aggregation.due)
  )
    await queue.send(place.plant, [wakeUp(place.orderingKey, first, due)]);
  return true;
};

/** A wake-up is hidden until it is due. It has its own message group, so it holds back no other message. */
const wakeUp = (orderingKey: string, first: Ticket, due: string): MessageToSend => ({
  ...ticketOf(first),
  orderingKey,
  due,
  deduplicationId: `due.${first.eventKey}.${Date.parse(due)}`,
});

const ticketOf = ({ eventKey, acceptedAt }: Ticket): Ticket => ({ eventKey, acceptedAt });

/**
 * Handles a wake-up: sends the aggregated events of its ordering key, or hides the wake-up again when it is too early.
 * The aggregation may be a newer one than the wake-up was sent for; its events are then sent a little too early.
 */
export const onWakeUp = async (
  message: ReceivedMessage,
  due: string,
  deps: PostDeps,
): Promise<MessageResult> => {
  const { eventStore, clock, plant } = deps;
  const { orderingKey } = message;
  if (!(await eventStore.aggregations(plant.id, [orderingKey])).has(orderingKey)) return done;
  const seconds = Math.ceil((Date.parse(due) - clock().getTime()) / 1000);
  if (seconds > 0) return { done: false, retryAfterSeconds: seconds };
  const { left } = await flush(deps, { plant: plant.id, orderingKey });
  return left.length === 0 ? done : retryLater(message);
};

export interface Flushed {
  sent: Set<EventKey>;
  /** tickets that the plant queue did not take, in order */
  left: readonly Ticket[];
}

/**
 * Sends all aggregated events of an ordering key to the plant queue, before any later event. They are removed from the
 * aggregation after the send: a crash in between sends them twice, which is harmless.
 */
export const flush = async (deps: OrderingDeps, place: Place): Promise<Flushed> => {
  const sent = new Set<EventKey>();
  for (;;) {
    const aggregation = await current(deps, place);
    if (!aggregation) return { sent, left: [] };
    const waiting = aggregation.tickets.filter(({ eventKey }) => !sent.has(eventKey)).sort(byArrival);
    for (let from = 0; from < waiting.length; from += eventsPerMessage) {
      const part = waiting.slice(from, from + eventsPerMessage);
      if (!(await sendInOneMessage(deps, place, part))) return { sent, left: waiting.slice(from) };
      for (const { eventKey } of part) sent.add(eventKey);
    }
    // False when events were added in the meantime. No other call sends those, so the loop goes on.
    if (await deps.eventStore.endAggregation(place.plant, place.orderingKey, aggregation))
      return { sent, left: [] };
  }
};

const current = async (
  { eventStore }: OrderingDeps,
  { plant, orderingKey }: Place,
): Promise<Aggregation | undefined> => (await eventStore.aggregations(plant, [orderingKey])).get(orderingKey);

const byArrival = (a: Ticket, b: Ticket): number => (a.acceptedAt < b.acceptedAt ? -1 : 1);

const sendInOneMessage = async (
  { eventStore, queue }: OrderingDeps,
  { plant, orderingKey }: Place,
  tickets: readonly Ticket[],
): Promise<boolean> => {
  const [first, ...also] = tickets.map(ticketOf);
  if (!first) return true;
  const last = also.at(-1) ?? first;
  const deduplicationId = `${first.eventKey}.${tickets.length}.${last.eventKey}`;
  const failed = await queue.send(plant, [
    { ...first, orderingKey, ...(also.length > 0 && { also }), deduplicationId },
  ]);
  if (failed.size > 0) return false;
  await atOnce(tickets, ({ eventKey }) => eventStore.markSent({ eventKey, attempts: 0 }));
  return true;
};

/** Seconds that an event may wait for others of its ordering key. 0: it goes to the plant queue at once. */
export const aggregationSeconds = ({ event }: Pick<EventRecord, 'event'>, profile: PlantProfile): number => {
  const definition = definitionOf(event.type);
  return definition ? aggregationSecondsOf(profile, definition) : 0;
};

/**
 * The age, in seconds, at which an event in the outbox is the outbox sweeper's to send. `wait` is the time that the event
 * may wait for others. With a short wait, the wake-up gets `grace` seconds more. With a long wait there is no wake-up.
 */
export const leftAfterSeconds = (wait: number, grace: number): number =>
  wait > longestDelaySeconds ? Math.max(wait, grace) : wait + grace;

/** First parts of the ordering keys of all aggregated event types. */
const aggregatedKinds = new Set(
  (catalogue as readonly unknown[] as readonly EventDefinition[])
    .filter(isAggregated)
    .flatMap(({ orderingKey, samples }) =>
      Object.values(samples.valid).map((data) => kindOf(orderingKey(data))),
    ),
);

function kindOf(orderingKey: string): string {
  return orderingKey.slice(0, orderingKey.indexOf('/'));
}

/** False when no event of the ordering key is ever aggregated. This saves a read of the event store for most keys. */
export const mayAggregate = (orderingKey: string): boolean => aggregatedKinds.has(kindOf(orderingKey));
