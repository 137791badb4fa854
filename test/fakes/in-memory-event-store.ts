import { randomUUID } from 'node:crypto';
import type { EventKey } from '../../events/envelope.ts';
import {
  type Aggregation,
  arrivalTime,
  type BlockedKey,
  type EventRecord,
  mostAggregated,
  type PlantQueueState,
} from '../../lambdas/store/event-record.ts';
import type {
  DeferrableRecord,
  EventFilter,
  EventPage,
  EventStore,
} from '../../lambdas/store/event-store.ts';
import { aboutTime, sortableTime } from '../../lambdas/store/items.ts';

const copy = <T>(value: T): T => structuredClone(value);

/** The event store in memory; it passes the same suite as the one on DynamoDB. */
export const inMemoryEventStore = (): EventStore => {
  const events = new Map<EventKey, EventRecord>();
  const blockedKeys = new Map<string, BlockedKey>();
  const aggregations = new Map<string, Aggregation>();
  const queueStates = new Map<string, PlantQueueState>();
  const keyOf = (plant: string, orderingKey: string) => `${plant}#${orderingKey}`;

  /** Changes the record if `mayChange` is true for it. */
  const change = (
    key: EventKey,
    mayChange: (record: EventRecord) => boolean,
    edit: (record: EventRecord) => void,
  ): EventRecord | undefined => {
    const record = events.get(key);
    if (!record || !mayChange(record)) return undefined;
    edit(record);
    return copy(record);
  };
  const without = (record: EventRecord, ...names: (keyof EventRecord)[]) => {
    for (const name of names) Reflect.deleteProperty(record, name);
  };
  const sorted = (plant: string) =>
    [...events.values()]
      .filter((record) => record.plant === plant)
      .sort((a, b) => (a.acceptedAt < b.acceptedAt ? -1 : 1));

  const needsAttention = ({ status }: EventRecord) => status === 'quarantined' || status === 'parked';
  const listed = (
    of: EventRecord[],
    { status, type, partner, since, cursor, limit }: EventFilter,
  ): EventPage => {
    const all = of
      .toReversed()
      .filter((record) => !since || record.acceptedAt >= arrivalTime(new Date(since)))
      .filter((record) => !cursor || record.acceptedAt < cursor)
      .filter((record) => !status || record.status === status)
      .filter((record) => !type || record.event.type === type)
      .filter((record) => !partner || record.partner === partner);
    const page = all.slice(0, limit);
    const last = page.at(-1);
    return { events: page.map(copy), ...(all.length > limit && last && { cursor: last.acceptedAt }) };
  };

  return {
    async accept(record) {
      const known = events.get(record.eventKey);
      if (!known) events.set(record.eventKey, copy(record));
      return known && copy(known);
    },
    async get(key) {
      const record = events.get(key);
      return record && copy(record);
    },
    async markSent({ eventKey, attempts }) {
      change(
        eventKey,
        (record) => record.attempts === attempts,
        (record) => {
          record.unsent = false;
        },
      );
    },
    async unsentBefore(plant, before, limit, cursor = '') {
      const all = sorted(plant)
        .filter((record) => record.unsent && record.acceptedAt < arrivalTime(new Date(before)))
        .filter((record) => record.acceptedAt > cursor);
      const page = all.slice(0, limit);
      const last = page.at(-1);
      return { events: page.map(copy), ...(all.length > limit && last && { cursor: last.acceptedAt }) };
    },
    async claim(key, now, leaseUntil) {
      const free = ({ status, leaseUntil: lease = '' }: EventRecord) =>
        status === 'accepted' || status === 'parked' || (status === 'posting' && lease <= now);
      return change(key, free, (record) => {
        Object.assign(record, { status: 'posting', leaseUntil, unsent: false });
        record.attempts += 1;
      });
    },
    async release({ eventKey, attempts }, defective = false) {
      change(
        eventKey,
        (record) => record.status === 'posting' && record.attempts === attempts,
        (record) => {
          record.status = 'accepted';
          record.defects = (record.defects ?? 0) + (defective ? 1 : 0);
          without(record, 'leaseUntil');
        },
      );
    },
    async posted(key, booking, now) {
      change(
        key,
        () => true,
        (record) => {
          Object.assign(record, { status: 'posted', ...copy(booking), settledAt: now, unsent: false });
          without(record, 'leaseUntil', 'reason');
        },
      );
    },
    async quarantined({ eventKey, attempts }, reason, now) {
      const done = change(
        eventKey,
        (record) => record.status === 'posting' && record.attempts === attempts,
        (record) => {
          Object.assign(record, { status: 'quarantined', reason, settledAt: now });
          without(record, 'leaseUntil');
        },
      );
      return done !== undefined;
    },
    async deferred({ eventKey, status, attempts }: DeferrableRecord) {
      const done = change(
        eventKey,
        (record) => record.status === status && record.attempts === attempts,
        (record) => {
          Object.assign(record, { status: 'parked', unsent: false });
          without(record, 'leaseUntil');
        },
      );
      return done !== undefined;
    },
    async retry({ eventKey }, decision) {
      const done = change(
        eventKey,
        (record) => record.status === 'quarantined',
        (record) => {
          Object.assign(record, {
            status: 'accepted',
            unsent: true,
            decisions: [...(record.decisions ?? []), decision],
          });
          without(record, 'settledAt');
        },
      );
      return done !== undefined;
    },
    async skip({ eventKey }, decision) {
      const done = change(
        eventKey,
        ({ status }) => status === 'quarantined' || status === 'parked',
        (record) => {
          Object.assign(record, {
            status: 'skipped',
            settledAt: decision.at,
            decisions: [...(record.decisions ?? []), decision],
          });
        },
      );
      return done !== undefined;
    },
    async postedSince(plant, since, limit, cursor = '') {
      const all = sorted(plant).filter(({ acceptedAt }) => acceptedAt > cursor);
      const page = all.slice(0, limit);
      const last = page.at(-1);
      const from = new Date(since).toISOString();
      return {
        events: page
          .filter(
            ({ status, settledAt = '' }) =>
              (status === 'posted' && settledAt >= from) || status === 'posting',
          )
          .map(copy),
        ...(all.length > limit && last && { cursor: last.acceptedAt }),
      };
    },
    async replay({ eventKey, settledAt }, decision) {
      const done = change(
        eventKey,
        (record) => record.status === 'posted' && record.settledAt === settledAt,
        (record) => {
          const decisions = [...(record.decisions ?? []), decision];
          Object.assign(record, { status: 'accepted', unsent: true, decisions });
          without(record, 'settledAt', 'document', 'lots', 'warnings');
        },
      );
      return done !== undefined;
    },
    async giveUpBooking({ eventKey, settledAt }, decision, reason) {
      const done = change(
        eventKey,
        (record) => record.status === 'posted' && record.settledAt === settledAt,
        (record) => {
          const decisions = [...(record.decisions ?? []), decision];
          const status = reason ? 'quarantined' : 'skipped';
          Object.assign(record, { status, settledAt: decision.at, decisions, ...(reason && { reason }) });
          without(record, 'document', 'lots', 'warnings');
        },
      );
      return done !== undefined;
    },
    events: async (plant, filter) => listed(sorted(plant), filter),
    eventsNeedingAttention: async (plant, filter) => listed(sorted(plant).filter(needsAttention), filter),
    async eventsAbout(plant, { type, from, to, newestFirst = false, cursor = '', limit }) {
      const found = sorted(plant).flatMap((record) => {
        const at = record.event.type === type ? aboutTime(record.event) : undefined;
        return at !== undefined && at >= sortableTime(from) && at < sortableTime(to)
          ? [{ record, place: `${at} ${record.eventKey}` }]
          : [];
      });
      const all = found
        .sort((a, b) => (a.place < b.place === newestFirst ? 1 : -1))
        .filter(({ place }) => !cursor || (newestFirst ? place < cursor : place > cursor));
      const page = all.slice(0, limit);
      return {
        events: page.map(({ record }) => copy(record)),
        ...(all.length > limit && { cursor: page.at(-1)?.place ?? '' }),
      };
    },
    async needingAttention(plant, limit) {
      return sorted(plant).filter(needsAttention).slice(0, limit).map(copy);
    },
    async quarantinedOf(plant, limit, cursor = '') {
      const all = sorted(plant)
        .filter(needsAttention)
        .filter(({ acceptedAt }) => acceptedAt > cursor);
      const page = all.slice(0, limit);
      const last = page.at(-1);
      return {
        events: page.filter(({ status }) => status === 'quarantined').map(copy),
        ...(all.length > limit && last && { cursor: last.acceptedAt }),
      };
    },

    async blockedKeys(plant, orderingKeys) {
      return new Map(
        orderingKeys.flatMap((orderingKey) => {
          const blockedKey = blockedKeys.get(keyOf(plant, orderingKey));
          return blockedKey ? [[orderingKey, copy(blockedKey)] as const] : [];
        }),
      );
    },
    async replaceBlockedKey(plant, orderingKey, seen, waiting) {
      const key = keyOf(plant, orderingKey);
      if (blockedKeys.get(key)?.version !== seen?.version) return false;
      const [head, ...rest] = copy([...waiting]);
      if (head) blockedKeys.set(key, { waiting: [head, ...rest], version: randomUUID() });
      else blockedKeys.delete(key);
      return true;
    },

    async aggregate(plant, orderingKey, tickets, due) {
      const key = keyOf(plant, orderingKey);
      const seen = aggregations.get(key);
      if (seen && seen.tickets.length >= mostAggregated) return undefined;
      const aggregation = {
        tickets: [...(seen?.tickets ?? []), ...copy([...tickets])],
        due: seen?.due ?? due,
        version: randomUUID(),
      };
      aggregations.set(key, aggregation);
      return copy(aggregation);
    },
    async aggregations(plant, orderingKeys) {
      return new Map(
        orderingKeys.flatMap((orderingKey) => {
          const aggregation = aggregations.get(keyOf(plant, orderingKey));
          return aggregation ? [[orderingKey, copy(aggregation)] as const] : [];
        }),
      );
    },
    async endAggregation(plant, orderingKey, seen) {
      const key = keyOf(plant, orderingKey);
      return aggregations.get(key)?.version === seen.version && aggregations.delete(key);
    },

    async queueStates() {
      return [...queueStates.values()].map(copy);
    },
    async queueState(plant) {
      const state = queueStates.get(plant);
      return state && copy(state);
    },
    async setQueueState(seen, next) {
      if (queueStates.get(next.plant)?.version !== seen?.version) return undefined;
      const state = { ...copy(next), version: randomUUID() };
      queueStates.set(next.plant, state);
      return copy(state);
    },
    async clearQueueState(seen) {
      return queueStates.get(seen.plant)?.version === seen.version && queueStates.delete(seen.plant);
    },
  };
};
