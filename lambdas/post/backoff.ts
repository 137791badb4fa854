import { secondsAfter } from '../runtime/clock.ts';

/** Longest pause between two tries of a message, in seconds. */
const longest = 30;

/** 1, 2, 4 … 30 s, give or take a quarter, so that streams that failed together do not return together. */
export const retrySeconds = (receiveCount: number, random: () => number = Math.random): number => {
  const base = Math.min(2 ** Math.min(receiveCount - 1, 10), longest);
  return Math.max(1, Math.round(base * (0.75 + random() / 2)));
};

/** When an unreachable Odoo is tried again: half as long as it has been away, between 2 and 30 s. */
export const nextProbe = (awaySince: Date, now: Date): Date => {
  const away = (now.getTime() - awaySince.getTime()) / 1000;
  return secondsAfter(now, Math.min(Math.max(away / 2, 2), longest));
};
