import type { z } from 'zod';

/**
 * - `immediate`: posted as soon as the plant queue reaches it
 * - `gathered`: waits a few seconds for others of its ordering key, and is posted together with them in one call
 * - `batch`: not sent to Odoo in real time: aggregated over minutes, or not posted at all (`posted: false`)
 */
export type LatencyClass = 'immediate' | 'gathered' | 'batch';

/**
 * Business objects, and the statuses of each that events report: the last word of the event's name. A plant profile
 * declares for each who is its system of record.
 */
export const ownedObjects = {
  'production-order': ['reported', 'scrapped', 'snapshotted'],
  'work-order': ['started', 'paused', 'finished'],
  'material-consumption': ['consumed', 'returned'],
  labor: ['reported'],
  machine: ['counted', 'state-changed', 'archived'],
  'machine-rate': ['reported'],
  stock: ['moved', 'counted', 'snapshotted'],
  'goods-receipt': ['received'],
  'purchase-order': ['confirmed', 'announced'],
  'sales-order': ['placed'],
  shipment: ['confirmed', 'returned'],
  lot: ['inspected', 'held', 'released'],
  nonconformance: ['raised'],
  day: ['closed'],
} as const;
export type OwnedObject = keyof typeof ownedObjects;

export interface InvalidSample {
  data: unknown;
  /** JSON Pointer into the event that the finding names */
  pointer: string;
  rule: string;
}

export interface EventDefinition<Name extends string = string, Schema extends z.ZodType = z.ZodType> {
  /** `<noun>.<past-tense>`. The schema, the posting and Odoo's procedure are in files of this name, with `-` for `.` */
  name: Name;
  version: number;
  summary: string;
  isa95: string;
  latency: LatencyClass;
  /** how long an event that is not `immediate` waits for others of its ordering key, unless the plant says otherwise */
  gatherSeconds?: number;
  /** false: kept in the event store for history and reconciliation; never sent to Odoo */
  posted?: false;
  /** each event contains all that earlier ones of its ordering key said, so a refused one does not block the next */
  supersedes?: true;
  /** only the gateway itself sends it: partners are refused, and the contract for them does not have it */
  gatewayOnly?: true;
  /** the object it reports on; the status is the last word of `name` */
  owner: OwnedObject;
  data: Schema;
  /** what must be in the envelope's `subject` */
  subject(data: z.infer<Schema>): string;
  /** events with the same ordering key are booked in the order they were accepted */
  orderingKey(data: z.infer<Schema>): string;
  samples: {
    valid: Record<string, z.input<Schema>>;
    invalid: Record<string, InvalidSample>;
  };
}

export const defineEvent = <Name extends string, Schema extends z.ZodType>(
  definition: EventDefinition<Name, Schema>,
): EventDefinition<Name, Schema> => definition;

export const typePrefix = 'com.odoo-plant-gateway.';

/** CloudEvents `type` of a definition. */
export const eventType = (definition: Pick<EventDefinition, 'name' | 'version'>): string =>
  `${typePrefix}${definition.name}.v${definition.version}`;

/** CloudEvents `dataschema` and JSON Schema `$id` of a definition. */
export const schemaId = (definition: Pick<EventDefinition, 'name' | 'version'>): string =>
  `urn:odoo-plant-gateway:${definition.name}:v${definition.version}`;

/** The status that an event reports of its object: `counted` of `machine.counted`. */
export const reportedStatus = ({ name }: Pick<EventDefinition, 'name'>): string =>
  name.slice(name.indexOf('.') + 1);

/** Whether events of this type wait for others of their ordering key before they are posted. */
export const isAggregated = ({ latency, posted }: Pick<EventDefinition, 'latency' | 'posted'>): boolean =>
  latency !== 'immediate' && posted !== false;
