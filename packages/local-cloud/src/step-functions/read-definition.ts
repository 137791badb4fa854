import { z } from 'zod';
import { isRecord } from '../template/intrinsics.ts';
import { type Definition, definitionSchema, type State, type TaskState } from './definition.ts';
import { isWaiting, taskResource } from './task-resource.ts';

/** The definition, when all of it can be played here; throws with what cannot. */
export function readDefinition(text: string, isFunction: (arn: string) => boolean): Definition {
  const raw: unknown = JSON.parse(text);
  refuseJsonata(raw);
  const result = definitionSchema.safeParse(raw);
  if (!result.success) throw new Error(z.prettifyError(result.error));
  const definition = result.data;
  const problems = [
    ...(definition.States[definition.StartAt] ? [] : [`StartAt: there is no state ${definition.StartAt}`]),
    ...Object.entries(definition.States).flatMap(([name, state]) =>
      problemsOf(state, definition, isFunction).map((problem) => `${name}: ${problem}`),
    ),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return definition;
}

/** Apart from the rest, for it is the one thing that would be misread as a whole. */
function refuseJsonata(raw: unknown): void {
  if (!isRecord(raw)) throw new Error('the definition is no object');
  const states = isRecord(raw.States) ? Object.entries(raw.States) : [];
  const [found] = [['the definition', raw] as const, ...states].filter(
    ([, value]) => isRecord(value) && value.QueryLanguage === 'JSONata',
  );
  if (found) throw new Error(`${found[0]} is written in JSONata; only JSONPath can be run here`);
}

function problemsOf(state: State, definition: Definition, isFunction: (arn: string) => boolean): string[] {
  const problems = waysOutOf(state)
    .filter((next) => !definition.States[next])
    .map((next) => `there is no state ${next}`);
  if ('End' in state || 'Next' in state) {
    if ((state.Next === undefined) === (state.End !== true)) problems.push('either Next or End is needed');
  } else if (!['Choice', 'Succeed', 'Fail'].includes(state.Type))
    problems.push('either Next or End is needed');
  if (state.Type === 'Task') problems.push(...problemsOfTask(state, isFunction));
  if (state.Type === 'Wait') {
    const given = [state.Seconds, state.SecondsPath, state.Timestamp, state.TimestampPath];
    if (given.filter((value) => value !== undefined).length !== 1)
      problems.push('exactly one of Seconds, SecondsPath, Timestamp and TimestampPath is needed');
  }
  return problems;
}

function waysOutOf(state: State): string[] {
  const next = 'Next' in state && state.Next !== undefined ? [state.Next] : [];
  if (state.Type === 'Choice')
    return [
      ...state.Choices.map((rule) => rule.Next),
      ...(state.Default === undefined ? [] : [state.Default]),
    ];
  return state.Type === 'Task' ? [...next, ...state.Catch.map((catcher) => catcher.Next)] : next;
}

function problemsOfTask(state: TaskState, isFunction: (arn: string) => boolean): string[] {
  const resource = taskResource(state.Resource);
  if (!resource) return [`nothing here can do the task ${state.Resource}`];
  const problems: string[] = [];
  const {
    FunctionName,
    Payload: _,
    'Payload.$': __,
    'FunctionName.$': ___,
    ...others
  } = resource.kind === 'function' ? { FunctionName: state.Resource } : parametersOf(state);
  if (FunctionName !== undefined && !isFunction(String(FunctionName)))
    problems.push(`there is no function ${FunctionName}`);
  if (Object.keys(others).length > 0)
    problems.push(`these parameters are not played here: ${Object.keys(others).join(', ')}`);
  if ([state.Retry, state.Catch].some(allTooEarly)) problems.push('States.ALL must stand alone, and last');
  const beats = state.HeartbeatSeconds !== undefined || state.HeartbeatSecondsPath !== undefined;
  if (beats && !isWaiting(state)) problems.push('nobody can send a heartbeat without .waitForTaskToken');
  if (isWaiting(state) && !JSON.stringify(state.Parameters ?? {}).includes('$$.Task.Token'))
    problems.push('the payload carries no $$.Task.Token');
  if ((state.HeartbeatSeconds ?? 0) >= (state.TimeoutSeconds ?? Number.POSITIVE_INFINITY))
    problems.push('HeartbeatSeconds must be less than TimeoutSeconds');
  return problems;
}

const allTooEarly = (list: { ErrorEquals: string[] }[]): boolean =>
  list.some(
    ({ ErrorEquals }, place) =>
      ErrorEquals.includes('States.ALL') && (ErrorEquals.length > 1 || place < list.length - 1),
  );

const parametersOf = (state: TaskState): Record<string, unknown> =>
  isRecord(state.Parameters) ? state.Parameters : {};
