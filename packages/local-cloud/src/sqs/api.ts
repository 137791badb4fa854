import { randomUUID } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-sqs';
import { AwsError, type AwsRequest, type Operations } from '../aws-endpoint.ts';
import type { SqsEngine } from './engine.ts';
import { invalidValue, missingParameter, unknownAttribute } from './errors.ts';
import {
  attributesMd5,
  type CheckedMessage,
  md5,
  type SendInput,
  sequenceNumber,
  sizeOf,
} from './message.ts';
import type { Queue } from './queue.ts';
import { attributesOf } from './queue-attributes.ts';
import { batch, inRange, wireMessage } from './wire.ts';

type Receipt = { ReceiptHandle?: string | undefined };
const handleOf = (input: Receipt): string => {
  if (!input.ReceiptHandle) throw missingParameter('ReceiptHandle');
  return input.ReceiptHandle;
};

function sent(queue: Queue, message: CheckedMessage) {
  const { id, seq } = queue.send(message);
  return {
    MessageId: id,
    MD5OfMessageBody: md5(message.body),
    ...(Object.keys(message.attributes).length > 0
      ? { MD5OfMessageAttributes: attributesMd5(message.attributes) }
      : {}),
    ...(queue.settings.fifo ? { SequenceNumber: sequenceNumber(seq) } : {}),
  };
}

/** SQS operations on messages, in the JSON protocol. */
export function messageOperations(sqs: SqsEngine): Operations {
  return {
    SendMessage(input: SendInput & { QueueUrl: string }) {
      const queue = sqs.queue(input.QueueUrl);
      return sent(queue, queue.check(input));
    },
    SendMessageBatch(input: { QueueUrl: string; Entries: (SendInput & { Id: string })[] }) {
      const queue = sqs.queue(input.QueueUrl);
      const size = (input.Entries ?? []).reduce(
        (sum, entry) => sum + sizeOf(entry.MessageBody ?? '', entry.MessageAttributes),
        0,
      );
      if (size > queue.settings.maximumMessageSize && input.Entries.length > 1)
        throw new AwsError(
          'BatchRequestTooLong',
          'Batch requests cannot be longer than the maximum message size.',
          {
            queryCode: 'AWS.SimpleQueueService.BatchRequestTooLong',
          },
        );
      return sqs.atomically(() => batch(input.Entries, (entry) => sent(queue, queue.check(entry))));
    },
    async ReceiveMessage(input: sdk.ReceiveMessageRequest, { signal }: AwsRequest) {
      const queue = sqs.queue(input.QueueUrl);
      const messages = await queue.receive({
        max: inRange('MaxNumberOfMessages', input.MaxNumberOfMessages, 1, 10),
        visibilityTimeout: inRange('VisibilityTimeout', input.VisibilityTimeout, 0, 43_200),
        wait: inRange('WaitTimeSeconds', input.WaitTimeSeconds, 0, 20),
        signal,
      });
      const wanted = {
        system: [...(input.MessageSystemAttributeNames ?? []), ...(input.AttributeNames ?? [])],
        own: input.MessageAttributeNames ?? [],
      };
      return messages.length > 0
        ? { Messages: messages.map((message) => wireMessage(message, queue.settings.fifo, wanted)) }
        : {};
    },
    DeleteMessage(input: sdk.DeleteMessageRequest) {
      sqs.queue(input.QueueUrl).delete(handleOf(input));
      return {};
    },
    DeleteMessageBatch(input: sdk.DeleteMessageBatchRequest) {
      const queue = sqs.queue(input.QueueUrl);
      return sqs.atomically(() =>
        batch(input.Entries, (entry) => {
          queue.delete(handleOf(entry));
          return {};
        }),
      );
    },
    ChangeMessageVisibility(input: sdk.ChangeMessageVisibilityRequest) {
      if (input.VisibilityTimeout === undefined) throw missingParameter('VisibilityTimeout');
      sqs.queue(input.QueueUrl).changeVisibility(handleOf(input), input.VisibilityTimeout);
      return {};
    },
    ChangeMessageVisibilityBatch(input: sdk.ChangeMessageVisibilityBatchRequest) {
      const queue = sqs.queue(input.QueueUrl);
      return batch(input.Entries, (entry) => {
        queue.changeVisibility(handleOf(entry), entry.VisibilityTimeout ?? 0);
        return {};
      });
    },
  };
}

/** SQS operations on queues. */
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

interface MoveTask {
  handle: string;
  source: Queue;
  destination: Queue | undefined;
  /** milliseconds since the epoch */
  startedAt: number;
  moved: number;
}

/** Dead-letter queue redrive. A move task is complete when StartMessageMoveTask returns. */
export function moveOperations(sqs: SqsEngine): Operations {
  const tasks: MoveTask[] = [];
  return {
    StartMessageMoveTask({ SourceArn, DestinationArn }: sdk.StartMessageMoveTaskRequest) {
      if (!SourceArn) throw missingParameter('SourceArn');
      const source = sqs.byArn(SourceArn);
      if (sqs.sourcesOf(source).length === 0)
        throw invalidValue('SourceArn', SourceArn, 'Source queue must be configured as a Dead Letter Queue');
      const destination = DestinationArn ? sqs.byArn(DestinationArn) : undefined;
      const moved = moveAll(sqs, source, destination);
      const task = { handle: randomUUID(), source, destination, startedAt: Date.now(), moved };
      tasks.unshift(task);
      return { TaskHandle: task.handle };
    },
    ListMessageMoveTasks: ({ SourceArn = '', MaxResults = 1 }: sdk.ListMessageMoveTasksRequest) => ({
      Results: tasks
        .filter(({ source }) => source === sqs.byArn(SourceArn))
        .slice(0, MaxResults)
        .map(({ source, destination, moved, startedAt }) => ({
          Status: 'COMPLETED',
          SourceArn: source.arn,
          ...(destination ? { DestinationArn: destination.arn } : {}),
          ApproximateNumberOfMessagesMoved: moved,
          StartedTimestamp: startedAt,
        })),
    }),
  };
}

/** Moves visible messages in order, to the destination or to their source queue. Messages in flight stay. */
function moveAll(sqs: SqsEngine, source: Queue, destination: Queue | undefined): number {
  return sqs.atomically(() => {
    const messages = source.peek(-1).flatMap((message) => {
      const target =
        destination ?? (message.dead_letter_source ? sqs.byArn(message.dead_letter_source) : undefined);
      return target ? [{ message, target }] : [];
    });
    for (const { message, target } of messages)
      target.take(message, { id: randomUUID(), receiveCount: 0, source: null });
    return messages.length;
  });
}
