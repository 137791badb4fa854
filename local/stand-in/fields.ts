import { Refusal } from './refusal.ts';

/** A payload whose fields are read one by one: whatever has the wrong shape refuses the posting. */
export type Fields = Readonly<Record<string, unknown>>;

export interface Quantity {
  value: number;
  uom: string;
}

const malformed = (pointer: string, rule: string): Refusal =>
  new Refusal('malformed-posting', `Field ${pointer} ${rule}.`, pointer);

export function fieldsOf(value: unknown, pointer: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw malformed(pointer, 'must be an object');
  return value as Fields;
}

export function text(fields: Fields, name: string, at: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value.trim() === '') throw malformed(`${at}/${name}`, 'must be text');
  return value;
}

export function textIfGiven(fields: Fields, name: string, at: string): string | undefined {
  return fields[name] === undefined || fields[name] === null ? undefined : text(fields, name, at);
}

/** `YYYY-MM-DD HH:MM:SS` in UTC. */
export function timeIfGiven(fields: Fields, name: string, at: string): string | undefined {
  const value = textIfGiven(fields, name, at);
  if (value === undefined) return undefined;
  const isTime = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value) && !Number.isNaN(Date.parse(`${value}Z`));
  if (!isTime) throw malformed(`${at}/${name}`, 'must be a UTC time like 2026-11-23 08:15:00');
  return value;
}

export function truth(fields: Fields, name: string, at: string): boolean {
  const value = fields[name] ?? false;
  if (typeof value !== 'boolean') throw malformed(`${at}/${name}`, 'must be true or false');
  return value;
}

export function numberOf(fields: Fields, name: string, at: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw malformed(`${at}/${name}`, 'must be a number');
  return value;
}

export function quantityOf(fields: Fields, name: string, at: string): Quantity {
  const pointer = `${at}/${name}`;
  const quantity = fieldsOf(fields[name], pointer);
  return { value: numberOf(quantity, 'value', pointer), uom: text(quantity, 'uom', pointer) };
}

export function listOf<Row>(
  fields: Fields,
  name: string,
  at: string,
  read: (row: Fields, pointer: string) => Row,
): Row[] {
  const value = fields[name] ?? [];
  if (!Array.isArray(value)) throw malformed(`${at}/${name}`, 'must be a list');
  return value.map((row, index) => read(fieldsOf(row, `${at}/${name}/${index}`), `${at}/${name}/${index}`));
}
