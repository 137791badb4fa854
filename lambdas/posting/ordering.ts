import { randomUUID } from 'node:crypto';
import type { EventKey } from '../../events/envelope.ts';
import { definitionOf } from '../../events/parse-event.ts';
import type { BlockedKey, EventRecord, Ticket } from '../store/event-record.ts';
import type { EventStore } from '../store/event-store.ts';
import type { PlantQueue } from './plant-queue.ts';

/** Order within an ordering key: by arrival, then by event key, so two events of one millisecond have an order too. */
const isBefore = (a: Ticket, b: Ticket): boolean =>
  a.acceptedAt < b.acceptedAt || (a.acceptedAt === b.acceptedAt && a.eventKey < b.eventKey);

const isWaiting = (waiting: readonly Ticket[], ticket: Pick<Ticket, 'eventKey'>): boolean =>
  waiting.some(({ eventKey }) => eventKey === ticket.eventKey);

/** True for the first waiting event of a blocked key, and for events accepted before it. */
export const mayPass = (blocked: BlockedKey | undefined, ticket: Ticket): boolean =>
  !blocked || !isBefore(blocked.waiting[0], ticket);

const inserted = (waiting: readonly Ticket[], { eventKey, acceptedAt }: Ticket): Ticket[] => {
  const ticket = { eventKey, acceptedAt };
  const after = waiting.findIndex((other) => isBefore(ticket, other));
  return after < 0 ? [...waiting, ticket] : waiting.toSpliced(after, 0, ticket);
};

type Place = { plant: string; orderingKey: string };

const current = async (
  eventStore: EventStore,
  { plant, orderingKey }: Place,
): Promise<BlockedKey | undefined> => (await eventStore.blockedKeys(plant, [orderingKey])).get(orderingKey);

/** Blocks the ordering key behind this event. Events accepted later wait until it is released. */
export const blockBehind = async (
  eventStore: EventStore,
  place: Place,
  ticket: Ticket,
): Promise<BlockedKey> => {
  for (;;) {
    const blocked = await current(eventStore, place);
    if (blocked && isWaiting(blocked.waiting, ticket)) return blocked;
    const waiting = inserted(blocked?.waiting ?? [], ticket);
    await eventStore.replaceBlockedKey(place.plant, place.orderingKey, blocked, waiting);
  }
};

/** Blocks the ordering key behind several events, in one write. */
export const blockBehindAll = async (
  eventStore: EventStore,
  place: Place,
  tickets: readonly Ticket[],
): Promise<void> => {
  for (;;) {
    const blocked = await current(eventStore, place);
    const waiting = blocked?.waiting ?? [];
    const joining = tickets.filter((ticket) => !isWaiting(waiting, ticket));
    if (joining.length === 0) return;
    const next = joining.reduce<readonly Ticket[]>(inserted, waiting);
    if (await eventStore.replaceBlockedKey(place.plant, place.orderingKey, blocked, next)) return;
  }
};

/**
 * Adds those events to the blocked key that an earlier event holds back, and returns their keys. One write, however many:
 * a list of thousands is an item of hundreds of kilobytes.
 *
 * It writes even when all of them are in the list already. The caller is about to delete their queue messages, while
 * another function may be sending one of them as the next and shortening the list. The version changes, so that other
 * write fails and is repeated with a new send.
 */
export const joinWaiting = async (
  eventStore: EventStore,
  place: Place,
  tickets: readonly Ticket[],
): Promise<Set<EventKey>> => {
  for (;;) {
    const blocked = await current(eventStore, place);
    const held = tickets.filter((ticket) => !mayPass(blocked, ticket));
    if (held.length === 0) return new Set();
    // One event may have two messages in a batch, but only one place in the list.
    const joining = new Map(held.map((ticket) => [ticket.eventKey, ticket]));
    for (const { eventKey } of blocked?.waiting ?? []) joining.delete(eventKey);
    const next = [...joining.values()].reduce<readonly Ticket[]>(inserted, blocked?.waiting ?? []);
    if (await eventStore.replaceBlockedKey(place.plant, place.orderingKey, blocked, next))
      return new Set(held.map(({ eventKey }) => eventKey));
  }
};

/**
 * Removes a settled event from its blocked key. When it was the first, `send` gets the next one before the removal: a
 * crash in between sends the next one twice, which is harmless. The other order would leave it waiting for ever.
 */
export const leaveBlockedKey = async (
  eventStore: EventStore,
  place: Place,
  { eventKey }: Pick<Ticket, 'eventKey'>,
  send: (next: Ticket) => Promise<void>,
): Promise<void> => {
  for (;;) {
    const blocked = await current(eventStore, place);
    if (!blocked || !isWaiting(blocked.waiting, { eventKey })) return;
    const [first, next] = blocked.waiting;
    if (first.eventKey === eventKey && next) await send(next);
    const rest = blocked.waiting.filter((ticket) => ticket.eventKey !== eventKey);
    if (await eventStore.replaceBlockedKey(place.plant, place.orderingKey, blocked, rest)) return;
  }
};

export interface OrderingDeps {
  eventStore: EventStore;
  queue: PlantQueue;
}

/** The plant queue could not take the next deferred event. The event that released it must be delivered again. */
export class PlantQueueUnavailable extends Error {
  constructor(plant: string) {
    super(`the queue of plant ${plant} took no message`);
    this.name = 'PlantQueueUnavailable';
  }
}

/** True when a later event of the ordering key replaces this one. If this one is refused, later ones need not wait. */
export const supersedes = ({ event }: Pick<EventRecord, 'event'>): boolean =>
  definitionOf(event.type)?.supersedes === true;

/** True when the event holds back no later one. A refused event that later ones supersede does not either. */
export const isOver = (record: Pick<EventRecord, 'status' | 'event'>): boolean =>
  record.status === 'posted' ||
  record.status === 'skipped' ||
  (record.status === 'quarantined' && supersedes(record));

/** After an event was posted or skipped, sends the next event that waits behind it. Repeating it is harmless. */
export const releaseNext = (
  { eventStore, queue }: OrderingDeps,
  settled: Pick<EventRecord, 'plant' | 'orderingKey' | 'eventKey'>,
): Promise<void> => {
  const { plant, orderingKey, eventKey } = settled;
  return leaveBlockedKey(eventStore, { plant, orderingKey }, { eventKey }, async (next) => {
    // A new id for each send: SQS drops a message whose id it saw in the last five minutes, and the earlier message may
    // have been consumed by deferring the event again.
    const deduplicationId = `${next.eventKey}.${randomUUID()}`;
    const failed: Set<EventKey> = await queue.send(plant, [{ ...next, orderingKey, deduplicationId }]);
    if (failed.size > 0) throw new PlantQueueUnavailable(plant);
  });
};
