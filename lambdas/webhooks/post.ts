/** One POST to an endpoint. An answer of any status is an answer; what prevented one is named by a code. */
export type Post = (url: string, headers: Readonly<Record<string, string>>, body: string) => Promise<Answer>;

export type Answer = { status: number; retryAfter?: string | undefined } | { broken: string };

export type Outcome =
  | { is: 'delivered' }
  /** this message was not taken; it is tried again by the table */
  | { is: 'failed'; why: string }
  /** the endpoint wants nothing before that time; counts against no message */
  | { is: 'slowed'; until: Date }
  /** the endpoint wants nothing any more */
  | { is: 'gone' };

/** 429 without a time: short, as it may be over at once. */
const pauseSeconds = 30;
/** However long an endpoint wants to be left alone: it is asked again after this. */
const longestPauseSeconds = 3600;

/** What an endpoint's answer means. Redirects are not followed, so they are failures. */
export const outcomeOf = (answer: Answer, now: Date): Outcome => {
  if ('broken' in answer) return { is: 'failed', why: answer.broken };
  const { status, retryAfter } = answer;
  if (status >= 200 && status < 300) return { is: 'delivered' };
  if (status === 410) return { is: 'gone' };
  const asked = retryAfter === undefined ? undefined : secondsOf(retryAfter, now);
  if (status === 429 || (status === 503 && asked !== undefined)) {
    const seconds = Math.min(Math.max(asked ?? pauseSeconds, 1), longestPauseSeconds);
    return { is: 'slowed', until: new Date(now.getTime() + seconds * 1000) };
  }
  return { is: 'failed', why: `status ${status}` };
};

/** `Retry-After` is a number of seconds or a date. */
const secondsOf = (retryAfter: string, now: Date): number | undefined => {
  if (/^\d+$/.test(retryAfter.trim())) return Number(retryAfter);
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : (date - now.getTime()) / 1000;
};
