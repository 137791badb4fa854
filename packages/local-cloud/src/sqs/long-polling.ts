import type { Cancel, Clock } from '../clock.ts';

interface PendingReceive {
  /** true when it got something and leaves the line */
  attempt(): boolean;
  leave(): void;
}

/**
 * Receivers that wait for messages, first come first served. They try again only when something has changed:
 * a message was sent, hidden or removed, or the next hidden one falls due.
 */
export class LongPolls {
  readonly #clock: Clock;
  readonly #nextDue: () => number | undefined;
  #waiters: PendingReceive[] = [];
  #cancelDue: Cancel | undefined;
  #scheduled = false;

  constructor(clock: Clock, nextDue: () => number | undefined) {
    this.#clock = clock;
    this.#nextDue = nextDue;
  }

  get length(): number {
    return this.#waiters.length;
  }

  /** Resolves with what `attempt` finds, or with undefined when the time is up or the caller gave up. */
  wait<Found>(
    attempt: () => Found | undefined,
    milliseconds: number,
    signal?: AbortSignal,
  ): Promise<Found | undefined> {
    return new Promise((resolve, reject) => {
      const finish = (found: Found | undefined): void => {
        cancelTimeout();
        signal?.removeEventListener('abort', waiter.leave);
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        resolve(found);
      };
      const waiter: PendingReceive = {
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
      const cancelTimeout = this.#clock.after(milliseconds, waiter.leave);
      signal?.addEventListener('abort', waiter.leave, { once: true });
      if (signal?.aborted) return waiter.leave();
      this.#waiters.push(waiter);
      this.#watchDue();
    });
  }

  /** Tells the line that the queue changed. Changes within one turn of the event loop are looked at together. */
  changed(): void {
    if (this.#scheduled || this.#waiters.length === 0) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#tryAll();
    });
  }

  empty(): void {
    for (const waiter of [...this.#waiters]) waiter.leave();
    this.#cancelDue?.();
  }

  #tryAll(): void {
    for (const waiter of [...this.#waiters]) if (!waiter.attempt()) break;
    this.#watchDue();
  }

  #watchDue(): void {
    this.#cancelDue?.();
    this.#cancelDue = undefined;
    const due = this.#waiters.length > 0 ? this.#nextDue() : undefined;
    if (due !== undefined) this.#cancelDue = this.#clock.after(due - this.#clock.now(), () => this.#tryAll());
  }
}
