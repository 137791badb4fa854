import { holds, isTimestamp } from './choice-rule.ts';
import type { State, TaskState, WaitState } from './definition.ts';
import { Failure, runtimeFailure } from './failure.ts';
import { placeAt, type Scope, valueAt } from './json-path.ts';
import { fillTemplate } from './payload-template.ts';

/** What carrying out a state comes to, tasks left aside. */
export type Outcome =
  | { kind: 'leave'; output: unknown; next?: string | undefined }
  | { kind: 'wait'; until: number }
  | { kind: 'fail'; error: string; cause: string };

/** `null` stands for an empty object, nothing for all of it. */
function select(path: string | null | undefined, scope: Scope, field: string): unknown {
  if (path === null) return {};
  return path === undefined ? scope.data : valueAt(path, scope, field);
}

/** What a state works on: its input by InputPath and Parameters. */
export function effectiveInput(state: State, scope: Scope): unknown {
  const data = 'InputPath' in state ? select(state.InputPath, scope, 'InputPath') : scope.data;
  if (!('Parameters' in state) || state.Parameters === undefined) return data;
  return fillTemplate(state.Parameters, { ...scope, data });
}

/** What a state leaves: its result by ResultSelector, put into its input by ResultPath, cut down by OutputPath. */
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

export function carryOut(state: Exclude<State, TaskState>, scope: Scope, now: number): Outcome {
  switch (state.Type) {
    case 'Pass': {
      const result = state.Result === undefined ? effectiveInput(state, scope) : state.Result;
      return { kind: 'leave', output: outputOf(state, scope, result), next: state.Next };
    }
    case 'Choice': {
      const data = effectiveInput(state, scope);
      const next = state.Choices.find((rule) => holds(rule, { ...scope, data }))?.Next ?? state.Default;
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
