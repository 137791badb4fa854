import type { Cancel, Clock } from '../clock.ts';

interface PendingReceive {
  /** true when it received something and is finished */
  attempt(): boolean;
  leave(): void;
}

/**
 * ReceiveMessage calls that wait for messages; the first caller is served first. They try again only when a message
 * was sent, deleted or changed its visibility, or when the next hidden message becomes visible.
 */
export class LongPolls {
  readonly #clock: Clock;
  readonly #nextDue: () => number | undefined;
  #pending: PendingReceive[] = [];
  #cancelDue: Cancel | undefined;
  #scheduled = false;

  constructor(clock: Clock, nextDue: () => number | undefined) {
    this.#clock = clock;
    this.#nextDue = nextDue;
  }

  get length(): number {
    return this.#pending.length;
  }

  /** Resolves with the result of `attempt`, or with undefined after the wait time or when the caller hangs up. */
  wait<Found>(
    attempt: () => Found | undefined,
    milliseconds: number,
    signal?: AbortSignal,
  ): Promise<Found | undefined> {
    return new Promise((resolve, reject) => {
      const finish = (found: Found | undefined): void => {
        cancelTimeout();
        signal?.removeEventListener('abort', receive.leave);
        this.#pending = this.#pending.filter((other) => other !== receive);
        resolve(found);
      };
      const receive: PendingReceive = {
        attempt: () => {
          try {
            const found = attempt();
            if (found !== undefined) finish(found);
            return found !== undefined;
          } catch (error) {
            reject(error);
            finish(undefined);
            return true;
          }
        },
        leave: () => finish(undefined),
      };
      const cancelTimeout = this.#clock.after(milliseconds, receive.leave);
      signal?.addEventListener('abort', receive.leave, { once: true });
      if (signal?.aborted) return receive.leave();
      this.#pending.push(receive);
      this.#watchDue();
    });
  }

  /** To be called after each change of the queue. Changes within one turn of the event loop cause one attempt. */
  changed(): void {
    if (this.#scheduled || this.#pending.length === 0) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#tryAll();
    });
  }

  empty(): void {
    for (const receive of [...this.#pending]) receive.leave();
    this.#cancelDue?.();
  }

  #tryAll(): void {
    for (const receive of [...this.#pending]) if (!receive.attempt()) break;
    this.#watchDue();
  }

  #watchDue(): void {
    this.#cancelDue?.();
    this.#cancelDue = undefined;
    const due = this.#pending.length > 0 ? this.#nextDue() : undefined;
    if (due !== undefined) this.#cancelDue = this.#clock.after(due - this.#clock.now(), () => this.#tryAll());
  }
}
