import type { EventKey } from '../../events/envelope.ts';
import { groupOf, type MessageToSend, type PlantQueue } from '../../lambdas/posting/plant-queue.ts';

interface Held {
  messageId: string;
  message: MessageToSend;
  inFlight: boolean;
  receives: number;
}

/** A plant's FIFO queue in memory: order and lock per ordering key, deduplication, up to ten messages per receive. */
export class FifoQueue implements PlantQueue {
  readonly #messages: Held[] = [];
  readonly #seen = new Set<string>();
  #serial = 0;
  /** ordering keys whose next sends fail */
  readonly failing = new Set<string>();
  /** true: sends succeed, but are answered as failed */
  ambiguous = false;

  async send(_plant: string, messages: readonly MessageToSend[]): Promise<Set<EventKey>> {
    const failed = new Set<EventKey>();
    for (const message of messages) {
      const fails = this.failing.delete(message.orderingKey);
      if (fails) failed.add(message.eventKey);
      if (fails && !this.ambiguous) continue;
      if (this.#seen.has(message.deduplicationId)) continue;
      this.#seen.add(message.deduplicationId);
      this.deliver(message);
    }
    return failed;
  }

  /** Puts a message in as it is: SQS delivers at least once. */
  deliver(message: MessageToSend): void {
    this.#serial += 1;
    this.#messages.push({ messageId: `m${this.#serial}`, message, inFlight: false, receives: 0 });
  }

  receive(max = 10): { messageId: string; message: MessageToSend; receiveCount: number }[] {
    const locked = new Set(
      this.#messages.filter((held) => held.inFlight).map((held) => groupOf(held.message)),
    );
    const taken = this.#messages.filter((held) => !locked.has(groupOf(held.message))).slice(0, max);
    for (const held of taken) {
      held.inFlight = true;
      held.receives += 1;
    }
    return taken.map(({ messageId, message, receives }) => ({ messageId, message, receiveCount: receives }));
  }

  delete(messageId: string): void {
    const index = this.#messages.findIndex((held) => held.messageId === messageId);
    if (index >= 0) this.#messages.splice(index, 1);
  }

  /** The message is visible again, and so are the later ones of its ordering key. */
  release(messageId: string): void {
    for (const held of this.#messages) if (held.messageId === messageId) held.inFlight = false;
  }

  /** The visibility timeout of everything in flight ran out. */
  reappear(): void {
    for (const held of this.#messages) held.inFlight = false;
  }

  get size(): number {
    return this.#messages.length;
  }
}
