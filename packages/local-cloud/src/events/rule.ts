import { z } from 'zod';
import { number, properties, read } from '../template/properties.ts';
import { label, type Resource } from '../template/resource.ts';
import { compilePattern } from './pattern.ts';
import { type Next, parseSchedule } from './schedule.ts';
import { isRecipient } from './targets.ts';

const target = z.strictObject({
  Arn: z.string(),
  Id: z.string(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .strictObject({ InputPathsMap: z.record(z.string(), z.string()).optional(), InputTemplate: z.string() })
    .optional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: number.default(185),
      MaximumEventAgeInSeconds: number.default(86_400),
    })
    .default({ MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 }),
  DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
  SqsParameters: z.object({ MessageGroupId: z.string() }).optional(),
  RoleArn: z.string().optional(),
});

const ruleProperties = properties(
  {
    Name: z.string().optional(),
    EventBusName: z.string().default('default'),
    EventPattern: z.record(z.string(), z.unknown()).optional(),
    ScheduleExpression: z.string().optional(),
    State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
    Targets: z.array(target).default([]),
  },
  ['Description', 'RoleArn', 'Tags'],
);

export interface Rule {
  name: string;
  arn: string;
  bus: string;
  matches: ((event: unknown) => boolean) | undefined;
  schedule: Next | undefined;
  targets: z.output<typeof target>[];
}

export const busName = (nameOrArn: string): string => nameOrArn.split('/').at(-1) ?? nameOrArn;

/** The rule of a resource; none when it is switched off. */
export function ruleOf(resource: Resource): Rule[] {
  const given = read(ruleProperties, resource);
  if (given.State === 'DISABLED') return [];
  for (const { Arn } of given.Targets)
    if (!isRecipient(Arn))
      throw new Error(`${label(resource)}: nothing here can be a target by the name ${Arn}`);
  return [
    {
      name: resource.name,
      arn: resource.arn,
      bus: busName(given.EventBusName),
      matches: given.EventPattern ? compilePattern(given.EventPattern) : undefined,
      schedule: given.ScheduleExpression ? parseSchedule(given.ScheduleExpression) : undefined,
      targets: given.Targets,
    },
  ];
}
