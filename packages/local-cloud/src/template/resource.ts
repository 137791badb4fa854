import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { StackTemplate, TemplateResource } from './assembly.ts';

/** One resource of one stack, with resolved properties. */
export interface Resource {
  stack: StackTemplate;
  logicalId: string;
  type: string;
  raw: TemplateResource;
  /** name from the template, or a generated one that is the same at every start */
  name: string;
  /** the value of Ref */
  ref: string;
  arn: string;
  properties: Record<string, unknown>;
}

export const label = ({ stack, logicalId, type }: Pick<Resource, 'stack' | 'logicalId' | 'type'>): string =>
  `${stack.name}/${logicalId} (${type})`;

/** The same at every start, so that stored data is found again. */
export function stableId(stack: StackTemplate, logicalId: string, length = 12): string {
  const digest = createHash('sha256').update(`${stack.name}/${logicalId}`).digest();
  return BigInt(`0x${digest.toString('hex')}`)
    .toString(36)
    .slice(0, length);
}

/** A generated name in CloudFormation's form: stack, logical id and suffix, within every service's length limit. */
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
 * Schema of a resource type: the supported properties, and the names of properties that have no effect here.
 * Strict: a property in neither list would change what AWS does, so it must not be ignored.
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

/** Templates have numbers and booleans as such or as text. */
export const number = z.coerce.number();
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]);
