import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { badReceipt, expiredReceipt, invalidValue } from './errors.ts';
import { LongPolls } from './long-polling.ts';
import {
  type CheckedMessage,
  checkMessage,
  parseReceiptHandle,
  type SendInput,
  type StoredMessage,
} from './message.ts';
import type { MessageStore } from './message-store.ts';
import type { QueueSettings } from './queue-attributes.ts';

export interface ReceiveOptions {
  max?: number | undefined;
  /** seconds */
  visibilityTimeout?: number | undefined;
  /** seconds */
  wait?: number | undefined;
  signal?: AbortSignal | undefined;
}

const deduplicationInterval = 300_000;
const longestVisibility = 43_200;
const sweepEvery = 60_000;

/** One queue, standard or FIFO. */
export class Queue {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  settings: QueueSettings;
  readonly #context: QueueContext;
  readonly #longPolls: LongPolls;
  #sweptAt = 0;

  constructor(context: QueueContext, name: string, arn: string, settings: QueueSettings, createdAt: number) {
    this.#context = context;
    this.name = name;
    this.arn = arn;
    this.settings = settings;
    this.createdAt = createdAt;
    this.#longPolls = new LongPolls(context.clock, () =>
      context.store.nextVisible(name, context.clock.now()),
    );
  }

  check(input: SendInput): CheckedMessage {
    return checkMessage(this.settings, input);
  }

  /** Stores a message. A duplicate within five minutes is not stored; the first message's id is returned. */
  send(message: CheckedMessage): { id: string; seq: number } {
    const { store, clock } = this.#context;
    const now = clock.now();
    const scope = this.settings.deduplicationScope === 'messageGroup' ? (message.group ?? '') : '';
    if (message.dedup !== null) {
      const first = store.duplicate(this.name, scope, message.dedup, now);
      if (first) return { id: first.message_id, seq: first.seq };
    }
    const id = randomUUID();
    const seq = store.insert({
      queue: this.name,
      id,
      group: message.group,
      dedup: message.dedup,
      body: message.body,
      attributes: Object.keys(message.attributes).length > 0 ? JSON.stringify(message.attributes) : null,
      traceHeader: message.traceHeader,
      sentAt: now,
      visibleAt: now + message.delay * 1000,
    });
    if (message.dedup !== null)
      store.remember(this.name, scope, message.dedup, id, seq, now + deduplicationInterval);
    this.#longPolls.changed();
    return { id, seq };
  }

  /** Receives up to `max` messages. Several may belong to one message group. */
  async receive(options: ReceiveOptions = {}): Promise<ReceivedMessage[]> {
    const attempt = (): ReceivedMessage[] | undefined => {
      const found = this.#context.atomically(() => this.#claim(options));
      return found.length > 0 ? found : undefined;
    };
    const wait = (options.wait ?? this.settings.receiveWait) * 1000;
    return (
      attempt() ?? (wait > 0 ? await this.#longPolls.wait(attempt, wait, options.signal) : undefined) ?? []
    );
  }

  delete(handle: string): void {
    const message = this.#held(handle);
    if (!message) return;
    this.#context.store.remove(message.seq);
    this.#longPolls.changed();
  }

  /** Hides a message for `seconds` from now. The limit is twelve hours after it was received. */
  changeVisibility(handle: string, seconds: number): void {
    const { store, clock } = this.#context;
    if (!Number.isInteger(seconds) || seconds < 0 || seconds > longestVisibility)
      throw invalidValue(
        'VisibilityTimeout',
        seconds,
        `Must be between 0 and ${longestVisibility}, if provided`,
      );
    const message = this.#held(handle);
    if (!message || message.visible_at <= clock.now())
      throw invalidValue(
        'ReceiptHandle',
        handle,
        'Message does not exist or is not available for visibility timeout change',
      );
    const at = clock.now() + seconds * 1000;
    if (at - (message.received_at ?? at) > longestVisibility * 1000)
      throw invalidValue(
        'VisibilityTimeout',
        seconds,
        `Total VisibilityTimeout for the message is beyond the limit [${longestVisibility} seconds]`,
      );
    store.showAt(message.seq, at);
    this.#longPolls.changed();
  }

  depth(): { visible: number; inFlight: number; delayed: number } {
    this.#sweep();
    const { visible, in_flight, delayed } = this.#context.store.counts(this.name, this.#context.clock.now());
    return { visible, inFlight: in_flight, delayed };
  }

  /** ReceiveMessage calls that wait for a message */
  get waiting(): number {
    return this.#longPolls.length;
  }

  purge(): void {
    this.#context.store.purge(this.name);
    this.#longPolls.changed();
  }

  /** Visible messages, oldest first. Does not count as a receive. */
  peek(limit: number): StoredMessage[] {
    return this.#context.store.ready(this.name, this.#context.clock.now(), limit);
  }

  /** Moves a message of another queue to the end of this one. It is visible at once. */
  take(message: StoredMessage, as: { id: string; receiveCount: number; source: string | null }): void {
    const { store, clock } = this.#context;
    const now = clock.now();
    // Retention starts again in a FIFO queue. In a standard queue it counts from the first send.
    const sentAt = this.settings.fifo ? now : message.sent_at;
    store.move(message, { queue: this.name, now, sentAt, ...as });
    this.#longPolls.changed();
  }

  close(): void {
    this.#longPolls.empty();
  }

  #claim({
    max = 1,
    visibilityTimeout = this.settings.visibilityTimeout,
  }: ReceiveOptions): ReceivedMessage[] {
    this.#sweep();
    return receiveMessages(this.#context, this, { max, visibilityTimeout });
  }

  /** The message of a receipt handle; undefined when it was deleted or received again. */
  #held(handle: string): StoredMessage | undefined {
    const receipt = parseReceiptHandle(handle);
    if (!receipt) throw badReceipt(handle);
    const message = this.#context.store.bySeq(receipt.seq);
    if (!message) return undefined;
    if (message.queue !== this.name) throw badReceipt(handle);
    const current = message.claim === receipt.claim;
    if (this.settings.fifo && (!current || message.visible_at <= this.#context.clock.now()))
      throw expiredReceipt(handle);
    return current ? message : undefined;
  }

  #sweep(): void {
    const { store, clock } = this.#context;
    const now = clock.now();
    if (now - this.#sweptAt < sweepEvery) return;
    this.#sweptAt = now;
    store.expire(this.name, now - this.settings.retention * 1000);
    store.forgetDuplicates(this.name, now);
  }
}

export type ReceivedMessage = StoredMessage & { claim: string };

export interface QueueContext {
  store: MessageStore;
  clock: Clock;
  atomically<T>(work: () => T): T;
  /** the dead-letter queue of a queue, if it has one */
  deadLetterQueue(queue: Queue): Queue | undefined;
}

/** Receives up to `max` messages and hides them. Messages over maxReceiveCount go to the dead-letter queue. */
export function receiveMessages(
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
    // Moving a message away makes the next one of its group available, so read again.
    if (moveSpent(context, queue, ready) > 0) continue;
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

function moveSpent(context: QueueContext, queue: Queue, ready: StoredMessage[]): number {
  const target = context.deadLetterQueue(queue);
  const limit = queue.settings.redrive?.maxReceiveCount;
  if (!target || limit === undefined) return 0;
  const spent = ready.filter((message) => message.receive_count >= limit);
  for (const message of spent)
    target.take(message, { id: message.id, receiveCount: message.receive_count, source: queue.arn });
  return spent.length;
}
