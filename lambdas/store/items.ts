import * as z from 'zod';
import { dayClosed } from '../../events/day-closed.ts';
import { eventType } from '../../events/define-event.ts';
import type { CloudEvent, EventKey } from '../../events/envelope.ts';
import { machineCounted } from '../../events/machine-counted.ts';
import { machineStateChanged } from '../../events/machine-state-changed.ts';
import { productionOrderSnapshotted } from '../../events/production-order-snapshotted.ts';
import { stockSnapshotted } from '../../events/stock-snapshotted.ts';
import type { Item } from '../platform/dynamo.ts';
import type { Aggregation, BlockedKey, EventRecord, PlantQueueState } from './event-record.ts';

/**
 * How records lie in the table: one item each. Stored names are older than the words of the code: `stream` is the
 * ordering key, a `GATE` is a blocked ordering key, its `line` the waiting events, a `GATHERING` is an aggregation, and
 * `LANES` are the plant queues.
 */

export const eventItemKey = (key: EventKey) => ({ pk: `EVENT#${key}`, sk: 'EVENT' });
export const blockedKeyItem = (plant: string, orderingKey: string) => ({
  pk: `STREAM#${plant}#${orderingKey}`,
  sk: 'GATE',
});
export const aggregationKey = (plant: string, orderingKey: string) => ({
  pk: `STREAM#${plant}#${orderingKey}`,
  sk: 'GATHERING',
});
export const queueStateKey = (plant: string) => ({ pk: 'LANES', sk: plant });

/**
 * The event is stored as JSON text, because DynamoDB's numbers are narrower than JSON's. The attributes `outbox` and
 * `attention` hold the plant while the event is in that index, and are absent otherwise.
 */
export const eventItem = (record: EventRecord): Item => {
  const { event, unsent, orderingKey, ...rest } = record;
  const about = aboutTime(event);
  return {
    ...eventItemKey(record.eventKey),
    ...rest,
    stream: orderingKey,
    type: event.type,
    event: JSON.stringify(event),
    ...(unsent && { outbox: record.plant }),
    ...(about !== undefined && { told: aboutPartition(record.plant, event.type), toldAt: about }),
  };
};

export const eventRecord = (item: Item): EventRecord => {
  const { pk, sk, type, event, stream, outbox, attention, told, toldAt, ...rest } = item;
  return {
    ...rest,
    orderingKey: stream,
    event: JSON.parse(String(event)),
    unsent: outbox !== undefined,
  } as EventRecord;
};

const asOf = ({ time, data }: CloudEvent): string => String((data as { asOf?: unknown }).asOf ?? time);

/**
 * The types that are read by the time they are about, not by their arrival, and how to get that time. History reads
 * machine events this way; reconciliation reads what a plant reports about its own books.
 */
const subjectTimes: Readonly<Record<string, (event: CloudEvent) => string>> = {
  [eventType(machineCounted)]: ({ time }) => time,
  [eventType(machineStateChanged)]: ({ time, data }) => String((data as { since?: unknown }).since ?? time),
  [eventType(stockSnapshotted)]: asOf,
  [eventType(productionOrderSnapshotted)]: asOf,
  [eventType(dayClosed)]: ({ time }) => time,
};

/** The time in UTC, as text that sorts by time. */
export const sortableTime = (time: string): string => new Date(time).toISOString();

/** The last millisecond before a time: DynamoDB's BETWEEN includes its end, and stored times have milliseconds. */
export const millisecondBefore = (time: string): string => new Date(Date.parse(time) - 1).toISOString();

/** Partition key of the index `told`. */
export const aboutPartition = (plant: string, type: string): string => `${plant}#${type}`;

/** The time that an event is about. Undefined for types that are not read by it. */
export const aboutTime = (event: CloudEvent): string | undefined => {
  const time = subjectTimes[event.type]?.(event);
  return time === undefined ? undefined : sortableTime(time);
};

/** The ordering key of a blocked key or an aggregation. */
export const orderingKeyOf = (plant: string, { pk }: Item): string =>
  String(pk).slice(`STREAM#${plant}#`.length);

export const queueStateOf = (item: Item): PlantQueueState => {
  const { pk, sk, ...state } = item;
  return { ...state, plant: String(sk) } as PlantQueueState;
};

export const blockedKeyOf = ({ line, version }: Item): BlockedKey =>
  ({ waiting: line, version }) as BlockedKey;

export const aggregationOf = ({ tickets, due, version }: Item): Aggregation =>
  ({ tickets, due, version }) as Aggregation;

/** The attribute that holds the plant, by index. */
type ByPlant = 'plant' | 'attention' | 'outbox';

const lastKey = (index: ByPlant) =>
  z.strictObject({
    pk: z.string().max(64),
    sk: z.literal('EVENT'),
    [index]: z.string().max(64),
    acceptedAt: z.string().max(40),
  });

/** The cursor is not from this list, or belongs to another plant. */
export class BadCursor extends Error {
  constructor() {
    super('cursor is not one this list has answered');
    this.name = 'BadCursor';
  }
}

export const encodeCursor = (key: Item): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** Throws {@link BadCursor}, also for a cursor of another plant: it must not read this plant's list. */
export const decodeCursor = (cursor: string, plant: string, index: ByPlant = 'plant'): Item => {
  try {
    const key: Item = lastKey(index).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (key[index] === plant) return key;
  } catch {
    // Falls through to BadCursor.
  }
  throw new BadCursor();
};
