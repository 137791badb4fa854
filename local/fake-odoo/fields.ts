import type { RefusalCode } from '../../lambdas/odoo/refusals.ts';

/** Thrown while an event is being booked: undoes what this event did, and nothing else of the call. */
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
 * module's own, because they end up before a person's eyes.
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
    throw new Refusal('quantity-not-positive', `${brief(value)} is not a positive quantity`, pointer);
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

/** A number as Python's `:g` writes it: six significant digits, no trailing zeros. */
export function brief(value: number): string {
  if (value === 0) return '0';
  const exponent = Math.floor(Math.log10(Math.abs(Number(value.toPrecision(6)))));
  if (exponent >= -4 && exponent < 6) return String(Number(value.toPrecision(6)));
  const [digits = '', power = ''] = value.toExponential(5).split('e');
  const padded = power.replace(/^([+-])(\d)$/, '$10$2');
  return `${Number(digits)}e${padded}`;
}
