import { isRecord } from '../template/intrinsics.ts';
import type { TaskState } from './definition.ts';
import { Failure, runtimeFailure } from './failure.ts';

export interface TaskResource {
  /** a function by its own ARN answers its payload; lambda:invoke an envelope with the payload in it */
  kind: 'function' | 'invoke';
  waits: boolean;
}

/** What a task's Resource asks for; undefined when nothing here can do it. */
export function taskResource(arn: string): TaskResource | undefined {
  if (/^arn:aws:lambda:[^:]+:\d+:function:/.test(arn)) return { kind: 'function', waits: false };
  const [, waits] = /^arn:aws:states:::lambda:invoke(\.waitForTaskToken)?$/.exec(arn) ?? [undefined, null];
  return waits === null ? undefined : { kind: 'invoke', waits: waits !== undefined };
}

export const isWaiting = (state: TaskState): boolean => taskResource(state.Resource)?.waits === true;

/** The function a task calls, and what with. */
export function callOf(state: TaskState, input: unknown): { functionName: string; event: string } {
  if (taskResource(state.Resource)?.kind === 'function')
    return { functionName: state.Resource, event: JSON.stringify(input) };
  const { FunctionName, Payload = {} } = isRecord(input) ? input : {};
  if (typeof FunctionName !== 'string') throw runtimeFailure(`${FunctionName} is not a function's name`);
  return { functionName: FunctionName, event: JSON.stringify(Payload) };
}

/** What a function's answer is as the result of its task. */
export function resultOf(state: TaskState, payload: string): unknown {
  const answer: unknown = JSON.parse(payload);
  if (taskResource(state.Resource)?.kind === 'function') return answer;
  return { ExecutedVersion: '$LATEST', Payload: answer, StatusCode: 200 };
}

/** What an error of a function is to its task: its own type, or Lambda.Unknown when it has none. */
export function failureOfFunction(payload: string): Failure {
  const { errorType } = JSON.parse(payload) as { errorType?: unknown };
  return new Failure(typeof errorType === 'string' && errorType ? errorType : 'Lambda.Unknown', payload);
}
