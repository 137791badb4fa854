import { isRecord } from '../template/intrinsics.ts';
import { runtimeFailure } from './failure.ts';
import { lookUp, parsePath, type Scope, valueAt } from './json-path.ts';

export type ChoiceRule = Record<string, unknown>;

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
export const isTimestamp = (value: unknown): value is string =>
  typeof value === 'string' && timestamp.test(value) && !Number.isNaN(Date.parse(value));

const comparison = /^(String|Numeric|Boolean|Timestamp)(Equals|(?:Less|Greater)Than(?:Equals)?)(Path)?$/;

/** The value as the kind is compared by; undefined when it is of another kind, which never compares true. */
const comparable: Record<string, (value: unknown) => string | number | boolean | undefined> = {
  String: (value) => (typeof value === 'string' ? value : undefined),
  Numeric: (value) => (typeof value === 'number' ? value : undefined),
  Boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  Timestamp: (value) => (isTimestamp(value) ? Date.parse(value) : undefined),
};

type Comparable = string | number | boolean;
const relations: Record<string, (left: Comparable, right: Comparable) => boolean> = {
  Equals: (left, right) => left === right,
  LessThan: (left, right) => left < right,
  GreaterThan: (left, right) => left > right,
  LessThanEquals: (left, right) => left <= right,
  GreaterThanEquals: (left, right) => left >= right,
};

const kinds: Record<string, (value: unknown) => boolean> = {
  IsNull: (value) => value === null,
  IsPresent: (value) => value !== undefined,
  IsNumeric: (value) => typeof value === 'number',
  IsString: (value) => typeof value === 'string',
  IsBoolean: (value) => typeof value === 'boolean',
  IsTimestamp: isTimestamp,
};

/** `*` stands for anything, `\*` for itself. */
function matches(value: string, pattern: string): boolean {
  const source = pattern.replace(/\\([*\\])|\*|[.+?^${}()|[\]\\]/g, (found, escaped: string | undefined) =>
    found === '*' ? '.*' : `\\${escaped ?? found}`,
  );
  return new RegExp(`^${source}$`, 's').test(value);
}

export function holds(rule: ChoiceRule, scope: Scope): boolean {
  if (Array.isArray(rule.And)) return rule.And.every((part) => holds(part, scope));
  if (Array.isArray(rule.Or)) return rule.Or.some((part) => holds(part, scope));
  if (isRecord(rule.Not)) return !holds(rule.Not, scope);
  const variable = String(rule.Variable);
  const [operator, wanted] = operation(rule);
  const value = lookUp(variable, scope);
  if (value === undefined && operator !== 'IsPresent')
    throw runtimeFailure(
      `Invalid path '${variable}': The choice state's condition path references an invalid value.`,
    );
  const isKind = kinds[operator];
  if (isKind) return isKind(value) === wanted;
  if (operator === 'StringMatches') return typeof value === 'string' && matches(value, String(wanted));
  const [, kind = '', relation = '', path] = comparison.exec(operator) ?? [];
  const left = comparable[kind]?.(value);
  const right = comparable[kind]?.(path ? valueAt(String(wanted), scope, operator) : wanted);
  return left !== undefined && right !== undefined && relations[relation]?.(left, right) === true;
}

const operation = (rule: ChoiceRule): [operator: string, wanted: unknown] =>
  Object.entries(rule).find(([name]) => !['Variable', 'Next', 'Comment'].includes(name)) ?? ['', undefined];

/** Throws when the rule cannot be played. */
export function checkRule(rule: unknown): void {
  if (!isRecord(rule)) throw new Error(`not a choice rule: ${JSON.stringify(rule)}`);
  const operators = Object.keys(rule).filter((name) => !['Variable', 'Next', 'Comment'].includes(name));
  const [operator = '', ...others] = operators;
  const wanted = rule[operator];
  if (others.length > 0) throw new Error(`a choice rule compares once, not by ${operators.join(' and ')}`);
  if ((operator === 'And' || operator === 'Or') && Array.isArray(wanted)) {
    for (const part of wanted) checkRule(part);
    return;
  }
  if (operator === 'Not') {
    checkRule(wanted);
    return;
  }
  parsePath(String(rule.Variable));
  const [, kind = '', , path] = comparison.exec(operator) ?? [];
  if (path) parsePath(String(wanted));
  const known =
    (operator in kinds && typeof wanted === 'boolean') ||
    (operator === 'StringMatches' && typeof wanted === 'string') ||
    (path ? typeof wanted === 'string' : comparable[kind]?.(wanted) !== undefined);
  if (!known) throw new Error(`not a choice rule: ${JSON.stringify(rule)}`);
}
