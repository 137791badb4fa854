import type { SendMessageRequest } from '@aws-sdk/client-sqs';
import { AwsError } from '../aws-error.ts';
import { invalidValue, missingParameter } from './errors.ts';
import { contentHash, sizeOf, type WireAttributes } from './message.ts';
import type { QueueSettings } from './settings.ts';

export type SendInput = Omit<SendMessageRequest, 'QueueUrl' | 'MessageAttributes'> & {
  MessageAttributes?: WireAttributes | undefined;
};

export interface CheckedMessage {
  body: string;
  attributes: WireAttributes;
  group: string | null;
  dedup: string | null;
  delay: number;
  traceHeader: string | null;
}

// XML 1.0's characters, which is what SQS accepts
const legalText = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;
const legalId = /^[A-Za-z0-9!-/:-@[-`{-~]{1,128}$/;

/** What SendMessage refuses, with SQS's own codes. */
export function checkMessage(settings: QueueSettings, input: SendInput): CheckedMessage {
  const { MessageBody: body, MessageAttributes: attributes = {} } = input;
  if (!body) throw missingParameter('MessageBody');
  if (!legalText.test(body))
    throw new AwsError('InvalidMessageContents', 'Message contains characters outside the allowed set.');
  if (sizeOf(body, attributes) > settings.maximumMessageSize)
    throw new AwsError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${settings.maximumMessageSize} bytes.`,
    );
  if (Object.keys(attributes).length > 10)
    throw invalidValue('MessageAttributes', Object.keys(attributes).length, 'At most 10 attributes');
  for (const [name, value] of Object.entries(attributes))
    if (!/^(String|Number|Binary)(\..+)?$/.test(value.DataType ?? ''))
      throw invalidValue('DataType', value.DataType, `Message attribute ${name} has an invalid type`);
  const { group, dedup } = settings.fifo ? fifoIds(settings, input, body) : standardIds(input);
  return {
    body,
    attributes,
    group,
    dedup,
    delay: delayOf(settings, input.DelaySeconds),
    traceHeader: input.MessageSystemAttributes?.AWSTraceHeader?.StringValue ?? null,
  };
}

function fifoIds(settings: QueueSettings, input: SendInput, body: string) {
  const group = input.MessageGroupId;
  if (!group) throw missingParameter('MessageGroupId');
  checkId('MessageGroupId', group);
  const dedup = input.MessageDeduplicationId;
  if (dedup) checkId('MessageDeduplicationId', dedup);
  else if (!settings.contentBasedDeduplication)
    throw new AwsError(
      'InvalidParameterValue',
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  return { group, dedup: dedup ?? contentHash(body) };
}

/** Standard queues take a group for fairness between tenants, and no deduplication. */
function standardIds(input: SendInput) {
  if (input.MessageDeduplicationId)
    throw invalidValue(
      'MessageDeduplicationId',
      input.MessageDeduplicationId,
      'The request includes a parameter that is not valid for this queue type',
    );
  return { group: input.MessageGroupId ?? null, dedup: null };
}

function checkId(name: string, value: string): void {
  if (!legalId.test(value))
    throw invalidValue(name, value, `${name} can only include alphanumeric and punctuation characters`);
}

function delayOf(settings: QueueSettings, delay: number | undefined): number {
  if (delay === undefined) return settings.delay;
  if (settings.fifo && delay !== 0)
    throw invalidValue(
      'DelaySeconds',
      delay,
      'The request include parameter that is not valid for this queue type',
    );
  if (!Number.isInteger(delay) || delay < 0 || delay > 900)
    throw invalidValue('DelaySeconds', delay, 'DelaySeconds must be >= 0 and <= 900');
  return delay || (settings.fifo ? settings.delay : 0);
}
