import { z } from 'zod';
import { component } from '../../events/http/define-route.ts';
import type { Json } from './schemas.ts';

/** A schema of the document's own, by its name. */
export const ref = component;

/** JSON Schema (2020-12) of what a zod schema accepts, before defaults are filled in. */
export const schemaOf = (schema: z.ZodType): Json => {
  const { $schema, ...json } = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' });
  return json;
};

export const text = { type: 'string' };
export const time = { type: 'string', format: 'date-time' };
export const list = (items: Json) => ({ type: 'array', items });

/** All of its properties are always there, unless it is said which are. */
export const object = (properties: Json, required: string[] = Object.keys(properties)): Json => ({
  type: 'object',
  properties,
  required,
});
