import { isRecord } from '../template/intrinsics.ts';
import type { Execution } from './execution.ts';
import { runtimeFailure } from './failure.ts';

/** What a path reads: `$` the data, `$$` the context object. */
export interface Scope {
  data: unknown;
  context: unknown;
}

const every = Symbol('[*]');
type PathStep = string | number | typeof every;

interface Path {
  ofContext: boolean;
  steps: PathStep[];
}

const step = /\.([^.[\]()*?@$'"\s]+)|\['([^']*)'\]|\["([^"]*)"\]|\[(-?\d+)\]|(\[\*\]|\.\*)/y;

/** Supports fields, indexes and `[*]`. Throws for filters, slices and `..`. */
export function parsePath(text: string): Path {
  const [, context, rest] = /^\$(\$?)(.*)$/s.exec(text) ?? [];
  const steps: PathStep[] = [];
  let at = 0;
  while (rest !== undefined && at < rest.length) {
    step.lastIndex = at;
    const found = step.exec(rest);
    if (!found) break;
    const [whole, name, single, double, index] = found;
    steps.push(index === undefined ? (name ?? single ?? double ?? every) : Number(index));
    at += whole.length;
  }
  if (rest === undefined || at < rest.length)
    throw new Error(`not a path that can be followed here: ${text}`);
  return { ofContext: context === '$', steps };
}

/** The value at the path; undefined when there is none. */
export function lookUp(text: string, { data, context }: Scope): unknown {
  const { ofContext, steps } = parsePath(text);
  return follow(ofContext ? context : data, steps);
}

/** The value at the path; throws when there is none. */
export function valueAt(text: string, scope: Scope, field: string): unknown {
  const value = lookUp(text, scope);
  if (value === undefined)
    throw runtimeFailure(
      `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${JSON.stringify(scope.data)}'`,
    );
  return value;
}

function follow(value: unknown, steps: PathStep[]): unknown {
  const [first, ...rest] = steps;
  if (first === undefined || value === undefined) return value;
  if (first === every) {
    const all = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
    return all.map((item) => follow(item, rest)).filter((item) => item !== undefined);
  }
  if (typeof first === 'number') return Array.isArray(value) ? follow(value.at(first), rest) : undefined;
  return isRecord(value) && Object.hasOwn(value, first) ? follow(value[first], rest) : undefined;
}

/** Sets a value at the path (ResultPath). Creates missing objects; throws when a parent is not an object. */
export function placeAt(text: string, data: unknown, value: unknown): unknown {
  const place = (here: unknown, steps: PathStep[]): unknown => {
    const [first, ...rest] = steps;
    if (first === undefined) return value;
    if (typeof first === 'number' && Array.isArray(here) && first >= 0 && first < here.length)
      return here.with(first, place(here[first], rest));
    if (typeof first !== 'string' || (here !== undefined && !isRecord(here)))
      throw runtimeFailure(`Unable to apply the ResultPath '${text}' to the input '${JSON.stringify(data)}'`);
    return { ...here, [first]: place(here?.[first], rest) };
  };
  return place(data, parsePath(text).steps);
}

/** Payload template (Parameters, ResultSelector): a field whose name ends in `.$` is a path. No intrinsic functions. */
export function fillTemplate(template: unknown, scope: Scope): unknown {
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, scope));
  if (!isRecord(template)) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith('.$')
        ? [name.slice(0, -2), valueAt(String(value), scope, name)]
        : [name, fillTemplate(value, scope)],
    ),
  );
}

export function checkTemplate(template: unknown): void {
  if (Array.isArray(template)) template.forEach(checkTemplate);
  if (!isRecord(template)) return;
  for (const [name, value] of Object.entries(template))
    if (!name.endsWith('.$')) checkTemplate(value);
    else if (typeof value === 'string') parsePath(value);
    else throw new Error(`${name} must be a path`);
}

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** The context object, `$$`. */
function contextObject(execution: Execution, token?: string): object {
  const { position } = execution;
  return {
    Execution: {
      Id: execution.arn,
      Input: JSON.parse(execution.input),
      Name: execution.name,
      RoleArn: execution.roleArn,
      StartTime: iso(execution.startedAt),
      RedriveCount: execution.redrives,
      ...(execution.redrivenAt !== undefined && { RedriveTime: iso(execution.redrivenAt) }),
    },
    State: {
      EnteredTime: iso(position.enteredAt),
      Name: position.state,
      RetryCount: position.retries.reduce((sum, count) => sum + (count ?? 0), 0),
    },
    StateMachine: { Id: execution.machineArn, Name: execution.machineArn.split(':').at(-1) },
    ...(token !== undefined && { Task: { Token: token } }),
  };
}

/** What the paths of the current state read. */
export const scopeOf = (execution: Execution, token?: string): Scope => ({
  data: execution.position.input,
  context: contextObject(execution, token),
});
