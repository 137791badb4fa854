import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { StoredMessage } from './message.ts';
import type { Queue } from './queue.ts';
import type { MessageStore } from './store.ts';

export type ReceivedMessage = StoredMessage & { claim: string };

export interface QueueContext {
  store: MessageStore;
  clock: Clock;
  atomically<T>(work: () => T): T;
  /** the queue that takes what was received too often */
  deadLetterQueue(queue: Queue): Queue | undefined;
}

/** Takes up to `max` messages in hand; what was received too often goes to the dead-letter queue instead. */
export function claimMessages(
  context: QueueContext,
  queue: Queue,
  { max, visibilityTimeout }: { max: number; visibilityTimeout: number },
): ReceivedMessage[] {
  const { store, clock } = context;
  const now = clock.now();
  for (;;) {
    const ready = queue.settings.fifo
      ? store.readyFifo(queue.name, now, max)
      : store.ready(queue.name, now, max);
    // Taking a spent message out makes room for the next of its group, so look again.
    if (bury(context, queue, ready) > 0) continue;
    return ready.map((message) => {
      const claim = randomUUID();
      store.claim(message.seq, claim, now, now + visibilityTimeout * 1000);
      return {
        ...message,
        claim,
        received_at: now,
        first_received_at: message.first_received_at ?? now,
        receive_count: message.receive_count + 1,
      };
    });
  }
}

function bury(context: QueueContext, queue: Queue, ready: StoredMessage[]): number {
  const target = context.deadLetterQueue(queue);
  const limit = queue.settings.redrive?.maxReceiveCount;
  if (!target || limit === undefined) return 0;
  const spent = ready.filter((message) => message.receive_count >= limit);
  for (const message of spent)
    target.take(message, { id: message.id, receiveCount: message.receive_count, source: queue.arn });
  return spent.length;
}
