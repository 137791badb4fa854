import * as z from 'zod';
import { catalogue } from '../events/catalogue.ts';
import type { EventDefinition } from '../events/define-event.ts';
import { type CsvMapping, eventsOf } from './csv-mapping.ts';

const definitions: readonly Pick<EventDefinition, 'name' | 'data'>[] = catalogue;

export interface MappingFault {
  path: string[];
  message: string;
}

/** What a mapping says that its events cannot carry: a misspelt field would fail every row of every file. */
export const faultsOf = (
  mapping: CsvMapping,
  plant: { systems: readonly string[] },
  isTimeZone: (name: string) => boolean,
): MappingFault[] => {
  const faults: MappingFault[] = [];
  const fail = (path: string[], message: string) => faults.push({ path, message });
  if (!plant.systems.includes(mapping.system))
    fail(['system'], `is not one of the plant's systems (${plant.systems.join(', ')})`);
  if (mapping.timeZone !== undefined && !isTimeZone(mapping.timeZone))
    fail(['timeZone'], 'must be an IANA time zone, e.g. Europe/Oslo');
  if (mapping.grouping === mapping.decimal) fail(['grouping'], 'must not be the decimal sign');
  const events = eventsOf(mapping);
  for (const event of events)
    if (!definitions.some(({ name }) => name === event)) fail(['event'], `${event} is no event type`);
  const fields = [
    ...Object.entries(mapping.columns).map(([pointer, cell]) => ({
      path: ['columns', pointer],
      pointer,
      events: cell.events ?? events,
    })),
    ...Object.keys(mapping.constants).map((pointer) => ({ path: ['constants', pointer], pointer, events })),
  ];
  for (const field of fields) {
    if (!/^(\/[A-Za-z0-9]{1,32})+$/.test(field.pointer)) {
      fail(field.path, 'must be a JSON Pointer into the data of the event, such as /quantity/value');
      continue;
    }
    for (const event of field.events) {
      if (!events.includes(event)) fail(field.path, `${event} is not made by this mapping`);
      const definition = definitions.find(({ name }) => name === event);
      if (definition && !fieldAt(definition.data, field.pointer.split('/').slice(1)))
        fail(field.path, `is no field of ${event}`);
    }
    if (fields.some((other) => other !== field && overlap(field, other)))
      fail(field.path, 'is given twice, or together with a part of itself');
  }
  return faults;
};

interface Field {
  pointer: string;
  events: readonly string[];
}

/** Whether some event gets one field and a part of it, or one field twice. */
const overlap = (whole: Field, part: Field): boolean =>
  `${part.pointer}/`.startsWith(`${whole.pointer}/`) &&
  whole.events.some((event) => part.events.includes(event));

/** Whether a schema has a single value at the end of the path. */
const fieldAt = (schema: z.core.$ZodType, path: readonly string[]): boolean => {
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodReadonly
  )
    return fieldAt(schema.unwrap(), path);
  const [step, ...rest] = path;
  if (step === undefined) return !(schema instanceof z.ZodObject || schema instanceof z.ZodArray);
  if (schema instanceof z.ZodArray) return /^\d$/.test(step) && fieldAt(schema.element, rest);
  if (schema instanceof z.ZodUnion) return schema.options.some((option) => fieldAt(option, path));
  if (!(schema instanceof z.ZodObject)) return false;
  const field = Object.hasOwn(schema.shape, step) ? schema.shape[step] : undefined;
  return field !== undefined && fieldAt(field, rest);
};
