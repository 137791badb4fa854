import { attributesMd5, md5, receiptHandle } from '../sqs/message.ts';
import type { Queue, ReceivedMessage } from '../sqs/queue.ts';
import { messageAttributes, systemAttributes } from '../sqs/wire.ts';

/** The event that Lambda passes to a function for a batch of SQS messages. */
export function sqsEvent(queue: Queue, messages: ReceivedMessage[], region: string) {
  return { Records: messages.map((message) => record(queue, message, region)) };
}

function record(queue: Queue, message: ReceivedMessage, region: string) {
  const own = messageAttributes(message);
  return {
    messageId: message.id,
    receiptHandle: receiptHandle(message),
    body: message.body,
    attributes: systemAttributes(message, queue.settings.fifo),
    messageAttributes: Object.fromEntries(
      Object.entries(own).map(([name, { StringValue, BinaryValue, DataType }]) => [
        name,
        {
          ...(StringValue === undefined ? {} : { stringValue: StringValue }),
          ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
          stringListValues: [],
          binaryListValues: [],
          dataType: DataType,
        },
      ]),
    ),
    ...(Object.keys(own).length > 0 ? { md5OfMessageAttributes: attributesMd5(own) } : {}),
    md5OfBody: md5(message.body),
    eventSource: 'aws:sqs',
    eventSourceARN: queue.arn,
    awsRegion: region,
  };
}

/**
 * Message ids that the function reports as failed. As on AWS, an invalid answer fails the whole batch and an empty
 * answer means success.
 */
export function failedItems(payload: string, batch: string[]): Set<string> {
  const everything = new Set(batch);
  let answer: unknown;
  try {
    answer = JSON.parse(payload);
  } catch {
    return everything;
  }
  if (typeof answer !== 'object' || answer === null) return new Set();
  const { batchItemFailures: failures } = answer as { batchItemFailures?: unknown };
  if (failures === undefined || failures === null) return new Set();
  if (!Array.isArray(failures)) return everything;
  const ids = failures.map((failure: { itemIdentifier?: unknown } | null) => failure?.itemIdentifier);
  const known = ids.every((id): id is string => typeof id === 'string' && everything.has(id));
  return known ? new Set(ids) : everything;
}
