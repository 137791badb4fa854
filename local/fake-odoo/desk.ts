import type { OdooDocument } from '../../events/booking.ts';
import type { RefusalCode } from '../../lambdas/odoo/refusals.ts';
import type { Books } from './database.ts';
import type { Place } from './records/stock.ts';

export interface Warehouse {
  id: number;
  code: string;
}

/** Which goods are held, and where. */
export interface HoldRules {
  hold: Place;
  rework: Place | undefined;
  everything: boolean;
  /** ids */
  items: ReadonlySet<number>;
  /** full names */
  categories: readonly string[];
}

/** Of components whose lot had expired when it was used, or would so many days later; 0: never. */
export interface ExpiryRules {
  expired: 'refuse' | 'warn';
  soon: 'refuse' | 'warn';
  days: number;
}

/** Where a posting is booked, and by which rules. */
export interface Desk {
  books: Books;
  warehouse: Warehouse;
  /** when the event happened, `YYYY-MM-DD HH:MM:SS` in UTC, never in the future: lots expire by it */
  moment: string;
  /** whether the event says that it happened later than now */
  ahead: boolean;
  refuseNegative: boolean;
  /** whether what has more decimals than Odoo keeps is refused, or booked with a warning */
  refuseRounding: boolean;
  /** of the server's clock */
  now: string;
  holdRules: HoldRules | undefined;
  expiry: ExpiryRules;
  /** for people, about what was booked; the procedure adds to it */
  warnings: string[];
  /** whether it is a word about a lot: the procedure says so */
  isWord: boolean;
  /** what it moved out of the open stock into a hold place, by lot id; the procedure adds to it */
  held: Map<number, number>;
  /** what verdicts have released and the event lacks, by lot id; the procedure adds to it */
  due: Map<number, number>;
  /** the event's key */
  event: string;
}

export type Document = OdooDocument;

/** Books what an event of one type asks for; throws a `Refusal` when it can't be done. */
export type Procedure = (desk: Desk, payload: unknown) => Document;

/** What a question is answered from. */
export interface Asked {
  books: Books;
  warehouse: Warehouse;
  now: Date;
}

/** Answers one question; throws a `Refusal` when it can't. A question books nothing. */
export type AnswerQuestion = (asked: Asked, about: unknown) => unknown;

/** Adds a warning about what is booked. */
export function warn({ warnings }: Desk, message: string): void {
  if (!warnings.includes(message)) warnings.push(message);
}

/** Thrown while an event is being booked: undoes what this event did, and nothing else of the call. */
/** Refuses a code of several records, with up to five candidates, as the module does. */
export const ambiguous = (
  kinds: string,
  code: string,
  labels: readonly string[],
  pointer: string,
): Refusal => {
  const more = labels.length > 5 ? ` and ${labels.length - 5} more` : '';
  const candidates = `${labels.slice(0, 5).join('; ')}${more}`;
  const message = `Odoo has ${labels.length} ${kinds} ${code}: ${candidates}. Send or map one of these codes`;
  return new Refusal('ambiguous-code', message, pointer);
};

export class Refusal extends Error {
  readonly code: RefusalCode;
  /** JSON Pointer into the CloudEvent */
  readonly pointer: string;

  constructor(code: RefusalCode, message: string, pointer: string) {
    super(message);
    this.code = code;
    this.pointer = pointer;
  }
}

/**
 * Reading a posting as the module reads it: known keys, right types, sane lengths. Messages and pointers are the
 * module's own, because people read them.
 */
export type Fields = Readonly<Record<string, unknown>>;

const longestText = 128;
const largestNumber = 1e12;
const longestList = 1000;

export function malformed(pointer: string, message: string): Refusal {
  return new Refusal('malformed-posting', message, pointer);
}

export function onlyKeys(holder: unknown, keys: readonly string[], pointer: string): Fields {
  if (typeof holder !== 'object' || holder === null || Array.isArray(holder))
    throw malformed(pointer, 'must be an object');
  for (const key of Object.keys(holder))
    if (!keys.includes(key)) throw malformed(pointer, `unknown field '${key}'`);
  return holder as Fields;
}

export function textAt(holder: Fields, key: string, pointer: string, limit = longestText): string {
  const value = holder[key];
  if (typeof value !== 'string' || value.trim() === '') throw malformed(pointer, `${key} must be a text`);
  if (value.length > limit) throw malformed(pointer, `${key} is longer than ${limit} characters`);
  return value;
}

export function optionalTextAt(holder: Fields, key: string, pointer: string, limit = longestText): string {
  return key in holder ? textAt(holder, key, pointer, limit) : '';
}

export function listAt(holder: Fields, key: string, pointer: string): unknown[] {
  const value = holder[key] ?? [];
  if (!Array.isArray(value) || value.length > longestList)
    throw malformed(pointer, `${key} must be a list of at most ${longestList}`);
  return value;
}

export function numberAt(holder: Fields, key: string, pointer: string, zeroAllowed = false): number {
  const value = holder[key];
  if (typeof value !== 'number') throw malformed(pointer, `${key} must be a number`);
  if (Number.isNaN(value) || Math.abs(value) > largestNumber)
    throw malformed(pointer, `${key} is not a usable number`);
  if (value < 0 || (value === 0 && !zeroAllowed))
    throw new Refusal('quantity-not-positive', `${shown(value)} is not a positive quantity`, pointer);
  return value;
}

/** `YYYY-MM-DD HH:MM:SS` in UTC, the way Odoo writes times. */
export function momentAt(holder: Fields, key: string, pointer: string): string {
  const value = textAt(holder, key, pointer);
  const looksRight = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value);
  if (!looksRight || Number.isNaN(Date.parse(`${value.replace(' ', 'T')}Z`)))
    throw malformed(pointer, `${key} must look like 2026-11-23 08:15:00`);
  return value;
}

/** A quantity for people, as Python's `:f` without needless zeros. */
export function shown(value: number): string {
  return value.toFixed(6).replace(/\.?0+$/, '');
}
