import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { typePrefix } from '../../events/define-event.ts';
import { type EventKey, isEventKey } from '../../events/envelope.ts';
import { errorForLog, type Log } from '../platform/log.ts';
import type { EventStore } from '../store/event-store.ts';
import { type FeedWriterDeps, type MessageDraft, publishMessages } from './feed/append.ts';
import type { EntityRef } from './feed/feed.ts';

/** An EventBridge event; `detail` is a CloudEvent that the gateway published. */
const busMessage = z.object({
  detail: z.object({
    id: z.string(),
    type: z.string().startsWith(typePrefix),
    subject: z.string(),
    data: z.looseObject({
      plant: z.string(),
      /** the event that caused it; that event's partner may read the message */
      because: z.looseObject({ eventKey: z.string() }).optional(),
    }),
  }),
});
export type BusMessage = z.infer<typeof busMessage>['detail'];

export interface RelayDeps extends FeedWriterDeps {
  eventStore: Pick<EventStore, 'get'>;
}

/**
 * Relays messages of the queue that the bus fills. An unreadable message does not hold back the others; it becomes a
 * dead letter. Throws when a store fails; SQS then delivers all messages again.
 */
export const handle = async (
  { Records }: SQSEvent,
  deps: RelayDeps & { log: Log },
): Promise<SQSBatchResponse> => {
  const messages: BusMessage[] = [];
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const { messageId, body } of Records) {
    try {
      messages.push(busMessage.parse(JSON.parse(body)).detail);
    } catch (error) {
      deps.log.error('MESSAGE_UNREADABLE', { what: 'relay', messageId, ...errorForLog(error) });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  await relay(messages, deps);
  return { batchItemFailures };
};

/** Appends messages from the bus to the feeds of their plants. A message that is delivered again is appended once. */
export const relay = async (messages: readonly BusMessage[], deps: RelayDeps): Promise<void> => {
  for (const [plant, ofPlant] of Map.groupBy(messages, ({ data }) => data.plant)) {
    const drafts = await Promise.all(ofPlant.map((message) => draftOf(message, deps)));
    await publishMessages(plant, drafts.toSorted(byTime), deps);
  }
};

const byTime = ({ happened: a = '' }: MessageDraft, { happened: b = '' }: MessageDraft): number =>
  a < b ? -1 : a > b ? 1 : 0;

const draftOf = async (message: BusMessage, { eventStore }: RelayDeps): Promise<MessageDraft> => {
  const key = eventKeyOf(message);
  const record = key && (await eventStore.get(key));
  return {
    name: message.type.slice(typePrefix.length).replace(/\.v\d+$/, ''),
    subject: message.subject,
    thing: entityOf(message),
    // The bus has no order. The time lets the feed drop a lot message that is older than the lot's last one.
    ...(record?.settledAt && { happened: record.settledAt }),
    data: message.data,
    hash: message.id,
    busId: message.id,
    ...(record && { partner: record.partner }),
  };
};

/**
 * Lot messages update the lot's state. Every other message is an entity of its own, so a repeat finds itself in the
 * feed. Its stored entity type is `said`.
 */
const entityOf = ({ id, type, data: { item, lot } }: BusMessage): EntityRef =>
  type.includes('lot.') && typeof item === 'string' && typeof lot === 'string'
    ? { kind: 'lot', name: `${item}/${lot}` }
    : { kind: 'said', name: id };

/** `event.posted` and `event.quarantined` have the event as their subject. */
const eventKeyOf = ({ subject, data }: BusMessage): EventKey | undefined => {
  const key = data.because?.eventKey ?? subject;
  return isEventKey(key) ? key : undefined;
};
