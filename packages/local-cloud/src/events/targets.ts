import { AwsError } from '../aws-endpoint.ts';
import type { Clock } from '../clock.ts';
import type { Jobs } from '../jobs.ts';
import type { SqsEngine } from '../sqs/engine.ts';
import type { WireAttributes } from '../sqs/message.ts';

/** The services that can be targets of rules and schedules. */
export interface TargetServices {
  sqs: SqsEngine;
  invokeLater(functionName: string, event: string): void;
  publish(topicArn: string, message: string): void;
  /** sends an event unchanged to another bus */
  forward(busArn: string, event: string): void;
  startExecution(stateMachineArn: string, input: string): void;
}

/** What a target receives. */
export interface TargetMessage {
  /** of the target */
  arn: string;
  text: string;
  messageGroup?: string | undefined;
  attributes?: WireAttributes;
}

const known = ['lambda', 'sqs', 'sns', 'events', 'logs', 'states'];

export const isSupportedTarget = (arn: string): boolean => known.includes(arn.split(':')[2] ?? '');

/** Sends a text to a queue, function, topic, bus or state machine. Throws the service's error when it is refused. */
export function deliver(
  { arn, text, messageGroup, attributes }: TargetMessage,
  services: TargetServices,
): void {
  switch (arn.split(':')[2]) {
    case 'lambda':
      checkJson(text);
      services.invokeLater(arn, text);
      break;
    case 'sqs': {
      const queue = services.sqs.queue(arn);
      queue.send(
        queue.check({ MessageBody: text, MessageGroupId: messageGroup, MessageAttributes: attributes }),
      );
      break;
    }
    case 'sns':
      services.publish(arn, text);
      break;
    case 'events':
      services.forward(arn, text);
      break;
    case 'states':
      checkJson(text);
      services.startExecution(arn, text);
      break;
    case 'logs':
      break;
    default:
      throw new AwsError('InvalidTarget', `nothing here can be a target by the name ${arn}`);
  }
}

function checkJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw new AwsError('INVALID_JSON', `the target's input is not JSON: ${text.slice(0, 200)}`);
  }
}

export interface Delivery extends TargetMessage {
  ruleArn: string;
  /** the original event, for the dead-letter queue */
  event: string;
  retries: number;
  /** milliseconds */
  longestAge: number;
  deadLetters?: string | undefined;
}

const longestPause = 3_600_000;

/** Delivers events to targets, with retries and exponential backoff. Then they go to the target's dead-letter queue. */
export function deliveries(
  jobs: Jobs,
  clock: Clock,
  targetServices: TargetServices,
  log: (line: string) => void,
): (delivery: Delivery) => void {
  return jobs.kind<Delivery>('delivery', async ({ payload, attempt, addedAt }) => {
    try {
      deliver(payload, targetServices);
      return undefined;
    } catch (error) {
      const refused = error instanceof AwsError && error.status < 500 && error.status !== 429;
      const pause = Math.min(longestPause, 1_000 * 2 ** (attempt - 1));
      const tooOld = clock.now() + pause - addedAt > payload.longestAge;
      if (!refused && attempt <= payload.retries && !tooOld) return pause;
      log(
        `${payload.ruleArn} could not reach ${payload.arn}: ${error instanceof Error ? error.message : error}`,
      );
      if (payload.deadLetters) deliver(deadLetter(payload, attempt, error), targetServices);
      return undefined;
    }
  });
}

function deadLetter(
  { deadLetters = '', event, ruleArn, arn }: Delivery,
  attempt: number,
  error: unknown,
): TargetMessage {
  const { name, message } = error instanceof Error ? error : { name: 'Error', message: String(error) };
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  return {
    arn: deadLetters,
    text: event,
    attributes: {
      RULE_ARN: text(ruleArn),
      TARGET_ARN: text(arn),
      ERROR_CODE: text(name),
      ERROR_MESSAGE: text(message),
      RETRY_ATTEMPTS: { DataType: 'Number', StringValue: String(attempt - 1) },
    },
  };
}

/** Input settings of a rule's target. */
export interface TargetInput {
  Input?: string | undefined;
  InputPath?: string | undefined;
  InputTransformer?:
    | { InputPathsMap?: Record<string, string> | undefined; InputTemplate: string }
    | undefined;
}

/** The text for a target: the event, Input, InputPath of the event, or the filled InputTransformer. */
export function targetText(target: TargetInput, event: object, rule: { name: string; arn: string }): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(atPath(event, target.InputPath)) ?? 'null';
  if (!target.InputTransformer) return JSON.stringify(event);
  const { InputPathsMap = {}, InputTemplate } = target.InputTransformer;
  const values = new Map<string, unknown>([
    ['aws.events.rule-arn', rule.arn],
    ['aws.events.rule-name', rule.name],
    ['aws.events.event.ingestion-time', new Date().toISOString()],
    ['aws.events.event', withoutDetail(event)],
    ['aws.events.event.json', event],
  ]);
  for (const [name, path] of Object.entries(InputPathsMap)) values.set(name, atPath(event, path));
  return fill(InputTemplate, values);
}

function withoutDetail(event: object): object {
  const { detail: _, ...rest } = event as { detail?: unknown };
  return rest;
}

/** `$.detail.lines[0]['unit price']` */
export function atPath(value: unknown, path: string): unknown {
  const steps = path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\['([^']+)'\]/g);
  let here = value;
  for (const [, name, index, quoted] of steps)
    here = (here as Record<string, unknown> | undefined | null)?.[name ?? index ?? quoted ?? ''];
  return here;
}

/** Outside quotes a variable becomes a JSON value; inside quotes it becomes part of the string. */
function fill(template: string, values: Map<string, unknown>): string {
  let quoted = false;
  return template.replace(/\\.|"|<([^<>]+)>/g, (found, name: string | undefined) => {
    if (found === '"') quoted = !quoted;
    if (name === undefined) return found;
    const value = values.get(name);
    if (!quoted) return JSON.stringify(value ?? '');
    const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
    return JSON.stringify(text).slice(1, -1);
  });
}
