import { dayClosed } from '../../events/day-closed.ts';
import { eventType } from '../../events/define-event.ts';
import type { CloudEvent } from '../../events/envelope.ts';
import { machineCounted } from '../../events/machine-counted.ts';
import { machineStateChanged } from '../../events/machine-state-changed.ts';
import { productionOrderSnapshotted } from '../../events/production-order-snapshotted.ts';
import { stockSnapshotted } from '../../events/stock-snapshotted.ts';

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

export const toldPartition = (plant: string, type: string): string => `${plant}#${type}`;

/** The time that an event is about, for the types that are asked for by it. */
export const toldAt = (event: CloudEvent): string | undefined => {
  const time = moments[event.type]?.(event);
  return time === undefined ? undefined : moment(time);
};
