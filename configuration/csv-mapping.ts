import * as z from 'zod';
import { catalogue } from '../events/catalogue.ts';
import type { EventDefinition } from '../events/define-event.ts';

// Unicode has two encodings of an accented letter. Column names are compared in this one (NFC).
const column = z.string().trim().normalize('NFC').min(1).max(64);
/** JSON Pointer into the data of an event. It is checked against the event's schema. */
const pointer = z.string().max(128);
const eventName = z
  .string()
  .regex(/^[a-z-]+\.[a-z-]+$/, 'must be the name of an event, such as material.consumed');
const encoding = z.enum(['utf-8', 'utf-16le', 'windows-1252', 'iso-8859-1']);

/** `iso` (RFC 3339, offset optional), or a pattern of year, month, day, hour, minute, second: `dd.MM.yyyy HH:mm:ss`. */
const timeFormat = z
  .string()
  .max(40)
  .refine((format) => format === 'iso' || isPattern(format), {
    message:
      'must be "iso", or hold each of yyyy, MM, dd at most once, and HH, mm, ss only after those larger',
  });

const patternParts = ['yyyy', 'MM', 'dd', 'HH', 'mm', 'ss'];
const isPattern = (format: string): boolean => {
  const counts = patternParts.map((part) => format.split(part).length - 1);
  const [years, months, days, hours = 0, minutes = 0, seconds = 0] = counts;
  const once = counts.every((count) => count <= 1);
  return once && years === 1 && months === 1 && days === 1 && hours >= minutes && minutes >= seconds;
};

/** A column and how its cells are read. Without number, unit, time or values a cell is text. */
const cell = z
  .strictObject({
    column,
    /** with the mapping's decimal sign */
    number: z.literal(true).optional(),
    /** the plant's spelling of a unit, or a UN/CEFACT code */
    unit: z.literal(true).optional(),
    /** a point in time: its format */
    time: timeFormat.optional(),
    /** text of the cell → value in the event; other texts are refused */
    values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    /** true: an empty cell leaves the field out; false: it is refused */
    optional: z.boolean().default(false),
    /** an empty cell in this other column leaves the field out, e.g. the lot's quantity without a lot */
    when: column.optional(),
    /** only for these events, when a column gives the event of a row */
    events: z.array(eventName).min(1).optional(),
  })
  .refine(({ number, unit, time, values }) => [number, unit, time, values].filter(Boolean).length <= 1, {
    message: 'must have at most one of number, unit, time and values: a cell is read in one way',
  });

/** How the rows of a plant's file become events. Each row is one event. See docs/csv.md. */
export const csvMapping = z.strictObject({
  /** the system that writes the file: last segment of the events' `source` */
  system: z.string().min(1),
  /** one event for all rows, or a column with the event of each row */
  event: z.union([eventName, z.strictObject({ column, values: z.record(z.string().min(1), eventName) })], {
    error:
      'must be the name of an event, such as material.consumed, or { column, values } with the event of each text in a column',
  }),
  encoding: encoding.default('utf-8'),
  delimiter: z.enum([',', ';', '\t', '|']).default(','),
  decimal: z.enum(['.', ',']).default('.'),
  /** separator of thousands, if the file has one */
  grouping: z.enum(['.', ',', ' ', "'"]).optional(),
  /** when the event happened; several columns (date and time of day) are joined by a space */
  time: z.strictObject({
    column: z.union([column, z.array(column).min(1).max(3)]),
    format: timeFormat.default('iso'),
  }),
  /** time zone of times without offset; absent: the plant's */
  timeZone: z.string().optional(),
  /** JSON Pointer into the event's data → its cell */
  columns: z.record(pointer, cell),
  /** JSON Pointer into the event's data → the same value in every row */
  constants: z.record(pointer, z.union([z.string(), z.number(), z.boolean()])).default({}),
  /**
   * Columns that identify a row in all files of this mapping. Absent: the whole content of the row, and its number among
   * rows of the same content (the first, the second, …).
   */
  key: z.array(column).min(1).max(8).optional(),
});

export type CsvMapping = z.output<typeof csvMapping>;
export type CsvCell = CsvMapping['columns'][string];

/** Names of the events that a mapping can make. */
export const eventsOf = ({ event }: Pick<CsvMapping, 'event'>): string[] =>
  typeof event === 'string' ? [event] : [...new Set(Object.values(event.values))];

