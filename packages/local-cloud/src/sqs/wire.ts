import { AwsError } from '../aws-endpoint.ts';
import { invalidValue } from './errors.ts';
import { attributesMd5, md5, receiptHandle, sequenceNumber, type WireAttributes } from './message.ts';
import type { ReceivedMessage } from './queue.ts';

/** AWS gives the sender's principal here. The local cloud has only one. */
export const sender = 'AIDALOCALCLOUD';

export function systemAttributes(message: ReceivedMessage, fifo: boolean): Record<string, string> {
  return {
    SenderId: sender,
    SentTimestamp: String(message.sent_at),
    ApproximateReceiveCount: String(message.receive_count),
    ApproximateFirstReceiveTimestamp: String(message.first_received_at),
    ...(message.group_id === null ? {} : { MessageGroupId: message.group_id }),
    ...(fifo ? { SequenceNumber: sequenceNumber(message.seq) } : {}),
    ...(message.dedup_id === null ? {} : { MessageDeduplicationId: message.dedup_id }),
    ...(message.trace_header === null ? {} : { AWSTraceHeader: message.trace_header }),
    ...(message.dead_letter_source === null ? {} : { DeadLetterQueueSourceArn: message.dead_letter_source }),
  };
}

export const messageAttributes = (message: ReceivedMessage): WireAttributes =>
  message.attributes === null ? {} : JSON.parse(message.attributes);

/** A message in the form of ReceiveMessage, with the requested attributes. */
export function wireMessage(
  message: ReceivedMessage,
  fifo: boolean,
  wanted: { system: string[]; own: string[] },
) {
  const system = Object.entries(systemAttributes(message, fifo)).filter(
    ([name]) => wanted.system.includes('All') || wanted.system.includes(name),
  );
  const own = Object.entries(messageAttributes(message)).filter(([name]) =>
    wanted.own.some(
      (pattern) =>
        pattern === 'All' ||
        pattern === name ||
        (pattern.endsWith('.*') && name.startsWith(pattern.slice(0, -2))),
    ),
  );
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle(message),
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(system.length > 0 ? { Attributes: Object.fromEntries(system) } : {}),
    ...(own.length > 0
      ? {
          MessageAttributes: Object.fromEntries(own),
          MD5OfMessageAttributes: attributesMd5(Object.fromEntries(own)),
        }
      : {}),
  };
}

interface Failed {
  Id: string;
  SenderFault: boolean;
  Code: string;
  Message: string;
}

/** Runs a batch entry by entry. A refused entry does not stop the others. */
export function batch<Entry extends { Id?: string | undefined }, Result extends object>(
  entries: Entry[] | undefined,
  each: (entry: Entry) => Result,
): { Successful: (Result & { Id: string })[]; Failed?: Failed[] } {
  const Successful: (Result & { Id: string })[] = [];
  const Failed: Failed[] = [];
  for (const entry of checkedEntries(entries)) {
    const Id = entry.Id ?? '';
    try {
      Successful.push({ Id, ...each(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      Failed.push({ Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return Failed.length > 0 ? { Successful, Failed } : { Successful };
}

function checkedEntries<Entry extends { Id?: string | undefined }>(entries: Entry[] | undefined): Entry[] {
  const bad = (code: string, message: string) =>
    new AwsError(code, message, { queryCode: `AWS.SimpleQueueService.${code}` });
  if (!entries || entries.length === 0)
    throw bad('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (entries.length > 10)
    throw bad(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are 10. You have sent ${entries.length}.`,
    );
  const ids = entries.map((entry) => entry.Id ?? '');
  if (ids.some((id) => !/^[A-Za-z0-9_-]{1,80}$/.test(id)))
    throw bad(
      'InvalidBatchEntryId',
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores.',
    );
  if (new Set(ids).size < ids.length)
    throw bad('BatchEntryIdsNotDistinct', 'Two or more batch entries have the same Id.');
  return entries;
}

export function inRange(
  name: string,
  value: number | undefined,
  from: number,
  to: number,
): number | undefined {
  if (value !== undefined && (!Number.isInteger(value) || value < from || value > to))
    throw invalidValue(name, value, `Must be between ${from} and ${to}, if provided`);
  return value;
}
