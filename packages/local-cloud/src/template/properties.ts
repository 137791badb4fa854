import { z } from 'zod';
import { label, type Resource } from './resource.ts';

/**
 * The properties of a resource type that are played here, and by name those that make no difference here.
 * Strict: a property in neither list changes what AWS does, so it must not be passed over in silence.
 */
export function properties<Shape extends z.ZodRawShape>(shape: Shape, indifferent: readonly string[] = []) {
  return z.strictObject({
    ...shape,
    ...(Object.fromEntries(indifferent.map((name) => [name, z.unknown().optional()])) as Record<
      never,
      never
    >),
  });
}

export function read<Schema extends z.ZodType>(schema: Schema, resource: Resource): z.output<Schema> {
  const result = schema.safeParse(resource.properties);
  if (result.success) return result.data;
  throw new Error(`${label(resource)} cannot be run here: ${z.prettifyError(result.error)}`);
}

/** Templates write numbers and booleans as such or as text. */
export const number = z.coerce.number();
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]);
