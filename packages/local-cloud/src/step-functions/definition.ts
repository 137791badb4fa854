import { z } from 'zod';
import { isRecord } from '../template/intrinsics.ts';
import { checkTemplate, parsePath } from './json-path.ts';
import { type ChoiceRule, checkRule } from './states.ts';
import { isWaiting, taskResource } from './tasks.ts';

/** Turns a check that throws into a zod check. */
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

/** Strict: an unknown field would change what AWS does, so it must not be ignored. */
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

/** Parses a definition. Throws with everything that is not supported. */
export function readDefinition(text: string, isFunction: (arn: string) => boolean): Definition {
  const raw: unknown = JSON.parse(text);
  refuseJsonata(raw);
  const result = definitionSchema.safeParse(raw);
  if (!result.success) throw new Error(z.prettifyError(result.error));
  const definition = result.data;
  const problems = [
    ...(definition.States[definition.StartAt] ? [] : [`StartAt: there is no state ${definition.StartAt}`]),
    ...Object.entries(definition.States).flatMap(([name, state]) =>
      problemsOf(state, definition, isFunction).map((problem) => `${name}: ${problem}`),
    ),
  ];
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return definition;
}

/** A separate check with a clear message: a JSONata definition fails the schema in many places at once. */
function refuseJsonata(raw: unknown): void {
  if (!isRecord(raw)) throw new Error('the definition is no object');
  const states = isRecord(raw.States) ? Object.entries(raw.States) : [];
  const [found] = [['the definition', raw] as const, ...states].filter(
    ([, value]) => isRecord(value) && value.QueryLanguage === 'JSONata',
  );
  if (found) throw new Error(`${found[0]} is written in JSONata; only JSONPath can be run here`);
}

function problemsOf(state: State, definition: Definition, isFunction: (arn: string) => boolean): string[] {
  const problems = waysOutOf(state)
    .filter((next) => !definition.States[next])
    .map((next) => `there is no state ${next}`);
  if ('End' in state || 'Next' in state) {
    if ((state.Next === undefined) === (state.End !== true)) problems.push('either Next or End is needed');
  } else if (!['Choice', 'Succeed', 'Fail'].includes(state.Type))
    problems.push('either Next or End is needed');
  if (state.Type === 'Task') problems.push(...problemsOfTask(state, isFunction));
  if (state.Type === 'Wait') {
    const given = [state.Seconds, state.SecondsPath, state.Timestamp, state.TimestampPath];
    if (given.filter((value) => value !== undefined).length !== 1)
      problems.push('exactly one of Seconds, SecondsPath, Timestamp and TimestampPath is needed');
  }
  return problems;
}

function waysOutOf(state: State): string[] {
  const next = 'Next' in state && state.Next !== undefined ? [state.Next] : [];
  if (state.Type === 'Choice')
    return [
      ...state.Choices.map((rule) => rule.Next),
      ...(state.Default === undefined ? [] : [state.Default]),
    ];
  return state.Type === 'Task' ? [...next, ...state.Catch.map((catcher) => catcher.Next)] : next;
}

function problemsOfTask(state: TaskState, isFunction: (arn: string) => boolean): string[] {
  const resource = taskResource(state.Resource);
  if (!resource) return [`nothing here can do the task ${state.Resource}`];
  const problems: string[] = [];
  const {
    FunctionName,
    Payload: _,
    'Payload.$': __,
    'FunctionName.$': ___,
    ...others
  } = resource.kind === 'function' ? { FunctionName: state.Resource } : parametersOf(state);
  if (FunctionName !== undefined && !isFunction(String(FunctionName)))
    problems.push(`there is no function ${FunctionName}`);
  if (Object.keys(others).length > 0)
    problems.push(`these parameters are not played here: ${Object.keys(others).join(', ')}`);
  if ([state.Retry, state.Catch].some(allTooEarly)) problems.push('States.ALL must stand alone, and last');
  const beats = state.HeartbeatSeconds !== undefined || state.HeartbeatSecondsPath !== undefined;
  if (beats && !isWaiting(state)) problems.push('nobody can send a heartbeat without .waitForTaskToken');
  if (isWaiting(state) && !JSON.stringify(state.Parameters ?? {}).includes('$$.Task.Token'))
    problems.push('the payload carries no $$.Task.Token');
  if ((state.HeartbeatSeconds ?? 0) >= (state.TimeoutSeconds ?? Number.POSITIVE_INFINITY))
    problems.push('HeartbeatSeconds must be less than TimeoutSeconds');
  return problems;
}

const allTooEarly = (list: { ErrorEquals: string[] }[]): boolean =>
  list.some(
    ({ ErrorEquals }, place) =>
      ErrorEquals.includes('States.ALL') && (ErrorEquals.length > 1 || place < list.length - 1),
  );

const parametersOf = (state: TaskState): Record<string, unknown> =>
  isRecord(state.Parameters) ? state.Parameters : {};
