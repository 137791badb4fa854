import { randomUUID } from 'node:crypto';
import type { EventKey } from '../../events/identity.ts';
import { definitionOf } from '../../events/parse-event.ts';
import type { EventRecord, Gate, Ticket } from '../store/event-record.ts';
import type { EventStore } from '../store/event-store.ts';
import type { PlantQueue } from './plant-queue.ts';

/** Place in a stream: by arrival; events that arrived at once in two calls have an order all the same. */
const before = (a: Ticket, b: Ticket): boolean =>
  a.acceptedAt < b.acceptedAt || (a.acceptedAt === b.acceptedAt && a.eventKey < b.eventKey);

const standsIn = (line: readonly Ticket[], ticket: Ticket): boolean =>
  line.some(({ eventKey }) => eventKey === ticket.eventKey);

/** An event passes when nothing earlier stands at the gate: it is the head, or was accepted before the head. */
export const mayPass = (gate: Gate | undefined, ticket: Ticket): boolean =>
  !gate || !before(gate.line[0], ticket);

const inserted = (line: readonly Ticket[], { eventKey, acceptedAt }: Ticket): Ticket[] => {
  const ticket = { eventKey, acceptedAt };
  const after = line.findIndex((standing) => before(ticket, standing));
  return after < 0 ? [...line, ticket] : line.toSpliced(after, 0, ticket);
};

type Place = { plant: string; orderingKey: string };

const current = async (eventStore: EventStore, { plant, orderingKey }: Place): Promise<Gate | undefined> =>
  (await eventStore.gates(plant, [orderingKey])).get(orderingKey);

/** Closes the stream behind the event: makes a gate, or joins the one that stands. */
export const closeBehind = async (eventStore: EventStore, place: Place, ticket: Ticket): Promise<Gate> => {
  for (;;) {
    const gate = await current(eventStore, place);
    if (gate && standsIn(gate.line, ticket)) return gate;
    await eventStore.changeGate(place.plant, place.orderingKey, gate, inserted(gate?.line ?? [], ticket));
  }
};

/** The same for many, in one write; also for those that nothing stands in front of. */
export const closeBehindAll = async (
  eventStore: EventStore,
  place: Place,
  tickets: readonly Ticket[],
): Promise<void> => {
  for (;;) {
    const gate = await current(eventStore, place);
    const line = gate?.line ?? [];
    const joining = tickets.filter((ticket) => !standsIn(line, ticket));
    if (joining.length === 0) return;
    const joined = joining.reduce<readonly Ticket[]>(inserted, line);
    if (await eventStore.changeGate(place.plant, place.orderingKey, gate, joined)) return;
  }
};

/**
 * Those with something earlier in front join the line; answers which these are. However many they are, it is one write:
 * a line of thousands is an item of hundreds of kilobytes. It is written even when all stand in it: the caller is about
 * to give up their messages, and somebody may just now be sending one as the next and shortening the line. That change
 * must fail then, and be made again with a new send.
 */
export const waitInLine = async (
  eventStore: EventStore,
  place: Place,
  tickets: readonly Ticket[],
): Promise<Set<EventKey>> => {
  for (;;) {
    const gate = await current(eventStore, place);
    const waiting = tickets.filter((ticket) => !mayPass(gate, ticket));
    if (waiting.length === 0) return new Set();
    const standing = new Set(gate?.line.map(({ eventKey }) => eventKey));
    // An event may have two messages in one batch, and stands in line once.
    const joining = new Map(waiting.map((ticket) => [ticket.eventKey, ticket]));
    for (const eventKey of standing) joining.delete(eventKey);
    const line = [...joining.values()].reduce<readonly Ticket[]>(inserted, gate?.line ?? []);
    if (await eventStore.changeGate(place.plant, place.orderingKey, gate, line))
      return new Set(waiting.map(({ eventKey }) => eventKey));
  }
};

/**
 * Takes a settled event out of the line. When it was the head, `send` gets the next one first: a crash between
 * the two sends it twice, which is harmless; the other order would leave it in the line for ever.
 */
export const leaveLine = async (
  eventStore: EventStore,
  place: Place,
  { eventKey }: Pick<Ticket, 'eventKey'>,
  send: (next: Ticket) => Promise<void>,
): Promise<void> => {
  for (;;) {
    const gate = await current(eventStore, place);
    if (!gate || !standsIn(gate.line, { eventKey, acceptedAt: '' })) return;
    const [head, next] = gate.line;
    if (head.eventKey === eventKey && next) await send(next);
    const rest = gate.line.filter((ticket) => ticket.eventKey !== eventKey);
    if (await eventStore.changeGate(place.plant, place.orderingKey, gate, rest)) return;
  }
};

export interface OrderingDeps {
  eventStore: EventStore;
  queue: PlantQueue;
}

/** The lane could not take the next parked event; the caller's event must come back and try again. */
export class PlantQueueUnavailable extends Error {
  constructor(plant: string) {
    super(`the lane of ${plant} took no message`);
    this.name = 'LaneUnavailable';
  }
}

/** Whether later events of its stream say all that it says. */
export const supersedes = ({ event }: Pick<EventRecord, 'event'>): boolean =>
  definitionOf(event.type)?.supersedes === true;

/** Whether it stands in nobody's way any more: a refused event whose stream goes on without it does not either. */
export const isOver = (record: Pick<EventRecord, 'status' | 'event'>): boolean =>
  record.status === 'posted' ||
  record.status === 'skipped' ||
  (record.status === 'quarantined' && supersedes(record));

/** After an event was posted or skipped, lets its stream go on with what waits behind it. May be repeated. */
export const releaseNext = (
  { eventStore, queue }: OrderingDeps,
  settled: Pick<EventRecord, 'plant' | 'orderingKey' | 'eventKey'>,
): Promise<void> => {
  const { plant, orderingKey, eventKey } = settled;
  return leaveLine(eventStore, { plant, orderingKey }, { eventKey }, async (next) => {
    // Never the same id twice: the message of an earlier try may have been used up by parking the event again,
    // and SQS would drop this one.
    const deduplicationId = `${next.eventKey}.${randomUUID()}`;
    const failed: Set<EventKey> = await queue.send(plant, [{ ...next, orderingKey, deduplicationId }]);
    if (failed.size > 0) throw new PlantQueueUnavailable(plant);
  });
};
