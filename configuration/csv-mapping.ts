import * as z from 'zod';
import { catalogue } from '../events/catalogue.ts';
import type { EventDefinition } from '../events/define-event.ts';

// The same letter can be written in two ways; a file's names are compared in this one.
const column = z.string().trim().normalize('NFC').min(1).max(64);
/** JSON Pointer into the data of an event; what it may be is checked with the event's schema. */
const pointer = z.string().max(128);
const eventName = z
  .string()
  .regex(/^[a-z-]+\.[a-z-]+$/, 'must be the name of an event, such as material.consumed');
const encoding = z.enum(['utf-8', 'utf-16le', 'windows-1252', 'iso-8859-1']);

/** `iso` (RFC 3339, offset optional) or what stands for year, month, day, hour, minute, second: `dd.MM.yyyy HH:mm:ss`. */
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

/** A cell and how it is read; without more it is text. */
const cell = z
  .strictObject({
    column,
    /** with the mapping's decimal sign */
    number: z.literal(true).optional(),
    /** the plant's spelling of a unit, else a UN/CEFACT code */
    unit: z.literal(true).optional(),
    /** a point in time: its format */
    time: timeFormat.optional(),
    /** what a cell says → what the event says; other cells are refused */
    values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    /** an empty cell leaves the field out; otherwise it is refused */
    optional: z.boolean().default(false),
    /** an empty cell of that column leaves the field out, e.g. the quantity of a lot that is not named */
    when: column.optional(),
    /** only for these events, when a column says which event a row is */
    events: z.array(eventName).min(1).optional(),
  })
  .refine(({ number, unit, time, values }) => [number, unit, time, values].filter(Boolean).length <= 1, {
    message: 'is read in one way: number, unit, time or values',
  });

/** How the rows of a plant's file become events: each row is one event; docs/csv.md. */
export const csvMapping = z.strictObject({
  /** the system whose file it is: last segment of the events' `source` */
  system: z.string().min(1),
  /** one event for all rows, or a column that says which */
  event: z.union([eventName, z.strictObject({ column, values: z.record(z.string().min(1), eventName) })]),
  encoding: encoding.default('utf-8'),
  delimiter: z.enum([',', ';', '\t', '|']).default(','),
  decimal: z.enum(['.', ',']).default('.'),
  /** sign between thousands, if the file has one */
  grouping: z.enum(['.', ',', ' ', "'"]).optional(),
  /** when it happened; several columns (date and time of day) are joined by a space */
  time: z.strictObject({
    column: z.union([column, z.array(column).min(1).max(3)]),
    format: timeFormat.default('iso'),
  }),
  /** of times without offset; absent: the plant's */
  timeZone: z.string().optional(),
  /** JSON Pointer into the event's data → its cell */
  columns: z.record(pointer, cell),
  /** JSON Pointer into the event's data → the same value in every row */
  constants: z.record(pointer, z.union([z.string(), z.number(), z.boolean()])).default({}),
  /**
   * Columns that tell a row from every other, in this file and those before and after. Absent: all that a row says,
   * and which of the rows that say so it is: the first, the second, ….
   */
  key: z.array(column).min(1).max(8).optional(),
});

export type CsvMapping = z.output<typeof csvMapping>;
export type CsvCell = CsvMapping['columns'][string];

/** Names of the events that a mapping can make. */
export const eventsOf = ({ event }: Pick<CsvMapping, 'event'>): string[] =>
  typeof event === 'string' ? [event] : [...new Set(Object.values(event.values))];

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

const name = z.string().min(1).max(64);

/** How a plant's MES uses what B2MML leaves open; docs/b2mml.md. */
const b2mml = z.strictObject({
  /**
   * What closes an order: nothing; a response that says Completed; or a segment that does. The order's last
   * report is then `final`.
   */
  final: z.enum(['never', 'response-completed', 'segment-completed']).default('never'),
  /** a segment that says Completed also finishes its work order (`work-order.finished`) */
  finishesWorkOrders: z.boolean().default(false),
  /** whether a segment's process segment is the operation's name in Odoo; if not, equipment names the work centre */
  operations: z.enum(['segment', 'none']).default('segment'),
  /** what a sublot of a product is: the serial numbers of its pieces, or a handling unit's label of no interest */
  sublots: z.enum(['serials', 'ignored']).default('serials'),
  /** `OtherValue` of a `MaterialUse` Other that means scrap */
  scrapUses: z.array(name).default(['Scrap']),
  /** what is not accounted for by order, by ISA-95: refused, skipped, or booked as consumption */
  consumables: z.enum(['refused', 'ignored', 'consumed']).default('refused'),
  /** elements the MES adds in B2MML's own namespace that say nothing to book; left out, save in a quantity */
  extensions: z.array(name).default([]),
  /** ids of the properties of an actual that carry what B2MML has no element for */
  properties: z
    .strictObject({
      expiresAt: name.default('ExpirationDate'),
      scrapReason: name.default('ScrapReason'),
      startedAt: name.default('ActualStartTime'),
      endedAt: name.default('ActualEndTime'),
    })
    .prefault({}),
});

/** Formats of a plant's own that the gateway reads beside CloudEvents. */
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
