import type { EventKey } from '../../events/identity.ts';
import type { Item } from './dynamo-table.ts';
import type { EventRecord, Gate, Gathering, LaneState } from './records.ts';
import { toldAt, toldPartition } from './told.ts';

export const eventItemKey = (key: EventKey) => ({ pk: `EVENT#${key}`, sk: 'EVENT' });
export const gateItemKey = (plant: string, stream: string) => ({
  pk: `STREAM#${plant}#${stream}`,
  sk: 'GATE',
});
export const gatheringItemKey = (plant: string, stream: string) => ({
  pk: `STREAM#${plant}#${stream}`,
  sk: 'GATHERING',
});
export const laneItemKey = (plant: string) => ({ pk: 'LANES', sk: plant });

/**
 * How records lie in the table: one item each. The event is JSON text, since DynamoDB's numbers are narrower than JSON's.
 * Sparse index attributes hold the plant while they apply, and are absent otherwise.
 */
export const eventItem = (record: EventRecord): Item => {
  const { event, unsent, ...rest } = record;
  const about = toldAt(event);
  return {
    ...eventItemKey(record.eventKey),
    ...rest,
    type: event.type,
    event: JSON.stringify(event),
    ...(unsent && { outbox: record.plant }),
    ...(about !== undefined && { told: toldPartition(record.plant, event.type), toldAt: about }),
  };
};

export const eventRecord = (item: Item): EventRecord => {
  const { pk, sk, type, event, outbox, attention, told, toldAt, ...rest } = item;
  return { ...rest, event: JSON.parse(String(event)), unsent: outbox !== undefined } as EventRecord;
};

/** The stream that a gate or a gathering belongs to. */
export const streamOf = (plant: string, { pk }: Item): string => String(pk).slice(`STREAM#${plant}#`.length);

export const laneState = (item: Item): LaneState => {
  const { pk, sk, ...state } = item;
  return { ...state, plant: String(sk) } as LaneState;
};

export const gateOf = ({ line, version }: Item): Gate => ({ line, version }) as Gate;

export const gatheringOf = ({ tickets, due, version }: Item): Gathering =>
  ({ tickets, due, version }) as Gathering;
