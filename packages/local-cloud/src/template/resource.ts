import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { StackTemplate, TemplateResource } from './assembly.ts';

/** One resource of one stack, its properties with all references filled in. */
export interface Resource {
  stack: StackTemplate;
  logicalId: string;
  type: string;
  raw: TemplateResource;
  /** its name in AWS: given by the template, or made up the same way at every start */
  name: string;
  /** what Ref gives */
  ref: string;
  arn: string;
  properties: Record<string, unknown>;
}

export const label = ({ stack, logicalId, type }: Pick<Resource, 'stack' | 'logicalId' | 'type'>): string =>
  `${stack.name}/${logicalId} (${type})`;

/** Same at every start, so that data kept under a name is found again. */
export function stableId(stack: StackTemplate, logicalId: string, length = 12): string {
  const digest = createHash('sha256').update(`${stack.name}/${logicalId}`).digest();
  return BigInt(`0x${digest.toString('hex')}`)
    .toString(36)
    .slice(0, length);
}

/** As CloudFormation names things: stack, logical id and a suffix, short enough for every service. */
export const generatedName = (stack: StackTemplate, logicalId: string): string =>
  `${stack.name.slice(0, 24)}-${logicalId.slice(0, 24)}-${stableId(stack, logicalId)}`;

export function stableUuid(stack: StackTemplate, logicalId: string): string {
  const hex = createHash('sha256').update(`uuid ${stack.name}/${logicalId}`).digest('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}

/**
 * The properties of a resource type that are played here, and by name those that make no difference here.
 * Strict: a property in neither list changes what AWS does, so it must not be passed over in silence.
 */
export function propertySchema<Shape extends z.ZodRawShape>(shape: Shape, ignored: readonly string[] = []) {
  return z.strictObject({
    ...shape,
    ...(Object.fromEntries(ignored.map((name) => [name, z.unknown().optional()])) as Record<never, never>),
  });
}

export function readProperties<Schema extends z.ZodType>(
  schema: Schema,
  resource: Resource,
): z.output<Schema> {
  const result = schema.safeParse(resource.properties);
  if (result.success) return result.data;
  throw new Error(`${label(resource)} cannot be run here: ${z.prettifyError(result.error)}`);
}

/** Templates write numbers and booleans as such or as text. */
export const number = z.coerce.number();
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]);
