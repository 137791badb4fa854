import { createHash } from 'node:crypto';
import type { MessageAttributeValue, SendMessageRequest } from '@aws-sdk/client-sqs';
import { AwsError } from '../aws-endpoint.ts';
import { invalidValue, missingParameter } from './errors.ts';
import type { QueueSettings } from './queue-attributes.ts';

/** A message attribute in the JSON protocol: binary values are base64 text. */
export type WireAttribute = Omit<MessageAttributeValue, 'BinaryValue'> & { BinaryValue?: string };
export type WireAttributes = Record<string, WireAttribute>;

/** One row of the table `message`. Times are milliseconds since the epoch. */
export interface StoredMessage {
  seq: number;
  queue: string;
  id: string;
  group_id: string | null;
  dedup_id: string | null;
  body: string;
  attributes: string | null;
  trace_header: string | null;
  sent_at: number;
  visible_at: number;
  /** token of the latest receive; null while the message was not yet received from this queue */
  claim: string | null;
  received_at: number | null;
  first_received_at: number | null;
  receive_count: number;
  dead_letter_source: string | null;
}

export const sequenceNumber = (seq: number): string => String(seq).padStart(20, '0');

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export const contentHash = (body: string): string => createHash('sha256').update(body).digest('hex');

/** MD5 of message attributes as SQS defines it: sorted by name, each part prefixed with its length. */
export function attributesMd5(attributes: WireAttributes): string {
  const hash = createHash('md5');
  const part = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, value] of Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))) {
    part(Buffer.from(name));
    part(Buffer.from(value.DataType ?? ''));
    hash.update(Buffer.of(value.StringValue === undefined ? 2 : 1));
    part(
      value.StringValue === undefined
        ? Buffer.from(value.BinaryValue ?? '', 'base64')
        : Buffer.from(value.StringValue),
    );
  }
  return hash.digest('hex');
}

export function sizeOf(body: string, attributes: WireAttributes = {}): number {
  let size = Buffer.byteLength(body);
  for (const [name, value] of Object.entries(attributes)) {
    size += Buffer.byteLength(name) + Buffer.byteLength(value.DataType ?? '');
    size +=
      Buffer.byteLength(value.StringValue ?? '') + Buffer.from(value.BinaryValue ?? '', 'base64').length;
  }
  return size;
}

/** A receipt handle identifies the message and one receive of it. */
export const receiptHandle = (message: { seq: number; claim: string }): string =>
  Buffer.from(`${message.seq} ${message.claim}`).toString('base64');

export function parseReceiptHandle(handle: string): { seq: number; claim: string } | undefined {
  const match = /^(\d+) ([0-9a-f-]{36})$/.exec(Buffer.from(handle, 'base64').toString());
  return match?.[1] && match[2] ? { seq: Number(match[1]), claim: match[2] } : undefined;
}

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

// SQS accepts the characters of XML 1.0.
const legalText = /^[\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]*$/u;
const legalId = /^[A-Za-z0-9!-/:-@[-`{-~]{1,128}$/;

/** Throws SQS's error codes for what SendMessage refuses. */
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

/** Standard queues accept a message group (for fair queues) and refuse a deduplication id. */
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
