import { maxEventsLookedAt } from '../../events/limits.ts';
import { type DynamoTable, type Item, ifAbsent } from '../platform/dynamo.ts';
import { arrivalTime } from './event-record.ts';
import type { EventFilter, EventPage, EventStore } from './event-store.ts';
import {
  aboutPartition,
  decodeCursor,
  encodeCursor,
  eventItem,
  eventItemKey,
  eventRecord,
  millisecondBefore,
  sortableTime,
} from './items.ts';

type EventMethods =
  | 'accept'
  | 'get'
  | 'markSent'
  | 'unsentBefore'
  | 'claim'
  | 'release'
  | 'posted'
  | 'quarantined'
  | 'deferred'
  | 'retry'
  | 'skip'
  | 'events'
  | 'eventsNeedingAttention'
  | 'eventsAbout'
  | 'needingAttention'
  | 'quarantinedOf';

/** A filtered page ends after so many reads of so many events, where few of them match. */
const readsOfPage = 10;
const eventsOfRead = maxEventsLookedAt / readsOfPage;

const eventItemPlace = ({ pk, sk, acceptedAt }: Item): Item => ({ pk, sk, acceptedAt });

/** The event records of the event store. A deferred event has the stored status `parked`. */
export const dynamoEvents = (table: DynamoTable): Pick<EventStore, EventMethods> => {
  const get: EventStore['get'] = async (key) => {
    const item = await table.get(eventItemKey(key));
    return item && eventRecord(item);
  };
  /** `by` is the attribute that holds the plant in the index. A cursor is the same in both. */
  const listed = async (
    by: 'plant' | 'attention',
    plant: string,
    { status, type, partner, since, cursor, limit }: EventFilter,
  ): Promise<EventPage> => {
    const filter = [status && '#status = :status', type && '#type = :type', partner && '#partner = :partner']
      .filter(Boolean)
      .join(' AND ');
    const found: Item[] = [];
    let from: Item | undefined = cursor
      ? { ...eventItemPlace(decodeCursor(cursor, plant)), [by]: plant }
      : undefined;
    for (let reads = 0; reads < readsOfPage && found.length <= limit; reads += 1) {
      const { Items, LastEvaluatedKey } = await table.query({
        index: by === 'plant' ? 'byPlant' : by,
        key: since ? `#${by} = :plant AND #acceptedAt >= :since` : `#${by} = :plant`,
        filter,
        values: {
          ':plant': plant,
          ...(since && { ':since': arrivalTime(new Date(since)) }),
          ...(status && { ':status': status }),
          ...(type && { ':type': type }),
          ...(partner && { ':partner': partner }),
        },
        forward: false,
        // One more than the page tells whether another page follows. Where all match, nothing is read twice.
        limit: filter && reads > 0 ? eventsOfRead : limit + 1 - found.length,
        from,
      });
      found.push(...Items);
      from = LastEvaluatedKey;
      if (!from) break;
    }
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : from;
    return {
      events: page.map(eventRecord),
      ...(last && { cursor: encodeCursor({ ...eventItemPlace(last), plant }) }),
    };
  };
  return {
    get,
    async accept(record) {
      const written = await table.put(eventItem(record), ifAbsent);
      return written ? undefined : get(record.eventKey);
    },
    async markSent({ eventKey, attempts }) {
      await table.update(eventItemKey(eventKey), {
        update: 'REMOVE #outbox',
        condition: '#attempts = :attempts',
        values: { ':attempts': attempts },
      });
    },
    async unsentBefore(plant, before, limit, cursor) {
      const { Items = [], LastEvaluatedKey } = await table.query({
        index: 'outbox',
        key: '#outbox = :plant AND #acceptedAt < :before',
        values: { ':plant': plant, ':before': arrivalTime(new Date(before)) },
        limit,
        from: cursor ? decodeCursor(cursor, plant, 'outbox') : undefined,
      });
      return {
        events: Items.map(eventRecord),
        ...(LastEvaluatedKey && { cursor: encodeCursor(LastEvaluatedKey) }),
      };
    },
    async claim(key, now, leaseUntil) {
      const item = await table.update(eventItemKey(key), {
        update: 'SET #status = :posting, #leaseUntil = :until ADD #attempts :one REMOVE #outbox, #attention',
        condition: '#status IN (:accepted, :parked) OR (#status = :posting AND #leaseUntil <= :now)',
        values: {
          ':posting': 'posting',
          ':accepted': 'accepted',
          ':parked': 'parked',
          ':until': leaseUntil,
          ':now': now,
          ':one': 1,
        },
      });
      return item && eventRecord(item);
    },
    async release({ eventKey, attempts }, defective = false) {
      await table.update(eventItemKey(eventKey), {
        update: 'SET #status = :accepted ADD #defects :defects REMOVE #leaseUntil',
        condition: '#status = :posting AND #attempts = :attempts',
        values: {
          ':accepted': 'accepted',
          ':posting': 'posting',
          ':attempts': attempts,
          ':defects': defective ? 1 : 0,
        },
      });
    },
    async posted(key, { document, lots, warnings }, now) {
      const optional = `${lots ? ', #lots = :lots' : ''}${warnings ? ', #warnings = :warnings' : ''}`;
      await table.update(eventItemKey(key), {
        update: `SET #status = :posted, #document = :document, #settledAt = :now${optional} REMOVE #leaseUntil, #reason, #attention, #outbox`,
        condition: 'attribute_exists(pk)',
        values: {
          ':posted': 'posted',
          ':document': document,
          ':now': now,
          ...(lots && { ':lots': lots }),
          ...(warnings && { ':warnings': warnings }),
        },
      });
    },
    async quarantined({ eventKey, plant, attempts }, reason, now) {
      const item = await table.update(eventItemKey(eventKey), {
        update:
          'SET #status = :quarantined, #reason = :reason, #settledAt = :now, #attention = :plant REMOVE #leaseUntil',
        condition: '#status = :posting AND #attempts = :attempts',
        values: {
          ':quarantined': 'quarantined',
          ':reason': reason,
          ':now': now,
          ':plant': plant,
          ':posting': 'posting',
          ':attempts': attempts,
        },
      });
      return item !== undefined;
    },
    async deferred({ eventKey, plant, status, attempts }) {
      const item = await table.update(eventItemKey(eventKey), {
        update: 'SET #status = :parked, #attention = :plant REMOVE #leaseUntil, #outbox',
        condition: '#status = :from AND #attempts = :attempts',
        values: { ':parked': 'parked', ':from': status, ':attempts': attempts, ':plant': plant },
      });
      return item !== undefined;
    },
    async retry({ eventKey, plant }, decision) {
      const item = await table.update(eventItemKey(eventKey), {
        update:
          'SET #status = :accepted, #outbox = :plant, #decisions = list_append(if_not_exists(#decisions, :none), :decision) REMOVE #attention, #settledAt',
        condition: '#status = :quarantined',
        values: {
          ':accepted': 'accepted',
          ':quarantined': 'quarantined',
          ':plant': plant,
          ':none': [],
          ':decision': [decision],
        },
      });
      return item !== undefined;
    },
    async skip({ eventKey }, decision) {
      const item = await table.update(eventItemKey(eventKey), {
        update:
          'SET #status = :skipped, #settledAt = :now, #decisions = list_append(if_not_exists(#decisions, :none), :decision) REMOVE #attention',
        condition: '#status IN (:quarantined, :parked)',
        values: {
          ':skipped': 'skipped',
          ':quarantined': 'quarantined',
          ':parked': 'parked',
          ':now': decision.at,
          ':none': [],
          ':decision': [decision],
        },
      });
      return item !== undefined;
    },
    events: (plant, filter) => listed('plant', plant, filter),
    eventsNeedingAttention: (plant, filter) => listed('attention', plant, filter),
    async eventsAbout(plant, { type, from, to, newestFirst = false, cursor, limit }) {
      const { Items = [], LastEvaluatedKey } = await table.query({
        index: 'told',
        key: '#told = :told AND #toldAt BETWEEN :from AND :to',
        values: {
          ':told': aboutPartition(plant, type),
          ':from': sortableTime(from),
          ':to': millisecondBefore(to),
        },
        forward: !newestFirst,
        limit,
        from: cursor ? JSON.parse(Buffer.from(cursor, 'base64url').toString()) : undefined,
      });
      return {
        events: Items.map(eventRecord),
        ...(LastEvaluatedKey && { cursor: encodeCursor(LastEvaluatedKey) }),
      };
    },
    async needingAttention(plant, limit) {
      const { Items = [] } = await table.query({
        index: 'attention',
        key: '#attention = :plant',
        values: { ':plant': plant },
        limit,
      });
      return Items.map(eventRecord);
    },
    async quarantinedOf(plant, limit, cursor) {
      const { Items = [], LastEvaluatedKey } = await table.query({
        index: 'attention',
        key: '#attention = :plant',
        filter: '#status = :quarantined',
        values: { ':plant': plant, ':quarantined': 'quarantined' },
        limit,
        from: cursor ? decodeCursor(cursor, plant, 'attention') : undefined,
      });
      return {
        events: Items.map(eventRecord),
        ...(LastEvaluatedKey && { cursor: encodeCursor(LastEvaluatedKey) }),
      };
    },
  };
};
