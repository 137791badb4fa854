import type { Message, Verdict } from './batch.ts';

/** A message may stand for many events of its stream: one of itself for each. */
export const eventsIn = ({ also = [], ...message }: Message): Message[] => [
  message,
  ...also.map((ticket) => ({ ...message, ...ticket })),
];

/**
 * What is to become of a message, from the verdicts on its events. It comes back when one of them has to; it is
 * unreadable only when nothing else is to be done about it.
 */
export const verdictOf = (verdicts: readonly Verdict[]): Verdict => {
  const open = verdicts.filter((verdict) => !verdict.done);
  const [first] = open.some(({ unknown }) => !unknown) ? open.filter(({ unknown }) => !unknown) : open;
  if (!first) return { done: true };
  return { ...first, retryAfterSeconds: Math.max(...open.map((verdict) => verdict.retryAfterSeconds)) };
};
