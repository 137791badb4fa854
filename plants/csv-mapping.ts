import * as z from 'zod';

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
