import type { z } from 'zod';

/**
 * - `immediate`: posted as soon as its lane reaches it
 * - `gathered`: events of one stream that wait together may be folded into one posting
 * - `batch`: never touches Odoo in real time
 */
export type LatencyClass = 'immediate' | 'gathered' | 'batch';

/** Business objects whose system of record a plant profile declares. */
export const ownedObjects = ['production-order', 'material-consumption'] as const;
export type OwnedObject = (typeof ownedObjects)[number];

export interface InvalidSample {
  data: unknown;
  /** JSON Pointer into the event that the finding names */
  pointer: string;
  rule: string;
}

export interface EventDefinition<Name extends string = string, Schema extends z.ZodType = z.ZodType> {
  /** `<noun>.<past-tense>`; the file of this name exists on every floor, with `-` for `.` */
  name: Name;
  version: number;
  summary: string;
  isa95: string;
  latency: LatencyClass;
  owner: OwnedObject;
  data: Schema;
  /** what must be in the envelope's `subject` */
  subject(data: z.infer<Schema>): string;
  /** the ordering key: events of one stream are booked in the order they were accepted */
  stream(data: z.infer<Schema>): string;
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
