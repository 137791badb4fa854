import { vi } from 'vitest';

/** Waits until the check passes; generous, as a test machine may be busy with others. */
export const until = <Result>(check: () => Result): Promise<Awaited<Result>> =>
  vi.waitFor(check, { timeout: 15_000, interval: 20 }) as Promise<Awaited<Result>>;
