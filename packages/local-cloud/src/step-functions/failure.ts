/** Error name and cause, as Step Functions has them for states and executions. */
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

/** The definition does not fit the data. AWS does not let a state retry or catch this. */
export const runtimeFailure = (cause: string): Failure => new Failure('States.Runtime', cause);

// These cannot be caught or retried, not even by States.ALL.
const final = ['States.Runtime', 'States.DataLimitExceeded'];
const timeouts = ['States.Timeout', 'States.HeartbeatTimeout'];

/** True when ErrorEquals contains the error or a wildcard that includes it. */
export function errorMatches(errorEquals: string[], error: string): boolean {
  if (final.includes(error)) return false;
  return errorEquals.some(
    (wanted) =>
      wanted === error ||
      wanted === 'States.ALL' ||
      (wanted === 'States.TaskFailed' && !timeouts.includes(error)) ||
      // States.Timeout includes a missed heartbeat.
      (wanted === 'States.Timeout' && timeouts.includes(error)),
  );
}
