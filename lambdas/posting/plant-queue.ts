import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type EventKey, isEventKey } from '../../events/envelope.ts';

const ticket = z.object({
  eventKey: z.custom<EventKey>((value) => typeof value === 'string' && isEventKey(value)),
  /** the event's place among those with its ordering key */
  acceptedAt: z.string().min(1).max(40),
});

/**
 * Body of a message in a plant queue; the events themselves are in the event store. `stream` is the ordering key: queues
 * in use hold messages with this name.
 */
const body = ticket.extend({
  stream: z.string().min(1).max(256),
  /** later events of the ordering key that were aggregated with this one */
  also: z.array(ticket).optional(),
  /** a wake-up, no event to post: at this time the aggregated events of the ordering key are sent */
  due: z.string().max(40).optional(),
});

export const plantQueueMessage = body.transform(({ stream, ...message }) => ({
  ...message,
  orderingKey: stream,
}));
export type PlantQueueMessage = z.output<typeof plantQueueMessage>;

/** The body that {@link plantQueueMessage} reads. */
export const bodyOf = ({ orderingKey, ...message }: PlantQueueMessage): string =>
  JSON.stringify({ ...message, stream: orderingKey } satisfies z.input<typeof body>);

export interface MessageToSend extends PlantQueueMessage {
  /** within five minutes SQS drops a second message with the same id */
  deduplicationId: string;
}

/** Sends to the plants' FIFO queues. */
export interface PlantQueue {
  /**
   * Sends messages. Callers pass at most one message per ordering key, because a partial failure could change the order
   * of two. Returns the keys of the events that could not be sent. Never throws.
   */
  send(plant: string, messages: readonly MessageToSend[]): Promise<Set<EventKey>>;
}

/** The message group. A wake-up has its own group, because a hidden message holds back all others of its group. */
export const groupOf = ({ orderingKey, due }: Pick<PlantQueueMessage, 'orderingKey' | 'due'>): string =>
  messageGroup(due === undefined ? orderingKey : `due/${orderingKey}`);

/** SQS allows 128 visible ASCII characters in a message group. Any other ordering key becomes a hash. */
export const messageGroup = (orderingKey: string): string =>
  /^[\x21-\x7e]{1,128}$/.test(orderingKey)
    ? orderingKey
    : `hashed/${createHash('sha256').update(orderingKey).digest('hex').slice(0, 32)}`;

/** Turns a plant queue's event source off and on. The messages and their receive counts stay in the queue. */
export interface PlantQueueSwitch {
  /** True when this call turned it off. */
  pause(plant: string): Promise<boolean>;
  /** True when it is on or turning on. False while AWS still works on an earlier change. */
  resume(plant: string): Promise<boolean>;
}
