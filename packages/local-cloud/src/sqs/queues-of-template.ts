import { z } from 'zod';
import type { Deployment } from '../template/deployment.ts';
import { properties, read } from '../template/properties.ts';
import type { Resource } from '../template/resource.ts';
import type { SqsEngine } from './engine.ts';

// Each is a queue attribute of the same name; SQS checks the values.
const attribute = z.coerce.string().optional();
const queueProperties = properties(
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

/** Creates the template's queues, or brings those there are up to the template; messages stay. */
export function createQueues(deployment: Deployment, sqs: SqsEngine): void {
  const queues = deployment.all('AWS::SQS::Queue');
  // A dead-letter queue must be there before the queue that names it.
  const [sources, others] = [queues.filter(hasRedrive), queues.filter((queue) => !hasRedrive(queue))];
  for (const queue of [...others, ...sources]) sqs.ensure(queue.name, attributesOf(queue));
}

const hasRedrive = (queue: Resource): boolean => queue.properties.RedrivePolicy !== undefined;

function attributesOf(queue: Resource): Record<string, string> {
  const { QueueName: _, RedrivePolicy, FifoQueue, ...plain } = read(queueProperties, queue);
  return {
    ...Object.fromEntries(
      Object.entries(plain).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
    ...(FifoQueue === 'true' ? { FifoQueue } : {}),
    ...(RedrivePolicy ? { RedrivePolicy: JSON.stringify(RedrivePolicy) } : {}),
  };
}
