import type { TaskState } from './definition.ts';
import { type Failure, names } from './failure.ts';
import { putResult } from './states.ts';

/**
 * How long to wait before the task is tried again, and the retries counted anew; undefined when it is not. Only the
 * first retrier that names the error has a say: when it is used up, the next ones aren't asked.
 */
export function pauseBeforeRetry(
  { Retry }: TaskState,
  { error }: Failure,
  retries: number[],
): { milliseconds: number; retries: number[] } | undefined {
  const place = Retry.findIndex(({ ErrorEquals }) => names(ErrorEquals, error));
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
export function wayOut(
  { Catch }: TaskState,
  { error, cause }: Failure,
  input: unknown,
): { next: string; output: unknown } | undefined {
  const catcher = Catch.find(({ ErrorEquals }) => names(ErrorEquals, error));
  if (!catcher) return undefined;
  const output = putResult(catcher.ResultPath, input, { Error: error, Cause: cause });
  return { next: catcher.Next, output };
}
