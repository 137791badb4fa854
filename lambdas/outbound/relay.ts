import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { typePrefix } from '../../events/define-event.ts';
import { type EventKey, isEventKey } from '../../events/identity.ts';
import { errorForLog, type Log } from '../platform/log.ts';
import type { EventStore } from '../store/event-store.ts';
import { type FeedWriterDeps, type MessageDraft, publishMessages } from './feed/append.ts';
import type { EntityRef } from './feed/feed.ts';

/** What the bus hands over: `detail` is a CloudEvent of the gateway's own. */
export const heard = z.object({
  detail: z.object({
    id: z.string(),
    type: z.string().startsWith(typePrefix),
    subject: z.string(),
    data: z.looseObject({
      plant: z.string(),
      /** the event that it is about: whose it was decides who may read of it */
      because: z.looseObject({ eventKey: z.string() }).optional(),
    }),
  }),
});
export type Heard = z.infer<typeof heard>['detail'];

export interface RelayDeps extends FeedWriterDeps {
  eventStore: Pick<EventStore, 'get'>;
}

/** Puts what the bus says into the feeds of its plants, each once, however often it is heard. */
export const relay = async (all: readonly Heard[], deps: RelayDeps): Promise<void> => {
  for (const [plant, of] of Map.groupBy(all, ({ data }) => data.plant)) {
    const drafts = await Promise.all(of.map((each) => draftOf(each, deps)));
    await publishMessages(plant, drafts.toSorted(byTime), deps);
  }
};

const byTime = ({ happened: a = '' }: MessageDraft, { happened: b = '' }: MessageDraft): number =>
  a < b ? -1 : a > b ? 1 : 0;

const draftOf = async (said: Heard, { eventStore }: RelayDeps): Promise<MessageDraft> => {
  const key = eventKeyOf(said);
  const record = key && (await eventStore.get(key));
  return {
    name: said.type.slice(typePrefix.length).replace(/\.v\d+$/, ''),
    subject: said.subject,
    thing: thingOf(said),
    // The bus has no order: of a lot, what was booked before what was told of it last is old news.
    ...(record?.settledAt && { happened: record.settledAt }),
    data: said.data,
    hash: said.id,
    busId: said.id,
    ...(record && { partner: record.partner }),
  };
};

/** A lot stands by what was said of it last; all else that is said is a thing of its own: heard again, it has been told. */
const thingOf = ({ id, type, data: { item, lot } }: Heard): EntityRef =>
  type.includes('lot.') && typeof item === 'string' && typeof lot === 'string'
    ? { kind: 'lot', name: `${item}/${lot}` }
    : { kind: 'said', name: id };

/** `event.posted` and `event.quarantined` have the event as their subject. */
const eventKeyOf = ({ subject, data }: Heard): EventKey | undefined => {
  const key = data.because?.eventKey ?? subject;
  return isEventKey(key) ? key : undefined;
};

/**
 * Messages of the queue that the bus fills; one that cannot be read holds back no other, and ends among the dead letters.
 * Throws when a store fails: all of them come again.
 */
export const handle = async (
  { Records }: SQSEvent,
  deps: RelayDeps & { log: Log },
): Promise<SQSBatchResponse> => {
  const read: Heard[] = [];
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const { messageId, body } of Records) {
    try {
      read.push(heard.parse(JSON.parse(body)).detail);
    } catch (error) {
      deps.log.error('MESSAGE_UNREADABLE', { what: 'relay', messageId, ...errorForLog(error) });
      batchItemFailures.push({ itemIdentifier: messageId });
    }
  }
  await relay(read, deps);
  return { batchItemFailures };
};
