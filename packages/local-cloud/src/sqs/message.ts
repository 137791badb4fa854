import { createHash } from 'node:crypto';
import type { MessageAttributeValue } from '@aws-sdk/client-sqs';

/** An attribute as it travels in JSON: binary values are base64 text. */
export type WireAttribute = Omit<MessageAttributeValue, 'BinaryValue'> & { BinaryValue?: string };
export type WireAttributes = Record<string, WireAttribute>;

/** A message as the store holds it. Times in milliseconds since the epoch. */
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
  /** token of the latest receive; null until received in this queue */
  claim: string | null;
  received_at: number | null;
  first_received_at: number | null;
  receive_count: number;
  dead_letter_source: string | null;
}

export const sequenceNumber = (seq: number): string => String(seq).padStart(20, '0');

export const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export const contentHash = (body: string): string => createHash('sha256').update(body).digest('hex');

/** SQS's digest of message attributes: each part with its length before it, names sorted. */
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

/** A receipt handle names the message and the very receive it came from. */
export const receiptHandle = (message: { seq: number; claim: string }): string =>
  Buffer.from(`${message.seq} ${message.claim}`).toString('base64');

export function parseReceiptHandle(handle: string): { seq: number; claim: string } | undefined {
  const match = /^(\d+) ([0-9a-f-]{36})$/.exec(Buffer.from(handle, 'base64').toString());
  return match?.[1] && match[2] ? { seq: Number(match[1]), claim: match[2] } : undefined;
}
