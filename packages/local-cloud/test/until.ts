import { vi } from 'vitest';

/** Waits until the check passes. The limit is high because test machines can be busy. */
export const until = <Result>(check: () => Result): Promise<Awaited<Result>> =>
  vi.waitFor(check, { timeout: 15_000, interval: 20 }) as Promise<Awaited<Result>>;
