import { createHash } from 'node:crypto';
import * as z from 'zod';
import { type EventKey, isEventKey } from '../../events/identity.ts';

const ticket = z.object({
  eventKey: z.custom<EventKey>((value) => typeof value === 'string' && isEventKey(value)),
  /** the event's place in its stream */
  acceptedAt: z.string().min(1).max(40),
});

/** What travels through a lane: the events themselves stay in the ledger. */
export const plantQueueMessage = ticket.extend({
  stream: z.string().min(1).max(256),
  /** events of the stream that were gathered behind this one */
  also: z.array(ticket).optional(),
  /** not an event to post: at this time what is gathered of the stream is to be sent */
  due: z.string().max(40).optional(),
});
export type PlantQueueMessage = z.infer<typeof plantQueueMessage>;

export interface MessageToSend extends PlantQueueMessage {
  /** within five minutes SQS drops a second message with the same id */
  deduplicationId: string;
}

/** A plant's FIFO queue, as senders see it. */
export interface PlantQueue {
  /**
   * Sends at most one message per stream, so that a partial failure cannot turn their order round.
   * Answers the event keys that could not be sent; throws never.
   */
  send(plant: string, messages: readonly MessageToSend[]): Promise<Set<EventKey>>;
}

/** The message group. A wake-up has one of its own: hidden until it is due, it must hold nobody back. */
export const groupOf = ({ stream, due }: Pick<PlantQueueMessage, 'stream' | 'due'>): string =>
  messageGroup(due === undefined ? stream : `due/${stream}`);

/** SQS allows 128 visible ASCII characters in a message group; other streams go by their hash. */
export const messageGroup = (stream: string): string =>
  /^[\x21-\x7e]{1,128}$/.test(stream)
    ? stream
    : `hashed/${createHash('sha256').update(stream).digest('hex').slice(0, 32)}`;

/** Turns a lane's event source on and off; messages keep in the queue, and their receive counts too. */
export interface PlantQueueSwitch {
  /** True when it was running until now. */
  pause(plant: string): Promise<boolean>;
  /** True when it runs now or is about to; false while AWS still carries out an earlier change. */
  resume(plant: string): Promise<boolean>;
}
