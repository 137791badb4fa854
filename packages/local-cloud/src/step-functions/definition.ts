import { z } from 'zod';
import { type ChoiceRule, checkRule } from './choice-rule.ts';
import { parsePath } from './json-path.ts';
import { checkTemplate } from './payload-template.ts';

/** A check that throws, as one of zod's. */
const checked = <Schema extends z.ZodType>(schema: Schema, check: (value: never) => void) =>
  schema.superRefine((value, context) => {
    try {
      check(value as never);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    }
  });

const path = checked(z.string(), parsePath);
const template = checked(z.unknown(), checkTemplate).optional();
const seconds = z.int().min(0).max(99_999_999);

const any = { Comment: z.string().optional(), QueryLanguage: z.literal('JSONPath').optional() };
const paths = { InputPath: path.nullish(), OutputPath: path.nullish() };
const ways = { Next: z.string().optional(), End: z.boolean().optional() };
const resultPath = { ResultPath: path.nullish() };

const retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  IntervalSeconds: z.int().min(1).default(1),
  MaxAttempts: z.int().min(0).default(3),
  BackoffRate: z.number().min(1).default(2),
  MaxDelaySeconds: z.int().min(1).optional(),
});
const catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: z.array(z.string()).min(1),
  Next: z.string(),
  ...resultPath,
});

const task = z.strictObject({
  Type: z.literal('Task'),
  ...any,
  ...paths,
  ...ways,
  ...resultPath,
  Resource: z.string(),
  Parameters: template,
  ResultSelector: template,
  Retry: z.array(retrier).default([]),
  Catch: z.array(catcher).default([]),
  TimeoutSeconds: seconds.min(1).optional(),
  TimeoutSecondsPath: path.optional(),
  HeartbeatSeconds: seconds.min(1).optional(),
  HeartbeatSecondsPath: path.optional(),
});
const choice = z.strictObject({
  Type: z.literal('Choice'),
  ...any,
  ...paths,
  Choices: z.array(checked(z.custom<ChoiceRule & { Next: string }>(), checkRule)).min(1),
  Default: z.string().optional(),
});
const wait = z.strictObject({
  Type: z.literal('Wait'),
  ...any,
  ...paths,
  ...ways,
  Seconds: seconds.optional(),
  SecondsPath: path.optional(),
  Timestamp: z.iso.datetime({ offset: true }).optional(),
  TimestampPath: path.optional(),
});
const pass = z.strictObject({
  Type: z.literal('Pass'),
  ...any,
  ...paths,
  ...ways,
  ...resultPath,
  Parameters: template,
  Result: z.unknown().optional(),
});
const succeed = z.strictObject({ Type: z.literal('Succeed'), ...any, ...paths });
const fail = z.strictObject({
  Type: z.literal('Fail'),
  ...any,
  Error: z.string().optional(),
  ErrorPath: path.optional(),
  Cause: z.string().optional(),
  CausePath: path.optional(),
});

/** Strict: a field that isn't here changes what AWS does, so it must not be passed over in silence. */
export const definitionSchema = z.strictObject({
  ...any,
  Version: z.string().optional(),
  StartAt: z.string(),
  TimeoutSeconds: seconds.min(1).optional(),
  States: z.record(
    z.string(),
    z.discriminatedUnion('Type', [task, choice, wait, pass, succeed, fail], {
      error: ({ input }) =>
        `no state of this type is played here: ${(input as { Type?: unknown } | undefined)?.Type}`,
    }),
  ),
});

export type Definition = z.output<typeof definitionSchema>;
export type State = Definition['States'][string];
export type TaskState = z.output<typeof task>;
export type WaitState = z.output<typeof wait>;
