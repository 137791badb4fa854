import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { AwsError, type Operations } from '../aws-endpoint.ts';
import type { Cancel, Clock } from '../clock.ts';
import type { Deployment } from '../template/deployment.ts';
import { label, number, propertySchema, type Resource, readProperties } from '../template/resource.ts';
import { compilePattern } from './event-pattern.ts';
import { type NextRun, parseSchedule, runOnSchedule } from './scheduler.ts';
import { type Delivery, isSupportedTarget, targetText } from './targets.ts';

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

const ruleProperties = propertySchema(
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
  schedule: NextRun | undefined;
  targets: z.output<typeof target>[];
}

export const busName = (nameOrArn: string): string => nameOrArn.split('/').at(-1) ?? nameOrArn;

/** The rule of a resource; empty when the rule is disabled. */
export function ruleOf(resource: Resource): Rule[] {
  const given = readProperties(ruleProperties, resource);
  if (given.State === 'DISABLED') return [];
  for (const { Arn } of given.Targets)
    if (!isSupportedTarget(Arn))
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

export interface EventBusOptions {
  clock: Clock;
  account: string;
  region: string;
  deliver(delivery: Delivery): void;
}

const isoSeconds = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.\d+/, '');

/** EventBridge event buses, rules and targets. */
export class EventBuses {
  readonly #options: EventBusOptions;
  readonly #buses: Set<string>;
  readonly #rules: Rule[];
  #cancels: Cancel[] = [];

  constructor(deployment: Deployment, options: EventBusOptions) {
    this.#options = options;
    this.#buses = new Set(['default', ...deployment.all('AWS::Events::EventBus').map(({ name }) => name)]);
    this.#rules = deployment.all('AWS::Events::Rule').flatMap(ruleOf);
    for (const { name, bus } of this.#rules)
      if (!this.#buses.has(bus)) throw new Error(`rule ${name}: there is no event bus ${bus}`);
  }

  start(): void {
    const { clock } = this.#options;
    this.#cancels = this.#rules.flatMap((rule) =>
      rule.schedule ? [runOnSchedule(clock, rule.schedule, (at) => this.#fire(rule, at))] : [],
    );
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel();
  }

  /** Sends an event to the targets of all matching rules of the bus. */
  route(bus: string, event: object): void {
    for (const rule of this.#rules)
      if (rule.bus === bus && rule.matches?.(event)) this.#handOver(rule, event);
  }

  /** Publishes an event of an AWS service on the default bus. */
  publishServiceEvent(event: object): void {
    this.route('default', this.#envelope({ ...event }));
  }

  forward(busArn: string, event: string): void {
    this.route(busName(busArn), JSON.parse(event));
  }

  operations(): Operations {
    return {
      PutEvents: ({ Entries = [] }: { Entries?: Entry[] }) => {
        if (Entries.length < 1 || Entries.length > 10)
          throw new AwsError('ValidationException', 'Entries must have between 1 and 10 members');
        const results = Entries.map((entry) => this.#put(entry));
        return {
          FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length,
          Entries: results,
        };
      },
    };
  }

  #put(entry: Entry): { EventId: string } | { ErrorCode: string; ErrorMessage: string } {
    const bus = busName(entry.EventBusName ?? 'default');
    const problem = problemOf(entry, this.#buses.has(bus));
    if (problem) return problem;
    const event = this.#envelope({
      'detail-type': entry.DetailType,
      source: entry.Source,
      time: entry.Time === undefined ? undefined : isoSeconds(entry.Time * 1000),
      resources: entry.Resources ?? [],
      detail: JSON.parse(entry.Detail ?? ''),
    });
    this.route(bus, event);
    return { EventId: event.id };
  }

  #fire(rule: Rule, at: number): void {
    const event = this.#envelope({
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      time: isoSeconds(at),
      resources: [rule.arn],
      detail: {},
    });
    this.#handOver(rule, event);
  }

  #envelope(content: { time?: string | undefined; [field: string]: unknown }) {
    const { account, region, clock } = this.#options;
    const { time = isoSeconds(clock.now()), ...rest } = content;
    return { version: '0', id: randomUUID(), account, region, ...rest, time };
  }

  #handOver(rule: Rule, event: object): void {
    for (const to of rule.targets)
      this.#options.deliver({
        arn: to.Arn,
        text: targetText(to, event, rule),
        messageGroup: to.SqsParameters?.MessageGroupId,
        ruleArn: rule.arn,
        event: JSON.stringify(event),
        retries: to.RetryPolicy.MaximumRetryAttempts,
        longestAge: to.RetryPolicy.MaximumEventAgeInSeconds * 1000,
        deadLetters: to.DeadLetterConfig?.Arn,
      });
  }
}

/** An entry of PutEvents. */
export interface Entry {
  Source?: string;
  DetailType?: string;
  Detail?: string;
  EventBusName?: string;
  Resources?: string[];
  Time?: number;
}

/** The error of PutEvents for an invalid entry. */
export function problemOf({ Source, DetailType, Detail }: Entry, busExists: boolean) {
  const problem = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage });
  if (!Source)
    return problem(
      'InvalidArgument',
      'Parameter Source is not valid. Reason: Source is a required argument.',
    );
  if (!DetailType)
    return problem(
      'InvalidArgument',
      'Parameter DetailType is not valid. Reason: DetailType is a required argument.',
    );
  if (Source.startsWith('aws.'))
    return problem('NotAuthorizedForSourceException', 'Not authorized for the source.');
  if (!busExists) return problem('ResourceNotFoundException', 'Event bus does not exist.');
  try {
    if (typeof JSON.parse(Detail ?? '') === 'object') return undefined;
  } catch {
    // not JSON: MalformedDetail below
  }
  return problem('MalformedDetail', 'Detail is malformed.');
}
