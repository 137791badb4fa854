import { z } from 'zod';
import { catalogue } from '../../events/catalogue.ts';
import { type EventDefinition, eventType, schemaId } from '../../events/define-event.ts';
import { envelope } from '../../events/envelope.ts';
import { type Json, schemaOf } from './json-schema.ts';

/** The event types that partners may send. */
export const definitions: readonly EventDefinition[] = catalogue
  .map((definition) => definition as unknown as EventDefinition)
  .filter(({ gatewayOnly }) => !gatewayOnly);

/** Name of an event's schema in addresses and references: `production.reported.v1`. */
export const schemaName = ({ name, version }: Pick<EventDefinition, 'name' | 'version'>): string =>
  `${name}.v${version}`;

const whole = (definition: EventDefinition) =>
  envelope.extend({
    type: z.literal(eventType(definition)),
    dataschema: z.literal(schemaId(definition)),
    data: definition.data,
  });

/** JSON Schema of a complete event: what may be sent, before defaults are filled in. */
export const eventSchema = (definition: EventDefinition): Json => ({
  title: definition.name,
  description: definition.summary,
  isa95: definition.isa95,
  ...schemaOf(whole(definition)),
});

/** Data that breaks the schema may have no business key; any subject will do then. */
const subjectOf = (definition: EventDefinition, data: unknown): string =>
  definition.data.safeParse(data).success ? definition.subject(data) : 'subject';

/** A complete event around a sample's data. */
export const sampleEvent = (definition: EventDefinition, data: unknown, id = 'a1b2c3'): Json => ({
  specversion: '1.0',
  id,
  source: '/plants/oslo/mes',
  type: eventType(definition),
  time: '2026-11-23T08:15:00+01:00',
  subject: subjectOf(definition, data),
  dataschema: schemaId(definition),
  datacontenttype: 'application/json',
  data,
});

export const sampleEvents = (definition: EventDefinition): [string, Json][] =>
  Object.entries(definition.samples.valid).map(([name, data]) => [name, sampleEvent(definition, data)]);
