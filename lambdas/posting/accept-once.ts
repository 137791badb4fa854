import type { PlantProfile } from '../../configuration/plant.ts';
import { type EventKey, eventKeyOf, fingerprintOf, gatewaySystem, originOf } from '../../events/envelope.ts';
import type { ParsedEvent } from '../../events/parse-event.ts';
import type { Clock } from '../platform/time.ts';
import { arrivalTime, type EventRecord } from '../store/event-record.ts';
import { aggregate, aggregationSeconds } from './aggregation.ts';
import type { OrderingDeps } from './ordering.ts';
import { sendFromOutbox } from './send-from-outbox.ts';

export interface TakeInDeps extends OrderingDeps {
  plants: Readonly<Record<string, PlantProfile>>;
  clock: Clock;
}

export interface TakenIn {
  /** the record that the event store had of each event; undefined for a new event */
  before: ReadonlyMap<EventKey, EventRecord | undefined>;
  /** events left in the outbox; the outbox sweeper sends them */
  left: Set<EventKey>;
}

/**
 * Records events, each identity once, and sends them to their plant queues. Throws when the event store fails. Events
 * recorded before the failure are exact repeats in the caller's next try.
 */
export const takeIn = async (records: readonly EventRecord[], deps: TakeInDeps): Promise<TakenIn> => {
  const before = await recordAll(records, deps);
  // An exact repeat of an event that is still in the outbox is a new chance to send it.
  const unsent = records.flatMap((record) => {
    const known = before.get(record.eventKey);
    if (!known) return record.unsent ? [record] : [];
    return known.unsent && known.fingerprint === record.fingerprint ? [known] : [];
  });
  const left = await enqueue(deps, unsent, ({ eventKey }) => before.get(eventKey) !== undefined);
  return { before, left };
};

/**
 * Records the ordering keys in parallel and the events of each key one by one. When one event cannot be recorded, no
 * later event of its key is recorded: the repeat of the call would give the failed event a later place than theirs.
 */
const recordAll = async (
  records: readonly EventRecord[],
  { eventStore }: TakeInDeps,
): Promise<Map<EventKey, EventRecord | undefined>> => {
  const before = new Map<EventKey, EventRecord | undefined>();
  const orderingKeys = Map.groupBy(records, (record) => `${record.plant} ${record.orderingKey}`);
  const recorded = await Promise.allSettled(
    [...orderingKeys.values()].map(async (ofKey) => {
      for (const record of ofKey) before.set(record.eventKey, await eventStore.accept(record));
    }),
  );
  for (const result of recorded) if (result.status === 'rejected') throw result.reason;
  return before;
};

/**
 * Aggregates the events that may wait for others of their ordering key and sends all others to their plant queues. When
 * one event of a key may not wait, all events of that key in this call are sent at once, in order. Returns the keys of
 * the events left in the outbox.
 */
const enqueue = async (
  deps: TakeInDeps,
  events: readonly EventRecord[],
  isRepeat: (event: EventRecord) => boolean,
): Promise<Set<EventKey>> => {
  const toSend: EventRecord[] = [];
  const orderingKeys = Map.groupBy(events, ({ plant, orderingKey }) => `${plant} ${orderingKey}`);
  await Promise.all(
    [...orderingKeys.values()].map(async (ofKey) => {
      const seconds = Math.min(
        ...ofKey.map((event) => {
          const profile = deps.plants[event.plant];
          return profile ? aggregationSeconds(event, profile) : 0;
        }),
      );
      if (seconds === 0 || !(await aggregateNew(deps, ofKey, seconds, isRepeat))) toSend.push(...ofKey);
    }),
  );
  const place = new Map(events.map((event, index) => [event, index]));
  return sendFromOutbox(
    deps,
    toSend.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)),
  );
};

/** Adds events to their aggregation. A repeat is added only when its first delivery died before it was added. */
const aggregateNew = async (
  deps: TakeInDeps,
  ofKey: readonly EventRecord[],
  seconds: number,
  isRepeat: (event: EventRecord) => boolean,
): Promise<boolean> => {
  const [first] = ofKey;
  if (!first) return true;
  const { plant, orderingKey } = first;
  const aggregated = ofKey.some(isRepeat)
    ? (await deps.eventStore.aggregations(plant, [orderingKey]))
        .get(orderingKey)
        ?.tickets.map(({ eventKey }) => eventKey)
    : [];
  const missing = ofKey.filter(({ eventKey }) => !aggregated?.includes(eventKey));
  return missing.length === 0 || aggregate(deps, { plant, orderingKey }, missing, seconds);
};

/** The record of an event that arrives now. `index` is its place in the call. */
export const recordOf = (
  { definition, event, sent, orderingKey }: ParsedEvent,
  partner: string,
  now: Date,
  index = 0,
): EventRecord => ({
  eventKey: eventKeyOf(event),
  status: definition.posted === false ? 'recorded' : 'accepted',
  plant: originOf(event).plant,
  partner,
  orderingKey,
  // The event as sent: a default that a later release adds must not turn a repeat into a contradiction.
  fingerprint: fingerprintOf(sent),
  event,
  acceptedAt: arrivalTime(now, index),
  attempts: 0,
  unsent: definition.posted !== false,
});

/** The partner of the gateway's own events. */
export const gatewayPartner = gatewaySystem;

/** The `source` of the gateway's own events about a plant. */
export const ownSource = (plant: string): string => `/plants/${plant}/${gatewaySystem}`;
