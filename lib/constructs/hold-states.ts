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

/** What the last look at the lot said; see `lambdas/quality/decision.ts`. */
const assessed = '$.last.assessed';

/** An own event whose outcome never came is asked for again after this long: the ledger knows it. */
const outcomeWithin = Duration.days(1);

/**
 * The states, each of which may be entered any number of times; what they do is in `lambdas/quality/tasks.ts`.
 *
 * A round of Assess, Choice, Late and AwaitVerdict writes about 30 of the 25,000 entries that the history of an
 * execution has room for. With an escalation a day that is two years. AWS ends an execution after one, and Assess hands
 * the lot to another after half of it. An Odoo that is away adds 3 entries an hour.
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
      patience,
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
  const release = waiting('Release', 'release', { taskTimeout: Timeout.duration(outcomeWithin) });
  const raise = waiting('Raise', 'raise', { taskTimeout: Timeout.duration(outcomeWithin) });
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
  // Time has come to look again, for a reminder or an escalation. Nothing is let out by it.
  awaitVerdict.addCatch(assess, timedOut);
  for (const own of [release, raise]) {
    // A person decides about the refused event, and the goods stay held.
    own.addCatch(awaitVerdict, { errors: ['Quarantined'], ...discarded });
    own.addCatch(assess, timedOut);
  }

  const says = (next: string) => Condition.stringEquals(`${assessed}.next`, next);
  const choice = new Choice(scope, 'WhatIsNext')
    .when(says('release'), release.next(recheck.next(assess)))
    .when(says('raise'), raise.next(assess))
    .when(says('late'), late.next(assess))
    .when(says('wait'), awaitVerdict.next(assess))
    .when(says('renew'), renew.next(closed))
    .when(
      says('close'),
      close.next(
        new Choice(scope, 'IsItClosed')
          .when(Condition.stringEquals('$.closing.next', 'assess'), assess)
          .otherwise(closed),
      ),
    )
    .otherwise(closed);
  return assess.next(choice);
};

/** The goods stay held. */
const patience = {
  // Six weeks of tries: an outage of Odoo, or a key or module to be put right, pages by itself.
  odooAway: { first: Duration.seconds(30), longest: Duration.hours(1), tries: 1000 },
  // After a day somebody has to look.
  ourselves: { first: Duration.seconds(2), longest: Duration.hours(1), tries: 35 },
};
