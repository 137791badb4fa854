import { createHash } from 'node:crypto';
import { catalogue } from '../../events/catalogue.ts';
import { type EventDefinition, eventType, schemaId } from '../../events/define-event.ts';

const definitions = new Map<string, EventDefinition>(
  catalogue.map((definition) => [definition.name, definition as unknown as EventDefinition]),
);

/** Half a SHA-256 of what must be the same for two things to be one. */
export const hashOf = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

export const sourceOf = (plant: string, system: string): string => `/plants/${plant}/${system}`;

export interface Said {
  name: string;
  id: string;
  source: string;
  time: string;
  data: Record<string, unknown>;
}

/**
 * A CloudEvent that says so. The subject is the business key that its definition finds in the data; data that have
 * none get a subject that says nothing, since the contract names what is wrong with the data first.
 */
export const eventOf = ({ name, id, source, time, data }: Said): Record<string, unknown> => {
  const definition = definitions.get(name);
  const parsed = definition?.data.safeParse(data);
  return {
    specversion: '1.0',
    id,
    source,
    type: eventType(definition ?? { name, version: 1 }),
    time,
    subject: parsed?.success ? definition?.subject(parsed.data) : '-',
    dataschema: schemaId(definition ?? { name, version: 1 }),
    datacontenttype: 'application/json',
    data,
  };
};
