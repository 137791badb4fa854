import { createHash } from 'node:crypto';
import type { PlantProfile } from '../../../configuration/plant.ts';
import { catalogue } from '../../../events/catalogue.ts';
import { type EventDefinition, eventType, schemaId } from '../../../events/define-event.ts';
import type { Finding } from '../../../events/findings.ts';
import { units } from '../../../events/units.ts';

export interface DocumentInput {
  plant: PlantProfile;
  /** system that wrote the document: last segment of the events' `source` */
  system: string;
  /** media type without parameters, lower case: application/xml, text/xml, application/json, text/csv */
  contentType: string;
  bytes: Uint8Array;
  /**
   * name of the CSV mapping or of the format, when the content type does not decide; from a query parameter or a folder
   */
  mapping?: string;
}

/** One event of a document, or why that part of the document gives none. */
export type DocumentEntry =
  | {
      /** where in the document: a path of elements, or `row 17` */
      place: string;
      /** counted from 1 */
      line?: number;
      /** an unvalidated CloudEvent for parseEvent and acceptEvents */
      event: Record<string, unknown>;
      /** cells of a CSV row as sent, to write them into the errors file */
      raw?: string[];
    }
  | { place: string; line?: number; findings: Finding[]; raw?: string[] };

export type DocumentResult =
  | { ok: true; documentId: string; entries: DocumentEntry[]; header?: string[] }
  | {
      ok: false;
      status: 400 | 413 | 415 | 422;
      title: string;
      detail: string;
      place?: string;
      line?: number;
    };

export type DocumentRefusal = Extract<DocumentResult, { ok: false }>;

const titles = {
  400: 'Not a readable document',
  413: 'Document too large',
  415: 'Unsupported kind of document',
  422: 'Document refused',
} as const;

/** The answer for a document that is rejected as a whole. */
export const refuseDocument = (
  status: DocumentRefusal['status'],
  detail: string,
  at: { place?: string; line?: number } = {},
): DocumentRefusal => ({
  ok: false,
  status,
  title: titles[status],
  detail,
  ...(at.place !== undefined && { place: at.place }),
  ...(at.line !== undefined && { line: at.line }),
});

/** The event types that partners may send. */
const definitions = new Map<string, EventDefinition>(
  catalogue
    .map((definition) => definition as unknown as EventDefinition)
    .filter(({ gatewayOnly }) => !gatewayOnly)
    .map((definition) => [definition.name, definition]),
);

/** First half of the SHA-256 of an identity's parts, in hex. Equal parts give equal ids. */
export const hashOf = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

export const sourceOf = (plant: string, system: string): string => `/plants/${plant}/${system}`;

export interface EventParts {
  name: string;
  id: string;
  source: string;
  time: string;
  data: Record<string, unknown>;
}

/**
 * An unvalidated CloudEvent of these parts. Its subject is the business key that the event's definition reads from the
 * data. Invalid data get the subject `-`; `parseEvent` then names what is wrong with the data.
 */
export const eventOf = ({ name, id, source, time, data }: EventParts): Record<string, unknown> => {
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

/**
 * Sets a value at a JSON Pointer of a mapping and makes the objects and arrays on the way. The pointers were checked
 * against the event's schema, so no step is `__proto__` or another property of JavaScript's own.
 */
export const put = (data: Record<string, unknown>, pointer: string, value: unknown): void => {
  const steps = pointer.split('/').slice(1);
  const last = steps.pop() ?? '';
  let at: Record<string, unknown> = data;
  steps.forEach((step, index) => {
    const next = steps[index + 1] ?? last;
    at[step] ??= /^\d$/.test(next) ? [] : {};
    at = at[step] as Record<string, unknown>;
  });
  at[last] = value;
};

/** A number as XML Schema writes it: decimal point, no grouping, optional exponent. Undefined when it is not one. */
export const numberOf = (text: string): number | undefined => {
  if (text.length > 40 || !/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
};

/**
 * A number as a plant's file writes it. Groups must have three digits: a grouping sign in another place is a decimal
 * sign of other regional settings, and ignoring it would book a thousand times the quantity.
 */
export const localNumberOf = (
  text: string,
  { decimal, grouping }: { decimal: '.' | ','; grouping?: string | undefined },
): number | undefined => {
  // French exports group digits with no-break spaces, Swiss ones with the typographic apostrophe.
  const plain = text.replace(/[\u00a0\u202f]/g, ' ').replace(/\u2019/g, "'");
  const [whole = '', ...fraction] = plain.split(decimal);
  if (fraction.length > 1) return undefined;
  const groups = grouping === undefined ? [whole] : whole.split(grouping);
  const [first = '', ...others] = groups;
  if (others.length > 0 && (!/^[+-]?\d{1,3}$/.test(first) || others.some((group) => !/^\d{3}$/.test(group))))
    return undefined;
  const parts = [groups.join(''), ...fraction];
  return parts.some((part) => part.includes('.')) ? undefined : numberOf(parts.join('.'));
};

/** Sum of quantities without errors of binary arithmetic: 0.1 + 0.2 is 0.3. */
export const sumOf = (values: readonly number[]): number =>
  Number(values.reduce((soFar, value) => soFar + value, 0).toPrecision(15));

/** UN/CEFACT code of a unit as the plant spells it. Undefined when neither the profile nor the code list has it. */
export const unitCode = (text: string, spellings: Readonly<Record<string, string>>): string | undefined => {
  if (Object.hasOwn(spellings, text)) return spellings[text];
  return Object.hasOwn(units, text) ? text : undefined;
};

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'iso-8859-1';

const byteOrderMarks: readonly [Encoding, readonly number[]][] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/** The encoding of the byte order mark, if there is one. */
export const markedEncoding = (bytes: Uint8Array): Encoding | undefined =>
  byteOrderMarks.find(([, mark]) => mark.every((byte, index) => bytes[index] === byte))?.[0];

/**
 * Text of the bytes, without byte order mark. Undefined when the bytes are not valid in the encoding. Latin-1 is read
 * as Windows-1252, as browsers do: a file that is declared Latin-1 and has a euro sign is Windows-1252.
 */
export const decode = (bytes: Uint8Array, encoding: Encoding): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};
