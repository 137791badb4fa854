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

/** Less than a run may take at all: an outage of Odoo ends with the night's figures, and not with a page. */
const patience = {
  odooAway: { first: Duration.seconds(30), longest: Duration.minutes(15), tries: 80 },
  // The better part of an hour: then somebody has to look, and the next run goes on from there.
  ourselves: { first: Duration.seconds(2), longest: Duration.minutes(10), tries: 13 },
};

/**
 * Steps of the job's function until it says that the run is done; what a step does is in `lambdas/platform/runs/`. A step writes
 * about 8 of the 25,000 entries that the history of an execution has room for, and takes minutes when there is much to do.
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
    patience,
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
      patience,
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
