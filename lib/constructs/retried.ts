import type { Duration } from 'aws-cdk-lib';
import type { TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';

export interface Patience {
  /** pauses grow from this one, twofold, up to the longest */
  first: Duration;
  longest: Duration;
  tries: number;
}

/**
 * How often a task is tried again, by what it fails with (`lambdas/platform/task-failures.ts`): while Odoo is away, and for
 * our own stores, Lambda itself, or a function that died. By name: the wildcard States.TaskFailed would take in a heartbeat
 * that is waited for, and what a person must decide.
 */
export const retried = (
  task: TaskStateBase,
  { odooAway, ourselves }: { odooAway: Patience; ourselves: Patience },
): TaskStateBase =>
  task
    .addRetry({ errors: ['OdooAway'], ...pauses(odooAway) })
    .addRetry({ errors: ours, ...pauses(ourselves) });

const pauses = ({ first, longest, tries }: Patience) => ({
  interval: first,
  backoffRate: 2,
  maxDelay: longest,
  maxAttempts: tries,
});

const ours = [
  'Unavailable',
  'Runtime.ExitError',
  'Runtime.Unhandled',
  'Runtime.UnhandledPromiseRejection',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Sandbox.Timedout',
];
