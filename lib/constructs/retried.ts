import type { Duration } from 'aws-cdk-lib';
import type { TaskStateBase } from 'aws-cdk-lib/aws-stepfunctions';

export interface RetryPolicy {
  /** the first pause; each next one is twice as long, up to the longest */
  first: Duration;
  longest: Duration;
  tries: number;
}

/**
 * Adds retries to a task by its failure (`lambdas/platform/task-failures.ts`): `odooAway` for an outage of Odoo, `ourselves`
 * for the gateway's stores, Lambda, or a crashed function. Errors are listed by name: the wildcard States.TaskFailed would
 * also match a missing heartbeat, and failures that a person must decide about.
 */
export const retried = (
  task: TaskStateBase,
  { odooAway, ourselves }: { odooAway: RetryPolicy; ourselves: RetryPolicy },
): TaskStateBase =>
  task
    .addRetry({ errors: ['OdooAway'], ...pauses(odooAway) })
    .addRetry({ errors: ownFailures, ...pauses(ourselves) });

const pauses = ({ first, longest, tries }: RetryPolicy) => ({
  interval: first,
  backoffRate: 2,
  maxDelay: longest,
  maxAttempts: tries,
});

const ownFailures = [
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
