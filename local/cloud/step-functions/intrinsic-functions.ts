import { createHash, randomUUID } from 'node:crypto';
import { isRecord } from '../template/intrinsics.ts';
import { Failure } from './failure.ts';
import { parsePath, type Scope, valueAt } from './json-path.ts';

type Expression =
  | { kind: 'value'; value: unknown }
  | { kind: 'path'; path: string }
  | { kind: 'call'; name: string; given: Expression[] };

type Take<Type> = (value: unknown) => Type;
const wrong = (cause: string): Failure => new Failure('States.IntrinsicFailure', cause);
const expect =
  <Type>(kind: string, fits: (value: unknown) => value is Type): Take<Type> =>
  (value) => {
    if (!fits(value)) throw wrong(`expected ${kind}, not ${JSON.stringify(value)}`);
    return value;
  };
const text = expect('a string', (value) => typeof value === 'string');
const whole = expect('a whole number', (value): value is number => Number.isInteger(value));
const list = expect('an array', (value): value is unknown[] => Array.isArray(value));
const object = expect('an object', isRecord);

const parsed = (value: unknown): unknown => {
  try {
    return JSON.parse(text(value));
  } catch {
    throw wrong(`not JSON: ${value}`);
  }
};

/** Those a gate or a booking may need; the rest of AWS's list is refused when the definition is read. */
const functions: Record<string, (...given: unknown[]) => unknown> = {
  'States.Format': (pattern, ...values) => format(text(pattern), values),
  'States.StringToJson': parsed,
  'States.JsonToString': (value) => JSON.stringify(value),
  'States.Array': (...values) => values,
  'States.ArrayLength': (values) => list(values).length,
  'States.ArrayGetItem': (values, index) => list(values)[whole(index)] ?? null,
  'States.ArrayContains': (values, wanted) =>
    list(values).some((value) => JSON.stringify(value) === JSON.stringify(wanted)),
  'States.ArrayUnique': (values) => [
    ...new Map(list(values).map((value) => [JSON.stringify(value), value])).values(),
  ],
  'States.JsonMerge': (first, second) => ({ ...object(first), ...object(second) }),
  'States.MathAdd': (first, second) => whole(first) + whole(second),
  'States.StringSplit': (value, separators) =>
    text(value)
      .split(new RegExp(`[${text(separators).replace(/[\\\]^-]/g, '\\$&')}]`))
      .filter((part) => part !== ''),
  'States.Base64Encode': (value) => Buffer.from(text(value)).toString('base64'),
  'States.Base64Decode': (value) => Buffer.from(text(value), 'base64').toString(),
  'States.Hash': (value, algorithm) =>
    createHash(text(algorithm).replace('-', '').toLowerCase())
      .update(typeof value === 'string' ? value : JSON.stringify(value))
      .digest('hex'),
  'States.UUID': () => randomUUID(),
};

function format(pattern: string, values: unknown[]): string {
  const left = [...values];
  const filled = pattern.replace(/\\([{}\\'])|\{\}/g, (_, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    if (left.length === 0) throw wrong(`States.Format has fewer values than places: ${pattern}`);
    const value = left.shift();
    return typeof value === 'string' ? value : JSON.stringify(value);
  });
  if (left.length > 0) throw wrong(`States.Format has more values than places: ${pattern}`);
  return filled;
}

export const isIntrinsic = (expression: string): boolean => expression.startsWith('States.');

export function evaluateIntrinsic(expression: string, scope: Scope): unknown {
  const evaluate = (part: Expression): unknown => {
    if (part.kind === 'value') return part.value;
    if (part.kind === 'path') return valueAt(part.path, scope, expression);
    return functions[part.name]?.(...part.given.map(evaluate));
  };
  return evaluate(parseIntrinsic(expression));
}

const token =
  /\s*(?:(States\.\w+)\s*\(|'((?:[^'\\]|\\.)*)'|(\$(?:\['[^']*'\]|\[[^\]']*\]|[^\s,()[])*)|(-?\d[\d.eE+-]*|true|false|null)|([,)]))/y;

/** Throws when the expression is none, or asks for a function that isn't played here. */
export function parseIntrinsic(source: string): Expression {
  let at = 0;
  const next = (): RegExpExecArray => {
    token.lastIndex = at;
    const found = token.exec(source);
    if (!found) throw new Error(`not an intrinsic function: ${source}`);
    at = token.lastIndex;
    return found;
  };
  const read = ([, name, quoted, path, literal, mark]: RegExpExecArray): Expression => {
    if (quoted !== undefined) return { kind: 'value', value: quoted.replace(/\\'/g, "'") };
    if (literal !== undefined) return { kind: 'value', value: JSON.parse(literal) };
    if (path !== undefined) {
      parsePath(path);
      return { kind: 'path', path };
    }
    if (name === undefined || mark !== undefined) throw new Error(`not an intrinsic function: ${source}`);
    if (!Object.hasOwn(functions, name)) throw new Error(`${name} is not played here: ${source}`);
    return { kind: 'call', name, given: readArguments() };
  };
  const readArguments = (): Expression[] => {
    const given: Expression[] = [];
    let found = next();
    if (found[5] === ')') return given;
    for (;;) {
      given.push(read(found));
      const [, , , , , mark] = next();
      if (mark === ')') break;
      if (mark !== ',') throw new Error(`not an intrinsic function: ${source}`);
      found = next();
    }
    return given;
  };
  const whole = read(next());
  if (whole.kind !== 'call' || source.slice(at).trim() !== '')
    throw new Error(`not an intrinsic function: ${source}`);
  return whole;
}
