import { component } from '../../events/http/define-route.ts';
import type { Json } from './json-schema.ts';

/** A schema of the document's own, by its name. */
export const ref = component;

export const text = { type: 'string' };
export const time = { type: 'string', format: 'date-time' };
export const list = (items: Json) => ({ type: 'array', items });

/** All of its properties are always there, unless it is said which are. */
export const object = (properties: Json, required: string[] = Object.keys(properties)): Json => ({
  type: 'object',
  properties,
  required,
});
