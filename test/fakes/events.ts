import { eventType, schemaId } from '../../events/define-event.ts';
import type { CloudEvent } from '../../events/envelope.ts';
import { eventKeyOf, fingerprintOf } from '../../events/envelope.ts';
import { machineCounted } from '../../events/machine-counted.ts';
import { machineStateChanged } from '../../events/machine-state-changed.ts';
import { materialConsumed } from '../../events/material-consumed.ts';
import { definitionOf } from '../../events/parse-event.ts';
import { productionReported } from '../../events/production-reported.ts';
import type { EventRecord } from '../../lambdas/store/event-record.ts';

export const noon = new Date('2026-11-23T12:00:00.000Z');

export interface Wanted {
  id?: string;
  source?: string;
  order?: string;
  value?: number;
  time?: string;
  data?: Record<string, unknown>;
}

/** A valid production report of plant oslo, with the fields that a test changes. */
export const report = (wanted: Wanted = {}): CloudEvent => {
  const { id = 'e-1', source = '/plants/oslo/mes', order = 'OSL/MO/1', value = 10, time } = wanted;
  const data = wanted.data ?? { order, quantity: { value, unit: 'KGM' }, final: false };
  return {
    specversion: '1.0',
    id,
    source,
    type: eventType(productionReported),
    time: time ?? '2026-11-23T11:59:00Z',
    subject: String(data.order),
    dataschema: schemaId(productionReported),
    data,
  };
};

/** A valid issue of a component to an order: an event that waits for others of its ordering key. */
export const issue = (wanted: Wanted = {}): CloudEvent => {
  const { order = 'OSL/MO/1', value = 10 } = wanted;
  return {
    ...report({ ...wanted, data: { order, item: 'MILK', quantity: { value, unit: 'KGM' } } }),
    type: eventType(materialConsumed),
    dataschema: schemaId(materialConsumed),
  };
};

/** A machine's state, since a time of its own. */
export const machineState = (wanted: {
  id: string;
  since: string;
  time?: string;
  until?: string;
  machine?: string;
  state?: string;
  source?: string;
}): CloudEvent => {
  const { id, since, time = since, until, machine = 'LINE-1', state = 'running', source } = wanted;
  const data = { machine, state, since, ...(until && { until }) };
  return {
    ...report({ id, time: new Date(time).toISOString(), data, ...(source && { source }) }),
    subject: machine,
    type: eventType(machineStateChanged),
    dataschema: schemaId(machineStateChanged),
  };
};

/** A reading of a machine's counter. */
export const machineCount = (wanted: {
  id: string;
  time: string;
  count: number;
  scrap?: number;
  machine?: string;
  order?: string;
  operation?: string;
  unit?: string;
  source?: string;
}): CloudEvent => {
  const { id, time, count, scrap, machine = 'LINE-1', order, operation, unit = 'H87', source } = wanted;
  const data = {
    machine,
    ...(order && { order }),
    ...(operation && { operation }),
    count: { value: count, unit },
    ...(scrap !== undefined && { scrapCount: { value: scrap, unit } }),
  };
  return {
    ...report({ id, time, data, ...(source && { source }) }),
    subject: machine,
    type: eventType(machineCounted),
    dataschema: schemaId(machineCounted),
  };
};

/** The event store's record of an event that was just accepted. */
export const recordOf = (event: CloudEvent, more: Partial<EventRecord> = {}): EventRecord => ({
  eventKey: eventKeyOf(event),
  status: 'accepted',
  plant: 'oslo',
  partner: 'oslo-mes',
  orderingKey: definitionOf(event.type)?.orderingKey(event.data) ?? 'none',
  fingerprint: fingerprintOf(event),
  event,
  acceptedAt: '2026-11-23T12:00:00.000000Z',
  attempts: 0,
  unsent: true,
  ...more,
});
