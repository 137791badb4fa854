/** What a state or a whole execution failed with: a name to catch it by, and words for people. */
export class Failure extends Error {
  readonly error: string;
  override readonly cause: string;

  constructor(error: string, cause: string) {
    super(`${error}: ${cause}`);
    this.name = 'Failure';
    this.error = error;
    this.cause = cause;
  }
}

/** A definition that doesn't fit the data it is given: no state may retry or catch this. */
export const runtimeFailure = (cause: string): Failure => new Failure('States.Runtime', cause);

// Nobody gets hold of these, not even by States.ALL.
const final = ['States.Runtime', 'States.DataLimitExceeded'];
const timeouts = ['States.Timeout', 'States.HeartbeatTimeout'];

/** Whether an ErrorEquals names the error: by itself, or by one of the wildcards of AWS. */
export function errorMatches(errorEquals: string[], error: string): boolean {
  if (final.includes(error)) return false;
  return errorEquals.some(
    (wanted) =>
      wanted === error ||
      wanted === 'States.ALL' ||
      (wanted === 'States.TaskFailed' && !timeouts.includes(error)) ||
      // A missing heartbeat is a timeout too.
      (wanted === 'States.Timeout' && timeouts.includes(error)),
  );
}
