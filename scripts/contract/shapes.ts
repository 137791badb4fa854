import { component } from '../../events/http/define-route.ts';
import type { Json } from './json-schema.ts';

/** A reference to a schema that describes an HTTP answer, by its name. */
export const ref = component;

export const text = { type: 'string' };
export const time = { type: 'string', format: 'date-time' };
export const list = (items: Json) => ({ type: 'array', items });

/** All of the properties are required, unless `required` names some. */
export const object = (properties: Json, required: string[] = Object.keys(properties)): Json => ({
  type: 'object',
  properties,
  required,
});
