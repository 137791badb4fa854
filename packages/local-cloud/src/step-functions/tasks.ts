import { randomUUID } from 'node:crypto';
import { AwsError } from '../aws-endpoint.ts';
import { isRecord } from '../template/intrinsics.ts';
import type { TaskState } from './definition.ts';
import type { Execution, Working } from './execution.ts';
import { errorMatches, Failure, runtimeFailure } from './failure.ts';
import { scopeOf } from './json-path.ts';
import { effectiveInput, putResult, wholeSeconds } from './states.ts';

/** One attempt at a task: what to call with what, and until when; each with a token of its own. */
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
export function functionCallOf(state: TaskState, input: unknown): { functionName: string; event: string } {
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

// Says where it belongs, so that an answer finds its execution without a list of tokens, and an old one is known as such.
export const tokenFor = (executionArn: string, attempt: string): string =>
  `AQCE${Buffer.from(JSON.stringify([executionArn, attempt])).toString('base64url')}`;

export function executionOfToken(token: unknown): string {
  try {
    const [arn, attempt] = JSON.parse(Buffer.from(String(token).slice(4), 'base64url').toString());
    if (token === tokenFor(arn, attempt)) return arn;
  } catch {
    // told below
  }
  throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
}

/**
 * How long to wait before the task is tried again, and the retries counted anew; undefined when it is not. Only the
 * first retrier that names the error has a say: when it is used up, the next ones aren't asked.
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

/** Where the error leads to, and with what; undefined when nothing catches it. */
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
