import { BlockList, isIP } from 'node:net';
import { isRecord } from '../template/intrinsics.ts';

/** An EventBridge event pattern: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
export type EventPattern = Record<string, unknown>;

type Test = (value: unknown, present: boolean) => boolean;
type Compare = (value: string) => boolean;

/** Compiles a pattern to a test. Throws for an operator that EventBridge does not have. */
export function compilePattern(pattern: EventPattern): (event: unknown) => boolean {
  const parts = Object.entries(pattern).map(([name, expected]) =>
    name === '$or' && Array.isArray(expected) ? anyOf(expected) : field(name, expected),
  );
  return (event) => parts.every((part) => part(event));
}

function anyOf(alternatives: unknown[]): (event: unknown) => boolean {
  const tests = alternatives.map((alternative) => compilePattern(alternative as EventPattern));
  return (event) => tests.some((test) => test(event));
}

function field(name: string, expected: unknown): (event: unknown) => boolean {
  const read = (event: unknown): unknown => (isRecord(event) ? event[name] : undefined);
  if (isRecord(expected)) {
    const inner = compilePattern(expected);
    return (event) => {
      const value = read(event);
      return Array.isArray(value) ? value.some((item) => inner(item)) : inner(value);
    };
  }
  if (!Array.isArray(expected)) throw new Error(`event pattern: "${name}" must be an object or an array`);
  const tests = expected.map(leaf);
  return (event) => {
    const value = read(event);
    const present = isRecord(event) && name in event && !(Array.isArray(value) && value.length === 0);
    const values = Array.isArray(value) && value.length > 0 ? value : [value];
    return tests.some((test) => values.some((item) => test(item, present)));
  };
}

function leaf(expected: unknown): Test {
  if (!isRecord(expected)) return (value, present) => present && value === expected;
  const [[operator, argument] = ['', undefined], ...more] = Object.entries(expected);
  if (more.length > 0) throw new Error('event pattern: one operator at a time');
  if (operator === 'exists') return (_, present) => present === (argument === true);
  if (operator === 'numeric') return numeric(argument);
  if (operator === 'anything-but') return anythingBut(argument);
  const tests = comparisons(operator, argument);
  return (value) => typeof value === 'string' && tests.some((test) => test(value));
}

function anythingBut(argument: unknown): Test {
  if (isRecord(argument)) {
    const test = leaf(argument);
    return (value, present) => present && !test(value, present);
  }
  const excluded = Array.isArray(argument) ? argument : [argument];
  return (value, present) => present && !excluded.includes(value);
}

const strings = (argument: unknown): string[] =>
  (Array.isArray(argument) ? argument : [argument]).map(String);

function comparisons(operator: string, argument: unknown): Compare[] {
  // prefix and suffix can ignore case: {"prefix": {"equals-ignore-case": "x"}}
  const ignoresCase = isRecord(argument) && 'equals-ignore-case' in argument;
  const fold = (text: string): string => (ignoresCase ? text.toLowerCase() : text);
  const wanted = strings(ignoresCase ? argument['equals-ignore-case'] : argument);
  switch (operator) {
    case 'prefix':
      return wanted.map((start) => (value) => fold(value).startsWith(fold(start)));
    case 'suffix':
      return wanted.map((end) => (value) => fold(value).endsWith(fold(end)));
    case 'equals-ignore-case':
      return wanted.map((other) => (value) => value.toLowerCase() === other.toLowerCase());
    case 'wildcard':
      return wanted.map(wildcard);
    case 'cidr':
      return wanted.map(cidr);
    default:
      throw new Error(`event pattern: there is no operator "${operator}"`);
  }
}

/** `*` matches anything; `\*` is a star, `\\` a backslash. */
function wildcard(pattern: string): Compare {
  const source = pattern.replace(
    /\\([*\\])|(\*)|[.+?^${}()|[\]\\]/g,
    (all, escaped: string, star: string) => {
      if (star) return '.*';
      return `\\${escaped ?? all}`;
    },
  );
  const expression = new RegExp(`^${source}$`, 's');
  return (value) => expression.test(value);
}

function cidr(range: string): Compare {
  const [network = '', bits] = range.split('/');
  const family = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family(network));
  return (value) => isIP(value) > 0 && list.check(value, family(value));
}

const orders: Record<string, (value: number, limit: number) => boolean> = {
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '=': (value, limit) => value === limit,
};

function numeric(argument: unknown): Test {
  const parts = Array.isArray(argument) ? argument : [];
  const limits = Array.from({ length: Math.ceil(parts.length / 2) }, (_, i) => {
    const [order, limit] = [orders[String(parts[2 * i])], parts[2 * i + 1]];
    if (!order || typeof limit !== 'number')
      throw new Error(`event pattern: numeric ${JSON.stringify(argument)}`);
    return (value: number) => order(value, limit);
  });
  return (value) => typeof value === 'number' && limits.every((within) => within(value));
}
