import { aggregationSecondsOf, type PlantProfile } from '../../configuration/plant.ts';
import { catalogue } from '../../events/catalogue.ts';
import { type EventDefinition, isAggregated } from '../../events/define-event.ts';
import type { EventKey } from '../../events/identity.ts';
import { definitionOf } from '../../events/parse-event.ts';
import { atOnce } from '../platform/at-once.ts';
import { type Clock, secondsAfter } from '../platform/time.ts';
import type { Aggregation, EventRecord, Ticket } from '../store/event-record.ts';
import { again, done, type PostDeps, type ReceivedMessage, type Verdict } from './batch.ts';
import type { OrderingDeps } from './ordering.ts';
import type { MessageToSend } from './plant-queue.ts';

type Place = { plant: string; orderingKey: string };
type Aggregatable = Pick<EventRecord, 'eventKey' | 'plant' | 'orderingKey' | 'acceptedAt' | 'attempts'>;

/** A message holds so many events, and a posting ten messages: what Odoo books well within its time. */
const mostInMessage = 250;

const ticketOf = ({ eventKey, acceptedAt }: Ticket): Ticket => ({ eventKey, acceptedAt });

/** Kinds of streams, their names' first part, that have events which wait for others. */
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

/** Whether anything can be gathered of a stream; most streams are spared a look into the ledger. */
export const mayAggregate = (orderingKey: string): boolean => aggregatedKinds.has(kindOf(orderingKey));

/** How long an event may wait for others of its stream; 0: it goes into its lane at once. */
export const aggregationSeconds = ({ event }: Pick<EventRecord, 'event'>, profile: PlantProfile): number => {
  const definition = definitionOf(event.type);
  return definition ? aggregationSecondsOf(profile, definition) : 0;
};

/** Longer than this no message sleeps in a lane, or its alarm would take that for a lane that stands still. */
const longestSleepSeconds = 60;

/**
 * After so many seconds in the outbox an event that may wait so long was left there: nobody came to wake the lane, or
 * it was for `watch` to do.
 */
export const leftAfterSeconds = (wait: number, patience: number): number =>
  wait > longestSleepSeconds ? Math.max(wait, patience) : wait + patience;

/**
 * Lets events of one stream wait for others until the given seconds are over. Who opens a gathering sends a message
 * that is hidden until then and wakes the lane; should it be lost, or the wait be long, `watch` finds the events in
 * the outbox. False when the gathering is full.
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
  if (aggregation.tickets.length >= mostInMessage || Date.parse(aggregation.due) <= clock().getTime())
    await flush(deps, place);
  // Nobody else wakes the lane for them: they opened it, or may not wait as long as those that did.
  else if (
    seconds <= longestSleepSeconds &&
    first &&
    (first.eventKey === tickets[0]?.eventKey || due < aggregation.due)
  )
    await queue.send(place.plant, [wakeUp(place.orderingKey, first, due)]);
  return true;
};

/** A message group of its own: hidden until it is due, it holds nobody back. */
const wakeUp = (orderingKey: string, first: Ticket, due: string): MessageToSend => ({
  ...ticketOf(first),
  orderingKey,
  due,
  deduplicationId: `due.${first.eventKey}.${Date.parse(due)}`,
});

/** What a flush has put into the lane, and what the lane did not take. */
export interface Flushed {
  sent: Set<EventKey>;
  left: readonly Ticket[];
}

/**
 * Sends all that is gathered of a stream into its lane, before anything that comes after it. It is sent first and
 * taken out then: a crash between the two sends it twice, which is harmless.
 */
export const flush = async (deps: OrderingDeps, place: Place): Promise<Flushed> => {
  const sent = new Set<EventKey>();
  for (;;) {
    const aggregation = await current(deps, place);
    if (!aggregation) return { sent, left: [] };
    const waiting = aggregation.tickets.filter(({ eventKey }) => !sent.has(eventKey)).sort(byArrival);
    for (let from = 0; from < waiting.length; from += mostInMessage) {
      const part = waiting.slice(from, from + mostInMessage);
      if (!(await sendTogether(deps, place, part))) return { sent, left: waiting.slice(from) };
      for (const { eventKey } of part) sent.add(eventKey);
    }
    // Events that came meanwhile are still in it, and have nobody else to send them.
    if (await deps.eventStore.endAggregation(place.plant, place.orderingKey, aggregation))
      return { sent, left: [] };
  }
};

const current = async (
  { eventStore }: OrderingDeps,
  { plant, orderingKey }: Place,
): Promise<Aggregation | undefined> => (await eventStore.aggregations(plant, [orderingKey])).get(orderingKey);

const byArrival = (a: Ticket, b: Ticket): number => (a.acceptedAt < b.acceptedAt ? -1 : 1);

const sendTogether = async (
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

/**
 * A message that only says when what is gathered of a stream is to be sent; it sleeps until then. What it was sent for
 * may be gone by then: what came since goes a little earlier than it had to.
 */
export const onWakeUp = async (message: ReceivedMessage, due: string, deps: PostDeps): Promise<Verdict> => {
  const { eventStore, clock, plant } = deps;
  const { orderingKey } = message;
  if (!(await eventStore.aggregations(plant.id, [orderingKey])).has(orderingKey)) return done;
  const seconds = Math.ceil((Date.parse(due) - clock().getTime()) / 1000);
  if (seconds > 0) return { done: false, retryAfterSeconds: seconds };
  return (await flush(deps, { plant: plant.id, orderingKey })).left.length === 0 ? done : again(message);
};
