import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws-endpoint.ts';
import { isRecord } from '../template/intrinsics.ts';
import type { TaskState } from './definition.ts';
import type { Execution, Working } from './execution.ts';
import { errorMatches, Failure, runtimeFailure } from './failure.ts';
import { scopeOf } from './json-path.ts';
import { effectiveInput, putResult, wholeSeconds } from './states.ts';

/** Starts one attempt of a task. Each attempt has its own task token. */
export function beginTask(
  state: TaskState,
  execution: Execution,
  now: number,
): { working: Working; input: unknown } {
  const attempt = randomUUID();
  const token = isWaiting(state) ? tokenFor(execution.arn, attempt) : undefined;
  const scope = scopeOf(execution, token);
  const input = effectiveInput(state, scope);
  const milliseconds = (field: 'TimeoutSeconds' | 'HeartbeatSeconds'): number | undefined => {
    const path = state[`${field}Path`];
    if (path !== undefined) return wholeSeconds(path, scope, `${field}Path`, 1);
    const seconds = state[field];
    return seconds === undefined ? undefined : seconds * 1000;
  };
  const working: Working = { kind: 'working', attempt, ...functionCallOf(state, input), handedOver: false };
  const timeout = milliseconds('TimeoutSeconds');
  const beat = milliseconds('HeartbeatSeconds');
  if (token !== undefined) working.token = token;
  if (timeout !== undefined) working.deadline = now + timeout;
  if (beat !== undefined) working.heartbeat = { every: beat, due: now + beat };
  return { working, input };
}

export interface TaskResource {
  /** `function`: Resource is a function's ARN, the result its payload. `invoke`: lambda:invoke, which wraps the payload. */
  kind: 'function' | 'invoke';
  waits: boolean;
}

/** Parses a task's Resource; undefined when it is not supported. */
export function taskResource(arn: string): TaskResource | undefined {
  if (/^arn:aws:lambda:[^:]+:\d+:function:/.test(arn)) return { kind: 'function', waits: false };
  const [, waits] = /^arn:aws:states:::lambda:invoke(\.waitForTaskToken)?$/.exec(arn) ?? [undefined, null];
  return waits === null ? undefined : { kind: 'invoke', waits: waits !== undefined };
}

export const isWaiting = (state: TaskState): boolean => taskResource(state.Resource)?.waits === true;

/** The function that a task calls, and its event. */
export function functionCallOf(state: TaskState, input: unknown): { functionName: string; event: string } {
  if (taskResource(state.Resource)?.kind === 'function')
    return { functionName: state.Resource, event: JSON.stringify(input) };
  const { FunctionName, Payload = {} } = isRecord(input) ? input : {};
  if (typeof FunctionName !== 'string') throw runtimeFailure(`${FunctionName} is not a function's name`);
  return { functionName: FunctionName, event: JSON.stringify(Payload) };
}

/** The task's result from a function's answer. */
export function resultOf(state: TaskState, payload: string): unknown {
  const answer: unknown = JSON.parse(payload);
  if (taskResource(state.Resource)?.kind === 'function') return answer;
  return { ExecutedVersion: '$LATEST', Payload: answer, StatusCode: 200 };
}

/** The error name is the function's error type, or Lambda.Unknown without one. */
export function failureOfFunction(payload: string): Failure {
  const { errorType } = JSON.parse(payload) as { errorType?: unknown };
  return new Failure(typeof errorType === 'string' && errorType ? errorType : 'Lambda.Unknown', payload);
}

// The token contains the execution's ARN, so no list of tokens is needed and an old token is recognized.
export const tokenFor = (executionArn: string, attempt: string): string =>
  `AQCE${Buffer.from(JSON.stringify([executionArn, attempt])).toString('base64url')}`;

export function executionOfToken(token: unknown): string {
  try {
    const [arn, attempt] = JSON.parse(Buffer.from(String(token).slice(4), 'base64url').toString());
    if (token === tokenFor(arn, attempt)) return arn;
  } catch {
    // not a token: InvalidToken below
  }
  throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
}

/**
 * The delay before the next attempt, and the new retry counts; undefined when there is no further attempt. Only the
 * first retrier that matches the error counts: later ones are not used when its attempts are used up.
 */
export function pauseBeforeRetry(
  { Retry }: TaskState,
  { error }: Failure,
  retries: number[],
): { milliseconds: number; retries: number[] } | undefined {
  const place = Retry.findIndex(({ ErrorEquals }) => errorMatches(ErrorEquals, error));
  const retrier = Retry[place];
  const made = retries[place] ?? 0;
  if (!retrier || made >= retrier.MaxAttempts) return undefined;
  const { IntervalSeconds, BackoffRate, MaxDelaySeconds = Number.POSITIVE_INFINITY } = retrier;
  const seconds = Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** made);
  return {
    milliseconds: Math.round(seconds * 1000),
    retries: Retry.map((_, index) => (retries[index] ?? 0) + (index === place ? 1 : 0)),
  };
}

/** The next state and its input from the matching catcher; undefined when nothing catches the error. */
export function caughtBy(
  { Catch }: TaskState,
  { error, cause }: Failure,
  input: unknown,
): { next: string; output: unknown } | undefined {
  const catcher = Catch.find(({ ErrorEquals }) => errorMatches(ErrorEquals, error));
  if (!catcher) return undefined;
  const output = putResult(catcher.ResultPath, input, { Error: error, Cause: cause });
  return { next: catcher.Next, output };
}