/** The event types that partners may send. */
const definitions: readonly Pick<EventDefinition, 'name' | 'data'>[] = (
  catalogue as readonly unknown[] as readonly EventDefinition[]
).filter(({ gatewayOnly }) => !gatewayOnly);

export interface MappingFault {
  path: string[];
  message: string;
}

/** Faults of a mapping against the events it makes. A misspelt field would fail every row of every file. */
export const faultsOf = (
  mapping: CsvMapping,
  plant: { systems: readonly string[] },
  isTimeZone: (name: string) => boolean,
): MappingFault[] => {
  const faults: MappingFault[] = [];
  const fail = (path: string[], message: string) => faults.push({ path, message });
  if (!plant.systems.includes(mapping.system))
    fail(['system'], `must be one of the plant's systems (${plant.systems.join(', ')})`);
  if (mapping.timeZone !== undefined && !isTimeZone(mapping.timeZone))
    fail(['timeZone'], 'must be an IANA time zone, e.g. Europe/Oslo');
  if (mapping.grouping === mapping.decimal)
    fail(['grouping'], 'must not be the decimal sign; write the other one, or remove it');
  const events = eventsOf(mapping);
  for (const event of events)
    if (!definitions.some(({ name }) => name === event))
      fail(['event'], `${event} is no event type; README.md lists them`);
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
      if (!events.includes(event))
        fail(field.path, `${event} is not made by this mapping; name it in event, or remove it here`);
      const definition = definitions.find(({ name }) => name === event);
      if (definition && !fieldAt(definition.data, field.pointer.split('/').slice(1)))
        fail(field.path, `is no field of ${event}; events/${event.replace('.', '-')}.ts has its fields`);
    }
    if (fields.some((other) => other !== field && overlap(field, other)))
      fail(field.path, 'is given twice, or together with a part of itself; keep one of them');
  }
  return faults;
};

interface Field {
  pointer: string;
  events: readonly string[];
}

/** True when an event gets a field twice, or together with a part of it. */
const overlap = (whole: Field, part: Field): boolean =>
  `${part.pointer}/`.startsWith(`${whole.pointer}/`) &&
  whole.events.some((event) => part.events.includes(event));

/** True when the schema has a single value at the end of the path. */
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

const name = z.string().min(1).max(64);

/** How a plant's MES uses what B2MML leaves open. See docs/b2mml.md. */
const b2mml = z.strictObject({
  /** what closes an order: nothing, a completed response, or a completed segment. The order's last report is then `final` */
  final: z.enum(['never', 'response-completed', 'segment-completed']).default('never'),
  /** true: a completed segment also finishes its work order (`work-order.finished`) */
  finishesWorkOrders: z.boolean().default(false),
  /** `segment`: the process segment is the operation's name in Odoo; `none`: equipment names the work centre */
  operations: z.enum(['segment', 'none']).default('segment'),
  /** what a sublot of a product is: the serial numbers of its pieces, or a label of a handling unit, which is ignored */
  sublots: z.enum(['serials', 'ignored']).default('serials'),
  /** values of `OtherValue` of a `MaterialUse` Other that mean scrap */
  scrapUses: z.array(name).default(['Scrap']),
  /** material that ISA-95 does not assign to an order: refused, skipped, or booked as consumption */
  consumables: z.enum(['refused', 'ignored', 'consumed']).default('refused'),
  /** extra elements of the MES in B2MML's own namespace without meaning for bookings; ignored, except in a quantity */
  extensions: z.array(name).default([]),
  /** ids of the properties of an actual for data without a B2MML element of its own */
  properties: z
    .strictObject({
      expiresAt: name.default('ExpirationDate'),
      scrapReason: name.default('ScrapReason'),
      startedAt: name.default('ActualStartTime'),
      endedAt: name.default('ActualEndTime'),
    })
    .prefault({}),
});

/** A plant's own formats, which the gateway reads beside CloudEvents. The profile's key keeps the old name `dialects`. */
export const dialects = z
  .strictObject({
    b2mml: b2mml.prefault({}),
    csv: z
      .record(
        z.string().regex(/^[a-z][a-z0-9-]{0,30}$/, 'must be lower case letters, digits and hyphens'),
        csvMapping,
      )
      .default({}),
  })
  .prefault({});

export type B2mmlOptions = z.output<typeof b2mml>;
