import { Cron } from 'croner';
import { z } from 'zod';
import type { Cancel, Clock } from '../clock.ts';
import type { Deployment } from '../template/deployment.ts';
import { label, number, propertySchema, type Resource, readProperties } from '../template/resource.ts';
import { type Delivery, isSupportedTarget } from './targets.ts';

const scheduleProperties = propertySchema(
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
  // A flexible time window allows late runs. Here runs are on time.
  ['Description', 'FlexibleTimeWindow', 'GroupName', 'KmsKeyArn'],
);

/** EventBridge Scheduler: a schedule has one target and no bus. */
export class Schedules {
  readonly #clock: Clock;
  readonly #schedules: { next: NextRun; run(at: number): void }[];
  #cancels: Cancel[] = [];

  constructor(deployment: Deployment, clock: Clock, deliver: (delivery: Delivery) => void) {
    this.#clock = clock;
    this.#schedules = deployment.all('AWS::Scheduler::Schedule').flatMap((resource) => {
      const given = readProperties(scheduleProperties, resource);
      if (!isSupportedTarget(given.Target.Arn))
        throw new Error(`${label(resource)}: nothing here can be a target by the name ${given.Target.Arn}`);
      if (given.State === 'DISABLED') return [];
      const next = parseSchedule(given.ScheduleExpression, given.ScheduleExpressionTimezone);
      return [{ next, run: (at: number) => deliver(deliveryOf(resource, given.Target, at)) }];
    });
  }

  start(): void {
    this.#cancels = this.#schedules.map(({ next, run }) => runOnSchedule(this.#clock, next, run));
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

const units: Record<string, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };
const lastOf = ['59', '23', '31', '12', '7', '2199'];

/** The next run after a time, both in milliseconds since the epoch; undefined when there is none. */
export type NextRun = (after: number) => number | undefined;

/** Parses EventBridge's rate(), cron() and at() expressions. */
export function parseSchedule(expression: string, timezone = 'UTC'): NextRun {
  const [, kind, argument = ''] = /^(rate|cron|at)\((.+)\)$/.exec(expression) ?? [];
  if (kind === 'rate') {
    const [, amount, unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(argument) ?? [];
    const period = Number(amount) * (units[unit] ?? Number.NaN);
    if (period > 0) return (after) => after + period;
  }
  if (kind === 'cron') {
    const cron = new Cron(cronerPattern(argument), { timezone, paused: true });
    return (after) => cron.nextRun(new Date(after))?.getTime();
  }
  if (kind === 'at') {
    const once = new Cron(argument, { timezone, paused: true });
    return (after) => once.nextRun(new Date(after))?.getTime();
  }
  throw new Error(`not a schedule: ${expression}`);
}

/**
 * Translates an AWS cron expression for croner. AWS counts weekdays from 1 (Sunday), has no seconds, and allows steps
 * that start at a number, where croner needs a range.
 */
function cronerPattern(expression: string): string {
  const fields = expression.split(/\s+/);
  if (fields.length !== 6) throw new Error(`not a schedule: cron(${expression})`);
  const [minute, hour, day, month, weekday, year] = fields.map((field, i) =>
    field === '?' ? '*' : field.replace(/^(\d+)\//, `$1-${lastOf[i]}/`),
  );
  const fromSunday = weekday?.replace(/(?<![#\d/])([1-7])(?=[-,L#/]|$)/g, (number) =>
    String(Number(number) - 1),
  );
  return ['0', minute, hour, day, month, fromSunday, year].join(' ');
}

/** Calls `run` at each time of a schedule. Missed runs are not repeated. */
export function runOnSchedule(clock: Clock, next: NextRun, run: (at: number) => void): () => void {
  let cancel = (): void => {};
  const arm = (): void => {
    const at = next(clock.now());
    if (at === undefined) return;
    cancel = clock.after(at - clock.now(), () => {
      arm();
      run(at);
    });
  };
  arm();
  return () => cancel();
}
