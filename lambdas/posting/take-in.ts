import type { PlantProfile } from '../../configuration/plant.ts';
import { gatewaySystem, originOf } from '../../events/envelope.ts';
import { type EventKey, eventKeyOf, fingerprintOf } from '../../events/identity.ts';
import type { ParsedEvent } from '../../events/parse-event.ts';
import type { Clock } from '../platform/time.ts';
import { arrivalTime, type EventRecord } from '../store/event-record.ts';
import { aggregate, aggregationSeconds } from './aggregation.ts';
import type { OrderingDeps } from './ordering.ts';
import { sendFromOutbox } from './send-from-outbox.ts';

/** The ledger's record of an event that comes in now; `index` is its place in the call. */
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
  // As sent: a default that a later release adds must not turn a repeat into a contradiction.
  fingerprint: fingerprintOf(sent),
  event,
  acceptedAt: arrivalTime(now, index),
  attempts: 0,
  unsent: definition.posted !== false,
});

interface EnterDeps extends OrderingDeps {
  plants: Readonly<Record<string, PlantProfile>>;
  clock: Clock;
}

/**
 * Brings recorded events on their way: those that may wait for others of their stream are gathered, all others go
 * into their lane at once. A call with an event of a stream that may not wait takes the whole stream along, in order.
 * Answers the keys that are left in the outbox.
 */
export const enqueue = async (
  deps: EnterDeps,
  events: readonly EventRecord[],
  isRepeat: (event: EventRecord) => boolean,
): Promise<Set<EventKey>> => {
  const atOnce: EventRecord[] = [];
  const orderingKeys = Map.groupBy(events, ({ plant, orderingKey }) => `${plant} ${orderingKey}`);
  await Promise.all(
    [...orderingKeys.values()].map(async (ofKey) => {
      const seconds = Math.min(
        ...ofKey.map((event) => {
          const profile = deps.plants[event.plant];
          return profile ? aggregationSeconds(event, profile) : 0;
        }),
      );
      if (seconds === 0 || !(await aggregateNew(deps, ofKey, seconds, isRepeat))) atOnce.push(...ofKey);
    }),
  );
  const place = new Map(events.map((event, index) => [event, index]));
  return sendFromOutbox(
    deps,
    atOnce.sort((a, b) => (place.get(a) ?? 0) - (place.get(b) ?? 0)),
  );
};

/** A repeat is gathered only when its first delivery died on the way. */
const aggregateNew = async (
  deps: EnterDeps,
  ofKey: readonly EventRecord[],
  seconds: number,
  isRepeat: (event: EventRecord) => boolean,
): Promise<boolean> => {
  const [first] = ofKey;
  if (!first) return true;
  const { plant, orderingKey } = first;
  const standing = ofKey.some(isRepeat)
    ? (await deps.eventStore.aggregations(plant, [orderingKey]))
        .get(orderingKey)
        ?.tickets.map(({ eventKey }) => eventKey)
    : [];
  const missing = ofKey.filter(({ eventKey }) => !standing?.includes(eventKey));
  return missing.length === 0 || aggregate(deps, { plant, orderingKey }, missing, seconds);
};

export interface TakeInDeps extends OrderingDeps {
  plants: Readonly<Record<string, PlantProfile>>;
  clock: Clock;
}

export interface TakenIn {
  /** what the ledger knew of each event before; undefined: it is new */
  before: ReadonlyMap<EventKey, EventRecord | undefined>;
  /** left in the outbox, from where `watch` sends them */
  left: Set<EventKey>;
}

/**
 * Records events, each identity once, and puts them in their lanes. Throws when the ledger fails; what it had recorded
 * by then is an exact repeat the next time.
 */
export const takeIn = async (records: readonly EventRecord[], deps: TakeInDeps): Promise<TakenIn> => {
  const before = await recordAll(records, deps);
  // An exact repeat of an event that is still in the outbox takes its chance to get it into the lane.
  const unsent = records.flatMap((record) => {
    const known = before.get(record.eventKey);
    if (!known) return record.unsent ? [record] : [];
    return known.unsent && known.fingerprint === record.fingerprint ? [known] : [];
  });
  const left = await enqueue(deps, unsent, ({ eventKey }) => before.get(eventKey) !== undefined);
  return { before, left };
};

/**
 * Streams side by side, the events of each one after another: when one cannot be recorded, none after it may be, or
 * the repeat of the call would give it a later place than theirs.
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

/** The partner under which the ledger keeps what the gateway itself says. */
export const gatewayPartner = gatewaySystem;

export const ownSource = (plant: string): string => `/plants/${plant}/${gatewaySystem}`;
