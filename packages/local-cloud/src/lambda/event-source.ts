import type { ReceivedMessage } from '../sqs/claim.ts';
import { receiptHandle } from '../sqs/message.ts';
import type { Queue } from '../sqs/queue.ts';
import type { InvocationResult } from './environment.ts';
import { failedItems, queueEvent } from './queue-event.ts';

export interface EventSourceOptions {
  uuid: string;
  queue: Queue;
  functionName: string;
  functionArn: string;
  batchSize: number;
  /** batches in the function at once */
  maximumConcurrency: number;
  reportsItemFailures: boolean;
  region: string;
  enabled: boolean;
  invoke(event: string): Promise<InvocationResult>;
  log(line: string): void;
}

/**
 * Feeds a queue's messages to a function. What the function handled is deleted; what it failed on stays hidden until
 * its visibility timeout ends, which the function itself may have changed.
 */
export class EventSource {
  readonly options: EventSourceOptions;
  lastModified = Date.now();
  #enabled = false;
  #receiving: AbortController | undefined;
  #freed: (() => void) | undefined;
  readonly #batches = new Set<Promise<void>>();

  constructor(options: EventSourceOptions) {
    this.options = options;
  }

  get enabled(): boolean {
    return this.#enabled;
  }

  get state(): 'Enabled' | 'Disabling' | 'Disabled' {
    if (this.#enabled) return 'Enabled';
    return this.#batches.size > 0 ? 'Disabling' : 'Disabled';
  }

  /** Starts or pauses polling; batches already in the function run to their end. */
  enable(enabled: boolean): void {
    if (enabled === this.#enabled) return;
    this.#enabled = enabled;
    this.lastModified = Date.now();
    this.#receiving?.abort();
    this.#receiving = undefined;
    this.#freed?.();
    if (!enabled) return;
    const receiving = new AbortController();
    this.#receiving = receiving;
    void this.#poll(receiving.signal);
  }

  async stop(): Promise<void> {
    this.enable(false);
    await Promise.all(this.#batches);
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const { queue, maximumConcurrency, log } = this.options;
    while (!signal.aborted) {
      if (this.#batches.size >= maximumConcurrency) {
        await new Promise<void>((resolve) => {
          this.#freed = resolve;
        });
        continue;
      }
      const messages = await this.#receive(signal);
      if (messages.length === 0) continue;
      const batch = this.#handle(messages)
        .catch((error) =>
          log(`event source of ${queue.name}: ${error instanceof Error ? error.stack : error}`),
        )
        .finally(() => {
          this.#batches.delete(batch);
          this.#freed?.();
        });
      this.#batches.add(batch);
    }
  }

  async #receive(signal: AbortSignal): Promise<ReceivedMessage[]> {
    const { queue, batchSize, log } = this.options;
    try {
      return await queue.receive({ max: Math.min(batchSize, 10), wait: 20, signal });
    } catch (error) {
      // A full disk, say: the lane goes on when there is room again, and doesn't spin until then.
      log(`event source of ${queue.name}: ${error instanceof Error ? error.message : error}`);
      await new Promise((resolve) => setTimeout(resolve, 1_000).unref());
      return [];
    }
  }

  async #handle(messages: ReceivedMessage[]): Promise<void> {
    const { queue, region, reportsItemFailures, invoke } = this.options;
    const result = await invoke(JSON.stringify(queueEvent(queue, messages, region)));
    if (result.failed) return;
    const ids = messages.map(({ id }) => id);
    const failed = reportsItemFailures ? failedItems(result.payload, ids) : new Set<string>();
    for (const message of messages) {
      if (failed.has(message.id)) continue;
      try {
        queue.delete(receiptHandle(message));
      } catch {
        // The function took longer than the visibility timeout: the message is on its way again.
      }
    }
  }
}
