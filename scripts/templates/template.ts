/** What the checks know of a CloudFormation template. */
export interface Template {
  Parameters?: Record<string, { Type: string; Default?: unknown }>;
  Conditions?: Record<string, unknown>;
  Mappings?: Record<string, unknown>;
  Rules?: Record<string, unknown>;
  Resources: Record<string, TemplateResource>;
  Outputs?: Record<string, { Value?: unknown; Description?: string; Condition?: string }>;
  Description?: string;
}

export interface TemplateResource {
  Type: string;
  Properties?: Record<string, unknown>;
  DependsOn?: string | string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  Condition?: string;
  Metadata?: unknown;
}

/** A check: sentences that begin with the place, such as `Queue.Properties.QueueName`. */
export type Check = (template: Template) => string[];

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Name of the intrinsic function that a value is a call of; undefined for a plain value. */
export const intrinsicOf = (value: unknown): string | undefined => {
  if (!isObject(value)) return undefined;
  const keys = Object.keys(value);
  const [only = ''] = keys;
  return keys.length === 1 && (only === 'Ref' || only === 'Condition' || only.startsWith('Fn::'))
    ? only
    : undefined;
};

/** Calls `visit` for a value and all that is in it, with the place of each. */
export const walk = (value: unknown, place: string, visit: (value: unknown, place: string) => void): void => {
  visit(value, place);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, each] of Object.entries(value)) walk(each, `${place}.${key}`, visit);
};
