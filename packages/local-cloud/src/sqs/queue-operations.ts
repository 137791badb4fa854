import type * as sdk from '@aws-sdk/client-sqs';
import type { Operations } from '../aws-endpoint.ts';
import type { SqsEngine } from './engine.ts';
import { unknownAttribute } from './errors.ts';
import { moveOperations } from './move-tasks.ts';
import { attributesOf } from './settings.ts';

/** The queues side: attributes, dead letters, moves. */
export function queueOperations(sqs: SqsEngine): Operations {
  return {
    CreateQueue: (input: sdk.CreateQueueRequest) => ({
      QueueUrl: sqs.urlOf(
        sqs.create(input.QueueName ?? '', (input.Attributes ?? {}) as Record<string, string>),
      ),
    }),
    GetQueueUrl: (input: sdk.GetQueueUrlRequest) => ({ QueueUrl: sqs.urlOf(sqs.queue(input.QueueName)) }),
    ListQueues: (input: sdk.ListQueuesRequest) => ({
      QueueUrls: sqs
        .queues()
        .filter((queue) => queue.name.startsWith(input.QueueNamePrefix ?? ''))
        .map((queue) => sqs.urlOf(queue)),
    }),
    GetQueueAttributes(input: sdk.GetQueueAttributesRequest) {
      const queue = sqs.queue(input.QueueUrl);
      const depth = queue.depth();
      const all: Record<string, string> = {
        ...attributesOf(queue.settings),
        QueueArn: queue.arn,
        ApproximateNumberOfMessages: String(depth.visible),
        ApproximateNumberOfMessagesNotVisible: String(depth.inFlight),
        ApproximateNumberOfMessagesDelayed: String(depth.delayed),
        CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
        LastModifiedTimestamp: String(Math.floor(queue.createdAt / 1000)),
      };
      const wanted: string[] = input.AttributeNames ?? [];
      return {
        Attributes: Object.fromEntries(
          Object.entries(all).filter(([name]) => wanted.includes('All') || wanted.includes(name)),
        ),
      };
    },
    SetQueueAttributes(input: sdk.SetQueueAttributesRequest) {
      const queue = sqs.queue(input.QueueUrl);
      if (input.Attributes && 'FifoQueue' in input.Attributes) throw unknownAttribute('FifoQueue');
      sqs.change(queue, (input.Attributes ?? {}) as Record<string, string>);
      return {};
    },
    PurgeQueue(input: sdk.PurgeQueueRequest) {
      sqs.queue(input.QueueUrl).purge();
      return {};
    },
    DeleteQueue(input: sdk.DeleteQueueRequest) {
      sqs.remove(sqs.queue(input.QueueUrl));
      return {};
    },
    ListDeadLetterSourceQueues: (input: sdk.ListDeadLetterSourceQueuesRequest) => ({
      queueUrls: sqs.sourcesOf(sqs.queue(input.QueueUrl)).map((queue) => sqs.urlOf(queue)),
    }),
    ...moveOperations(sqs),
  };
}
