import { randomUUID } from 'node:crypto';
import { scopeOf } from './context-object.ts';
import type { TaskState } from './definition.ts';
import type { Execution, Working } from './execution.ts';
import { effectiveInput, wholeSeconds } from './states.ts';
import { callOf, isWaiting } from './task-resource.ts';
import { tokenFor } from './task-token.ts';

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
  const working: Working = { kind: 'working', attempt, ...callOf(state, input), handedOver: false };
  const timeout = milliseconds('TimeoutSeconds');
  const beat = milliseconds('HeartbeatSeconds');
  if (token !== undefined) working.token = token;
  if (timeout !== undefined) working.deadline = now + timeout;
  if (beat !== undefined) working.heartbeat = { every: beat, due: now + beat };
  return { working, input };
}
