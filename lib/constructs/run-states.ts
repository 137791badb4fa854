import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  Errors,
  Fail,
  type IChainable,
  JsonPath,
  Succeed,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { retried } from './retried.ts';

/** Retry policies of all steps. Shorter than a run's limit: after an outage of Odoo the run continues, and nobody is paged. */
const retryPolicies = {
  odooAway: { first: Duration.seconds(30), longest: Duration.minutes(15), tries: 80 },
  // Almost an hour. Then the run fails, which raises an alarm; the next run continues from there.
  ourselves: { first: Duration.seconds(2), longest: Duration.minutes(10), tries: 13 },
};

/**
 * Calls the job's function step by step until the run is done. Steps are in `lambdas/platform/runs/`. An execution's history
 * has room for 25,000 entries. A step writes about 8, and takes minutes when there is much to do.
 */
export const runStates = (
  scope: Construct,
  jobs: Readonly<Record<string, IFunction>>,
  failures: IFunction,
): IChainable => {
  const about = {
    order: JsonPath.objectAt('$$.Execution.Input.order'),
    execution: JsonPath.executionName,
    startedAt: JsonPath.executionStartTime,
  };
  const done = new Succeed(scope, 'Done');
  const failed = new Fail(scope, 'Failed', { error: 'RunFailed', cause: 'the run says why' });
  const enterFailure = retried(
    new LambdaInvoke(scope, 'EnterFailure', {
      lambdaFunction: failures,
      payload: TaskInput.fromObject({ ...about, failure: JsonPath.objectAt('$.failure') }),
      retryOnServiceExceptions: false,
      resultPath: JsonPath.DISCARD,
    }),
    retryPolicies,
  );
  enterFailure.next(failed);

  const which = new Choice(scope, 'WhichJob');
  for (const [job, lambdaFunction] of Object.entries(jobs)) {
    const step = retried(
      new LambdaInvoke(scope, `Step of ${job}`, {
        lambdaFunction,
        payload: TaskInput.fromObject(about),
        retryOnServiceExceptions: false,
        resultSelector: { done: JsonPath.objectAt('$.Payload.done') },
        resultPath: '$.step',
      }),
      retryPolicies,
    );
    step.addCatch(enterFailure, { errors: [Errors.ALL], resultPath: '$.failure' });
    step.next(
      new Choice(scope, `Is ${job} done`)
        .when(Condition.booleanEquals('$.step.done', true), done)
        .otherwise(step),
    );
    which.when(Condition.stringEquals('$.order.job', job), step);
  }
  return which.otherwise(
    new Fail(scope, 'NoSuchJob', { error: 'NoSuchJob', cause: 'no function does this job' }),
  );
};
