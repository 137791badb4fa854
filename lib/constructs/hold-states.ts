import { Duration } from 'aws-cdk-lib';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  Errors,
  type IChainable,
  IntegrationPattern,
  JsonPath,
  Succeed,
  TaskInput,
  Timeout,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke, type LambdaInvokeProps } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import { retried } from './retried.ts';

/** The last assessment of the lot; see `lambdas/quality/decision.ts`. */
const assessed = '$.last.assessed';

/** When the outcome of an own event does not come in this time, the lot is assessed again. */
const outcomeTimeout = Duration.days(1);

/**
 * States of the quality hold. Each may be entered any number of times. The tasks are in `lambdas/quality/tasks.ts`.
 *
 * An execution's history has room for 25,000 entries. A round of Assess, Choice, Late and AwaitVerdict writes about 30, so
 * with an escalation a day it lasts two years. AWS ends an execution after one year, and Assess gives the lot to another
 * after half a year. An outage of Odoo adds 3 entries an hour.
 */
export const holdStates = (scope: Construct, quality: IFunction): IChainable => {
  const payload = (task: string, more: Record<string, unknown> = {}) =>
    TaskInput.fromObject({
      task,
      plant: JsonPath.stringAt('$.plant'),
      item: JsonPath.stringAt('$.item'),
      lot: JsonPath.stringAt('$.lot'),
      round: JsonPath.numberAt('$.round'),
      ...more,
    });
  const asAssessed = { assessed: JsonPath.objectAt(assessed) };
  const state = (id: string, props: Omit<LambdaInvokeProps, 'lambdaFunction' | 'retryOnServiceExceptions'>) =>
    retried(
      new LambdaInvoke(scope, id, {
        lambdaFunction: quality,
        retryOnServiceExceptions: false,
        resultPath: JsonPath.DISCARD,
        ...props,
      }),
      retryPolicies,
    );
  const waiting = (
    id: string,
    task: string,
    props: Pick<LambdaInvokeProps, 'taskTimeout' | 'heartbeatTimeout'>,
  ) =>
    state(id, {
      payload: payload(task, { ...asAssessed, token: JsonPath.taskToken }),
      integrationPattern: IntegrationPattern.WAIT_FOR_TASK_TOKEN,
      ...props,
    });

  const assess = state('Assess', {
    payload: payload('assess'),
    resultSelector: { assessed: JsonPath.objectAt('$.Payload') },
    resultPath: '$.last',
  });
  const awaitVerdict = waiting('AwaitVerdict', 'await', {
    taskTimeout: Timeout.at(`${assessed}.secondsLeft`),
    heartbeatTimeout: Timeout.at(`${assessed}.heartbeatSeconds`),
  });
  const release = waiting('Release', 'release', { taskTimeout: Timeout.duration(outcomeTimeout) });
  const raise = waiting('Raise', 'raise', { taskTimeout: Timeout.duration(outcomeTimeout) });
  const recheck = state('Recheck', { payload: payload('recheck', asAssessed) });
  const late = state('Late', { payload: payload('late', asAssessed) });
  const renew = state('Renew', { payload: payload('renew', asAssessed) });
  const close = state('Close', {
    payload: payload('close', asAssessed),
    resultSelector: { next: JsonPath.stringAt('$.Payload.next') },
    resultPath: '$.closing',
  });
  const closed = new Succeed(scope, 'Closed');

  const discarded = { resultPath: JsonPath.DISCARD };
  const timedOut = { errors: [Errors.TIMEOUT, Errors.HEARTBEAT_TIMEOUT], ...discarded };
  // It is time to assess again, for a reminder or an escalation. This releases nothing.
  awaitVerdict.addCatch(assess, timedOut);
  for (const own of [release, raise]) {
    // An operator decides about the refused event. The goods stay held.
    own.addCatch(awaitVerdict, { errors: ['Quarantined'], ...discarded });
    own.addCatch(assess, timedOut);
  }

  const isNext = (next: string) => Condition.stringEquals(`${assessed}.next`, next);
  const choice = new Choice(scope, 'WhatIsNext')
    .when(isNext('release'), release.next(recheck.next(assess)))
    .when(isNext('raise'), raise.next(assess))
    .when(isNext('late'), late.next(assess))
    .when(isNext('wait'), awaitVerdict.next(assess))
    .when(isNext('renew'), renew.next(closed))
    .when(
      isNext('close'),
      close.next(
        new Choice(scope, 'IsItClosed')
          .when(Condition.stringEquals('$.closing.next', 'assess'), assess)
          .otherwise(closed),
      ),
    )
    .otherwise(closed);
  return assess.next(choice);
};

/** Retry policies of all tasks. The goods stay held meanwhile. */
const retryPolicies = {
  // Six weeks of tries: an outage of Odoo, or a wrong key or module, has an alarm of its own.
  odooAway: { first: Duration.seconds(30), longest: Duration.hours(1), tries: 1000 },
  // After a day the execution fails, which raises an alarm.
  ourselves: { first: Duration.seconds(2), longest: Duration.hours(1), tries: 35 },
};
