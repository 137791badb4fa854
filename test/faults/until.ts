import { setTimeout as pause } from 'node:timers/promises';

/** Waits for a condition and checks it every `everyMs`. When the time is over, the error contains the current state. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  {
    atMostMs = 60_000,
    everyMs = 100,
    currentState = (): string => '',
  }: { atMostMs?: number; everyMs?: number; currentState?: () => string } = {},
): Promise<void> {
  const deadline = Date.now() + atMostMs;
  while (!(await holds())) {
    if (Date.now() > deadline)
      throw new Error(`waited ${atMostMs / 1000} s in vain: ${what}. ${currentState()}`.trim());
    await pause(everyMs);
  }
}
