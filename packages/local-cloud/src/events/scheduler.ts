import { z } from 'zod';
import type { Cancel, Clock } from '../clock.ts';
import type { Deployment } from '../template/deployment.ts';
import { number, properties, read } from '../template/properties.ts';
import { label, type Resource } from '../template/resource.ts';
import type { Delivery } from './deliveries.ts';
import { keepSchedule, type Next, parseSchedule } from './schedule.ts';
import { isRecipient } from './targets.ts';

const scheduleProperties = properties(
  {
    Name: z.string().optional(),
    ScheduleExpression: z.string(),
    ScheduleExpressionTimezone: z.string().default('UTC'),
    State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
    Target: z.strictObject({
      Arn: z.string(),
      RoleArn: z.string(),
      Input: z.string().default('{}'),
      RetryPolicy: z
        .strictObject({
          MaximumRetryAttempts: number.optional(),
          MaximumEventAgeInSeconds: number.optional(),
        })
        .optional(),
      DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
      SqsParameters: z.object({ MessageGroupId: z.string() }).optional(),
    }),
  },
  // A flexible window only says how late a run may be; here none is.
  ['Description', 'FlexibleTimeWindow', 'GroupName', 'KmsKeyArn'],
);

/** EventBridge Scheduler: each schedule has one target of its own, without a bus. */
export class Schedules {
  readonly #clock: Clock;
  readonly #schedules: { next: Next; run(at: number): void }[];
  #cancels: Cancel[] = [];

  constructor(deployment: Deployment, clock: Clock, deliver: (delivery: Delivery) => void) {
    this.#clock = clock;
    this.#schedules = deployment.all('AWS::Scheduler::Schedule').flatMap((resource) => {
      const given = read(scheduleProperties, resource);
      if (!isRecipient(given.Target.Arn))
        throw new Error(`${label(resource)}: nothing here can be a target by the name ${given.Target.Arn}`);
      if (given.State === 'DISABLED') return [];
      const next = parseSchedule(given.ScheduleExpression, given.ScheduleExpressionTimezone);
      return [{ next, run: (at: number) => deliver(deliveryOf(resource, given.Target, at)) }];
    });
  }

  start(): void {
    this.#cancels = this.#schedules.map(({ next, run }) => keepSchedule(this.#clock, next, run));
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel();
  }
}

type Target = z.output<typeof scheduleProperties>['Target'];

function deliveryOf({ arn }: Resource, target: Target, at: number): Delivery {
  const scheduledTime = new Date(at).toISOString().replace(/\.\d+/, '');
  const text = target.Input.replaceAll('<aws.scheduler.scheduled-time>', scheduledTime).replaceAll(
    '<aws.scheduler.schedule-arn>',
    arn,
  );
  return {
    arn: target.Arn,
    text,
    messageGroup: target.SqsParameters?.MessageGroupId,
    ruleArn: arn,
    event: text,
    retries: target.RetryPolicy?.MaximumRetryAttempts ?? 185,
    longestAge: (target.RetryPolicy?.MaximumEventAgeInSeconds ?? 86_400) * 1000,
    deadLetters: target.DeadLetterConfig?.Arn,
  };
}
