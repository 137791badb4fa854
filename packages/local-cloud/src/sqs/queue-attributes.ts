import { z } from 'zod';
import type { Deployment } from '../template/deployment.ts';
import { propertySchema, type Resource, readProperties } from '../template/resource.ts';
import type { SqsEngine } from './engine.ts';
import { invalidValue, unknownAttribute } from './errors.ts';

export interface RedrivePolicy {
  deadLetterTargetArn: string;
  maxReceiveCount: number;
}

/** A queue's attributes, with AWS's defaults. Durations in seconds, sizes in bytes. */
export interface QueueSettings {
  fifo: boolean;
  visibilityTimeout: number;
  delay: number;
  retention: number;
  maximumMessageSize: number;
  receiveWait: number;
  contentBasedDeduplication: boolean;
  deduplicationScope: 'queue' | 'messageGroup';
  redrive: RedrivePolicy | undefined;
  /** attributes as given; GetQueueAttributes returns them */
  given: Record<string, string>;
}

const wholeNumbers: Record<string, { from: number; to: number; fallback: number }> = {
  VisibilityTimeout: { from: 0, to: 43_200, fallback: 30 },
  DelaySeconds: { from: 0, to: 900, fallback: 0 },
  MessageRetentionPeriod: { from: 60, to: 1_209_600, fallback: 345_600 },
  MaximumMessageSize: { from: 1_024, to: 1_048_576, fallback: 1_048_576 },
  ReceiveMessageWaitTimeSeconds: { from: 0, to: 20, fallback: 0 },
};
const choices: Record<string, string[]> = {
  FifoQueue: ['true'],
  ContentBasedDeduplication: ['true', 'false'],
  DeduplicationScope: ['queue', 'messageGroup'],
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
};
// Stored and returned, without effect: encryption and access control.
const onlyKept = new Set([
  'Policy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
]);
const fifoOnly = new Set(['ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit']);

export function settingsOf(given: Record<string, string>): QueueSettings {
  for (const [name, value] of Object.entries(given)) checkAttribute(name, value, given.FifoQueue === 'true');
  const number = (name: keyof typeof wholeNumbers): number =>
    given[name] === undefined ? (wholeNumbers[name]?.fallback ?? 0) : Number(given[name]);
  return {
    fifo: given.FifoQueue === 'true',
    visibilityTimeout: number('VisibilityTimeout'),
    delay: number('DelaySeconds'),
    retention: number('MessageRetentionPeriod'),
    maximumMessageSize: number('MaximumMessageSize'),
    receiveWait: number('ReceiveMessageWaitTimeSeconds'),
    contentBasedDeduplication: given.ContentBasedDeduplication === 'true',
    deduplicationScope: given.DeduplicationScope === 'messageGroup' ? 'messageGroup' : 'queue',
    redrive: given.RedrivePolicy ? redrivePolicyOf(given.RedrivePolicy) : undefined,
    given: { ...given },
  };
}

function checkAttribute(name: string, value: string, fifo: boolean): void {
  if (onlyKept.has(name) || name === 'RedrivePolicy') return;
  if (fifoOnly.has(name) && !fifo) throw unknownAttribute(name);
  const range = wholeNumbers[name];
  if (range) {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < range.from || number > range.to)
      throw invalidValue(name, value, `Must be between ${range.from} and ${range.to}`);
    return;
  }
  const allowed = choices[name];
  if (!allowed) throw unknownAttribute(name);
  if (!allowed.includes(value)) throw invalidValue(name, value, `Must be one of: ${allowed.join(', ')}`);
}

function redrivePolicyOf(text: string): RedrivePolicy {
  let policy: Partial<Record<keyof RedrivePolicy, unknown>>;
  try {
    policy = JSON.parse(text);
  } catch {
    throw invalidValue('RedrivePolicy', text, 'Redrive policy is not a valid JSON map');
  }
  const maxReceiveCount = Number(policy.maxReceiveCount);
  if (!Number.isInteger(maxReceiveCount) || maxReceiveCount < 1 || maxReceiveCount > 1000)
    throw invalidValue('RedrivePolicy', text, 'Invalid value for maxReceiveCount');
  if (typeof policy.deadLetterTargetArn !== 'string')
    throw invalidValue('RedrivePolicy', text, 'Dead letter target does not exist');
  return { deadLetterTargetArn: policy.deadLetterTargetArn, maxReceiveCount };
}

/** All attributes that GetQueueAttributes lists, except the message counts. */
export function attributesOf(settings: QueueSettings): Record<string, string> {
  const defaults = Object.fromEntries(
    Object.entries(wholeNumbers).map(([name, { fallback }]) => [name, String(fallback)]),
  );
  const fifo = settings.fifo
    ? { ContentBasedDeduplication: 'false', DeduplicationScope: 'queue', FifoThroughputLimit: 'perQueue' }
    : {};
  return { ...defaults, SqsManagedSseEnabled: 'true', ...fifo, ...settings.given };
}

// Each is a queue attribute of the same name. `settingsOf` checks the values.
const attribute = z.coerce.string().optional();
const queueProperties = propertySchema(
  {
    QueueName: z.string().optional(),
    FifoQueue: attribute,
    ContentBasedDeduplication: attribute,
    DeduplicationScope: attribute,
    FifoThroughputLimit: attribute,
    VisibilityTimeout: attribute,
    MessageRetentionPeriod: attribute,
    DelaySeconds: attribute,
    MaximumMessageSize: attribute,
    ReceiveMessageWaitTimeSeconds: attribute,
    RedrivePolicy: z.record(z.string(), z.unknown()).optional(),
  },
  ['KmsDataKeyReusePeriodSeconds', 'KmsMasterKeyId', 'RedriveAllowPolicy', 'SqsManagedSseEnabled', 'Tags'],
);

/** Creates the template's queues, or updates the attributes of existing ones. Messages stay. */
export function createQueues(deployment: Deployment, sqs: SqsEngine): void {
  const queues = deployment.all('AWS::SQS::Queue');
  // A dead-letter queue must exist before the queue that refers to it.
  const [sources, others] = [queues.filter(hasRedrive), queues.filter((queue) => !hasRedrive(queue))];
  for (const queue of [...others, ...sources]) sqs.ensure(queue.name, templateAttributes(queue));
}

const hasRedrive = (queue: Resource): boolean => queue.properties.RedrivePolicy !== undefined;

function templateAttributes(queue: Resource): Record<string, string> {
  const { QueueName: _, RedrivePolicy, FifoQueue, ...plain } = readProperties(queueProperties, queue);
  return {
    ...Object.fromEntries(
      Object.entries(plain).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
    ...(FifoQueue === 'true' ? { FifoQueue } : {}),
    ...(RedrivePolicy ? { RedrivePolicy: JSON.stringify(RedrivePolicy) } : {}),
  };
}
