export type Cancel = () => void;

/** The time of queues, schedules and executions. Lambda timeouts use real time, because handlers run in real time. */
export interface Clock {
  /** milliseconds since the epoch */
  now(): number;
  after(milliseconds: number, run: () => void): Cancel;
}

// setTimeout fires at once for delays above 2^31-1 ms (24.8 days), so longer delays run in steps.
const longestTimer = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, run) {
    let timer: NodeJS.Timeout;
    const arm = (left: number): void => {
      const step = Math.min(left, longestTimer);
      timer = setTimeout(() => (left > step ? arm(left - step) : run()), step);
    };
    arm(Math.max(0, milliseconds));
    return () => clearTimeout(timer);
  },
};

/** A clock for tests. It moves only when `advance` is called. */
export class ManualClock implements Clock {
  #now: number;
  #timers: { at: number; run: () => void }[] = [];

  constructor(start: number | string | Date = '2026-11-23T08:00:00Z') {
    this.#now = new Date(start).getTime();
  }

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, run: () => void): Cancel {
    const timer = { at: this.#now + Math.max(0, milliseconds), run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Runs all timers that become due, in order. Each one sees its own due time as `now()`. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    for (;;) {
      const [next] = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.at);
      next.run();
    }
    this.#now = end;
  }
}
