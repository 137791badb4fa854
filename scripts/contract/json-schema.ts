import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';

export type Json = Record<string, unknown>;

/** Where shared definitions are, until a document has them among its components. */
const place = '#/$defs/';

export const definition = (name: string) => ({ $ref: `${place}${name}` });

/** Keywords that constrain nothing. Tools of older drafts ignore what is beside a `$ref`. */
const annotations = new Set(['title', 'description', 'examples', 'default', 'isa95']);

const found = new Map<string, Json>();

/** Every definition that schemas converted so far refer to, by the `id` that their zod schemas have. */
export const sharedDefinitions = (): Json =>
  Object.fromEntries([...found].sort(([a], [b]) => a.localeCompare(b, 'en')));

/** A definition with what it refers to in its place, at its top. */
const whole = (json: Json, definitions: Json): Json => {
  const { $ref, ...beside } = json;
  if (typeof $ref !== 'string') return json;
  return { ...whole(definitions[$ref.slice(place.length)] as Json, definitions), ...beside };
};

/**
 * zod repeats beside a `$ref` what the definition says: that is left out. Where more than annotations is left, the
 * definition is written out.
 */
const tidy = (value: unknown, definitions: Json): unknown => {
  if (Array.isArray(value)) return value.map((each) => tidy(each, definitions));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref, ...beside } = value as Json;
  const inside = (json: Json): Json =>
    Object.fromEntries(Object.entries(json).map(([key, each]) => [key, tidy(each, definitions)]));
  if (typeof $ref !== 'string') return inside(beside);
  const referred = whole({ $ref }, definitions);
  const own = Object.entries(beside).filter(([key, each]) => !isDeepStrictEqual(each, referred[key]));
  if (own.every(([key]) => annotations.has(key))) return { $ref, ...Object.fromEntries(own) };
  return inside({ ...referred, ...beside });
};

/** JSON Schema (2020-12) of what a zod schema accepts, before defaults are filled in. */
export const schemaOf = (schema: z.ZodType): Json => {
  const { $schema, $defs = {}, ...json } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  const definitions = $defs as Json;
  for (const [name, raw] of Object.entries(definitions)) {
    const shared = tidy(raw, definitions) as Json;
    if (found.has(name) && !isDeepStrictEqual(found.get(name), shared))
      throw new Error(`two schemas have the id ${name}`);
    found.set(name, shared);
  }
  return tidy(json, definitions) as Json;
};

/** The schema with the definition in its place where it is nothing but a reference. */
export const writtenOut = (json: Json): Json => whole(json, Object.fromEntries(found));

const width = 110;

/** JSON with what fits on a line on one, so that a changed field is a changed line. */
export const compactJson = (value: unknown, indent = '', before = 0): string => {
  const oneLine = spaced(value);
  if (indent.length + before + oneLine.length < width || typeof value !== 'object' || value === null)
    return oneLine;
  const deeper = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((each) => `${deeper}${compactJson(each, deeper, 1)}`)
    : Object.entries(value)
        .filter(([, each]) => each !== undefined)
        .map(([key, each]) => {
          const name = `${JSON.stringify(key)}: `;
          return `${deeper}${name}${compactJson(each, deeper, name.length + 1)}`;
        });
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
};

const spaced = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, each]) => each !== undefined);
  if (entries.length === 0) return '{}';
  return `{ ${entries.map(([key, each]) => `${JSON.stringify(key)}: ${spaced(each)}`).join(', ')} }`;
};
