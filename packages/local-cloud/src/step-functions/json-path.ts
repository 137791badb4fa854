import { isRecord } from '../template/intrinsics.ts';
import { runtimeFailure } from './failure.ts';

/** What a path looks into: `$` the data at hand, `$$` the context object. */
export interface Scope {
  data: unknown;
  context: unknown;
}

const every = Symbol('[*]');
type Step = string | number | typeof every;

interface Path {
  ofContext: boolean;
  steps: Step[];
}

const step = /\.([^.[\]()*?@$'"\s]+)|\['([^']*)'\]|\["([^"]*)"\]|\[(-?\d+)\]|(\[\*\]|\.\*)/y;

/** Fields, indexes and `[*]`; filters, slices and `..` are not played here and throw. */
export function parsePath(text: string): Path {
  const [, context, rest] = /^\$(\$?)(.*)$/s.exec(text) ?? [];
  const steps: Step[] = [];
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

/** The value at the path, which has to be there. */
export function valueAt(text: string, scope: Scope, field: string): unknown {
  const value = lookUp(text, scope);
  if (value === undefined)
    throw runtimeFailure(
      `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${JSON.stringify(scope.data)}'`,
    );
  return value;
}

function follow(value: unknown, steps: Step[]): unknown {
  const [first, ...rest] = steps;
  if (first === undefined || value === undefined) return value;
  if (first === every) {
    const all = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : [];
    return all.map((item) => follow(item, rest)).filter((item) => item !== undefined);
  }
  if (typeof first === 'number') return Array.isArray(value) ? follow(value.at(first), rest) : undefined;
  return isRecord(value) && Object.hasOwn(value, first) ? follow(value[first], rest) : undefined;
}

/** The data with a value put in at the path; objects on the way are made, data that is no object is refused. */
export function placeAt(text: string, data: unknown, value: unknown): unknown {
  const place = (here: unknown, steps: Step[]): unknown => {
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
