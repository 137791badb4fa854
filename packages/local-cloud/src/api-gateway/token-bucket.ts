import type { Clock } from '../clock.ts';

/** Steady rate per second and how much may come at once. */
export class TokenBucket {
  readonly #clock: Clock;
  readonly #rate: number;
  readonly #burst: number;
  #tokens: number;
  #filledAt: number;

  constructor(clock: Clock, limits: { rate: number; burst: number }) {
    this.#clock = clock;
    this.#rate = limits.rate;
    this.#burst = limits.burst;
    this.#tokens = limits.burst;
    this.#filledAt = clock.now();
  }

  take(): boolean {
    const now = this.#clock.now();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#filledAt) / 1000) * this.#rate);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
