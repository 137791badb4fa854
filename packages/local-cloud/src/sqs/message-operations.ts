import type * as sdk from '@aws-sdk/client-sqs';
import type { AwsRequest, Operations } from '../aws-endpoint.ts';
import { AwsError } from '../aws-error.ts';
import type { CheckedMessage, SendInput } from './check-message.ts';
import type { SqsEngine } from './engine.ts';
import { missingParameter } from './errors.ts';
import { attributesMd5, md5, sequenceNumber, sizeOf } from './message.ts';
import type { Queue } from './queue.ts';
import { batch, wireMessage, within } from './wire.ts';

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

/** The messages side of the SQS API, in its JSON protocol. */
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
        max: within('MaxNumberOfMessages', input.MaxNumberOfMessages, 1, 10),
        visibilityTimeout: within('VisibilityTimeout', input.VisibilityTimeout, 0, 43_200),
        wait: within('WaitTimeSeconds', input.WaitTimeSeconds, 0, 20),
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
