import * as z from 'zod';
import { dayClosed } from '../../events/day-closed.ts';
import { eventType } from '../../events/define-event.ts';
import type { CloudEvent } from '../../events/envelope.ts';
import type { EventKey } from '../../events/identity.ts';
import { machineCounted } from '../../events/machine-counted.ts';
import { machineStateChanged } from '../../events/machine-state-changed.ts';
import { productionOrderSnapshotted } from '../../events/production-order-snapshotted.ts';
import { stockSnapshotted } from '../../events/stock-snapshotted.ts';
import type { Item } from '../platform/dynamo.ts';
import type { Aggregation, BlockedKey, EventRecord, PlantQueueState } from './event-record.ts';

const asOf = ({ time, data }: CloudEvent): string => String((data as { asOf?: unknown }).asOf ?? time);

/**
 * What is asked for by the time that it is about, and not by when it came: what machines tell, by history; what a plant
 * says of its own books, by reconciliation.
 */
const moments: Readonly<Record<string, (event: CloudEvent) => string>> = {
  [eventType(machineCounted)]: ({ time }) => time,
  [eventType(machineStateChanged)]: ({ time, data }) => String((data as { since?: unknown }).since ?? time),
  [eventType(stockSnapshotted)]: asOf,
  [eventType(productionOrderSnapshotted)]: asOf,
  [eventType(dayClosed)]: ({ time }) => time,
};

/** Text that sorts as time does, without an offset. */
export const moment = (time: string): string => new Date(time).toISOString();

/** DynamoDB's BETWEEN has its end in it; no event is told finer than by milliseconds. */
export const justBefore = (time: string): string => new Date(Date.parse(time) - 1).toISOString();

export const aboutPartition = (plant: string, type: string): string => `${plant}#${type}`;

/** The time that an event is about, for the types that are asked for by it. */
export const aboutTime = (event: CloudEvent): string | undefined => {
  const time = moments[event.type]?.(event);
  return time === undefined ? undefined : moment(time);
};

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
 * How records lie in the table: one item each. The event is JSON text, since DynamoDB's numbers are narrower than JSON's.
 * Sparse index attributes hold the plant while they apply, and are absent otherwise.
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

/** The attribute that holds the plant in an index. */
type ByPlant = 'plant' | 'attention' | 'outbox';

const lastKey = (index: ByPlant) =>
  z.strictObject({
    pk: z.string().max(64),
    sk: z.literal('EVENT'),
    [index]: z.string().max(64),
    acceptedAt: z.string().max(40),
  });

/** A cursor that was not ours, or is of another plant. */
export class BadCursor extends Error {
  constructor() {
    super('cursor is not one this list has answered');
    this.name = 'BadCursor';
  }
}

export const encodeCursor = (key: Item): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** Throws {@link BadCursor}; a cursor of one plant never reads another's list. */
export const decodeCursor = (cursor: string, plant: string, index: ByPlant = 'plant'): Item => {
  try {
    const key: Item = lastKey(index).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (key[index] === plant) return key;
  } catch {
    // falls through: whatever is wrong with it, the caller cannot mend it
  }
  throw new BadCursor();
};
