import { isRecord } from '../template/intrinsics.ts';
import type { State, TaskState, WaitState } from './definition.ts';
import { Failure, runtimeFailure } from './failure.ts';
import { fillTemplate, lookUp, parsePath, placeAt, type Scope, valueAt } from './json-path.ts';

/** The result of a state other than a task. */
export type Outcome =
  | { kind: 'leave'; output: unknown; next?: string | undefined }
  | { kind: 'wait'; until: number }
  | { kind: 'fail'; error: string; cause: string };

/** A path of `null` selects an empty object; no path selects everything. */
function select(path: string | null | undefined, scope: Scope, field: string): unknown {
  if (path === null) return {};
  return path === undefined ? scope.data : valueAt(path, scope, field);
}

/** The state's input after InputPath and Parameters. */
export function effectiveInput(state: State, scope: Scope): unknown {
  const data = 'InputPath' in state ? select(state.InputPath, scope, 'InputPath') : scope.data;
  if (!('Parameters' in state) || state.Parameters === undefined) return data;
  return fillTemplate(state.Parameters, { ...scope, data });
}

/** The state's output after ResultSelector, ResultPath and OutputPath. */
export function outputOf(state: State, scope: Scope, result: unknown): unknown {
  const selected =
    'ResultSelector' in state && state.ResultSelector !== undefined
      ? fillTemplate(state.ResultSelector, { ...scope, data: result })
      : result;
  const placed = putResult('ResultPath' in state ? state.ResultPath : undefined, scope.data, selected);
  return 'OutputPath' in state ? select(state.OutputPath, { ...scope, data: placed }, 'OutputPath') : placed;
}

export const putResult = (path: string | null | undefined, input: unknown, result: unknown): unknown =>
  path === null ? input : path === undefined ? result : placeAt(path, input, result);

export function runState(state: Exclude<State, TaskState>, scope: Scope, now: number): Outcome {
  switch (state.Type) {
    case 'Pass': {
      const result = state.Result === undefined ? effectiveInput(state, scope) : state.Result;
      return { kind: 'leave', output: outputOf(state, scope, result), next: state.Next };
    }
    case 'Choice': {
      const data = effectiveInput(state, scope);
      const next = state.Choices.find((rule) => choiceHolds(rule, { ...scope, data }))?.Next ?? state.Default;
      if (next === undefined)
        throw new Failure('States.NoChoiceMatched', 'no rule holds, and there is no Default');
      return { kind: 'leave', output: outputOf(state, { ...scope, data }, data), next };
    }
    case 'Wait':
      return {
        kind: 'wait',
        until: endOfWait(state, { ...scope, data: effectiveInput(state, scope) }, now),
      };
    case 'Succeed':
      return { kind: 'leave', output: outputOf(state, scope, effectiveInput(state, scope)) };
    case 'Fail':
      return {
        kind: 'fail',
        error: state.ErrorPath ? String(valueAt(state.ErrorPath, scope, 'ErrorPath')) : (state.Error ?? ''),
        cause: state.CausePath ? String(valueAt(state.CausePath, scope, 'CausePath')) : (state.Cause ?? ''),
      };
  }
}

function endOfWait(state: WaitState, scope: Scope, now: number): number {
  if (state.Seconds !== undefined) return now + state.Seconds * 1000;
  if (state.SecondsPath !== undefined) return now + wholeSeconds(state.SecondsPath, scope, 'SecondsPath', 0);
  const timestamp = state.Timestamp ?? valueAt(state.TimestampPath ?? '', scope, 'TimestampPath');
  if (!isTimestamp(timestamp)) throw runtimeFailure(`not a timestamp: ${JSON.stringify(timestamp)}`);
  return Date.parse(timestamp);
}

/** @returns milliseconds */
export function wholeSeconds(path: string, scope: Scope, field: string, least: number): number {
  const seconds = valueAt(path, scope, field);
  if (!Number.isInteger(seconds) || Number(seconds) < least || Number(seconds) > 99_999_999)
    throw runtimeFailure(`${field} ${path} gives no number of seconds: ${JSON.stringify(seconds)}`);
  return Number(seconds) * 1000;
}

export type ChoiceRule = Record<string, unknown>;

const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
export const isTimestamp = (value: unknown): value is string =>
  typeof value === 'string' && timestamp.test(value) && !Number.isNaN(Date.parse(value));

const comparison = /^(String|Numeric|Boolean|Timestamp)(Equals|(?:Less|Greater)Than(?:Equals)?)(Path)?$/;

/** The value to compare; undefined when it has another type, which never matches. */
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

/** StringMatches: `*` matches anything, `\*` a star. */
function matches(value: string, pattern: string): boolean {
  const source = pattern.replace(/\\([*\\])|\*|[.+?^${}()|[\]\\]/g, (found, escaped: string | undefined) =>
    found === '*' ? '.*' : `\\${escaped ?? found}`,
  );
  return new RegExp(`^${source}$`, 's').test(value);
}

export function choiceHolds(rule: ChoiceRule, scope: Scope): boolean {
  if (Array.isArray(rule.And)) return rule.And.every((part) => choiceHolds(part, scope));
  if (Array.isArray(rule.Or)) return rule.Or.some((part) => choiceHolds(part, scope));
  if (isRecord(rule.Not)) return !choiceHolds(rule.Not, scope);
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

/** Throws when the rule is not supported. */
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
