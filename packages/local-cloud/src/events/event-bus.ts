import { randomUUID } from 'node:crypto';
import type { Operations } from '../aws-endpoint.ts';
import { AwsError } from '../aws-error.ts';
import type { Cancel, Clock } from '../clock.ts';
import type { Deployment } from '../template/deployment.ts';
import type { Delivery } from './deliveries.ts';
import { type Entry, problemOf } from './entry.ts';
import { busName, type Rule, ruleOf } from './rule.ts';
import { keepSchedule } from './schedule.ts';
import { targetText } from './transform.ts';

export interface EventBusOptions {
  clock: Clock;
  account: string;
  region: string;
  deliver(delivery: Delivery): void;
}

const isoSeconds = (milliseconds: number): string =>
  new Date(milliseconds).toISOString().replace(/\.\d+/, '');

/** Buses, rules and their targets. */
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
      rule.schedule ? [keepSchedule(clock, rule.schedule, (at) => this.#fire(rule, at))] : [],
    );
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel();
  }

  /** Hands an event to every rule of the bus that matches it. */
  route(bus: string, event: object): void {
    for (const rule of this.#rules)
      if (rule.bus === bus && rule.matches?.(event)) this.#handOver(rule, event);
  }

  /** An event of an AWS service: on the default bus. */
  announce(event: object): void {
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
