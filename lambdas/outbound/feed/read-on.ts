import { mayReceive, type PartnerAccess } from '../../access/partner-access.ts';
import type { Feed, FeedMessage } from './feed.ts';

export interface Reading {
  /** at most this many messages */
  limit: number;
  /** at most this many bytes of them; one message is always read */
  mostBytes: number;
  /** after about this many a page ends, whether one was the reader's or not */
  mostScanned: number;
  now: Date;
  /** whether a message is the reader's */
  takes(message: FeedMessage): boolean;
}

export type ReadOn =
  | {
      kind: 'page';
      messages: FeedMessage[];
      /** to be read on after: past what is not the reader's */
      next: number;
      more: boolean;
    }
  /** What comes after the position is no longer kept; what comes after `next` is. */
  | { kind: 'gone'; next: number }
  /** The feed does not reach to the position. */
  | { kind: 'beyond'; end: number };

const perQuery = 100;

/**
 * Messages after a position. Their positions have no gaps: where one is missing it is no longer kept, and a page ends
 * before it, however the store removes what has expired.
 */
export const readOn = async (
  feed: Pick<Feed, 'head' | 'after' | 'at'>,
  plant: string,
  after: number,
  reading: Reading,
): Promise<ReadOn> => {
  const { limit, mostBytes, mostScanned, now, takes } = reading;
  // Before the messages: they reach at least so far.
  const end = (await feed.head(plant))?.applied ?? 0;
  if (!(await hasReached(feed, plant, after, end))) return { kind: 'beyond', end };
  const messages: FeedMessage[] = [];
  let [next, bytes, scanned] = [after, 0, 0];
  const page = (more: boolean): ReadOn => ({ kind: 'page', messages, next, more });
  for (;;) {
    const batch = await feed.after(plant, next, perQuery);
    if (batch.length === 0 && next >= end) return page(false);
    if (batch[0]?.sequence !== next + 1 || !isKept(batch[0], now))
      return next > after ? page(true) : { kind: 'gone', next: await lastGone(feed, plant, after, end, now) };
    for (const message of batch) {
      if (message.sequence !== next + 1 || !isKept(message, now)) return page(true);
      if (takes(message)) {
        bytes += Buffer.byteLength(JSON.stringify(message.data));
        if (messages.length === limit || (messages.length > 0 && bytes > mostBytes)) return page(true);
        messages.push(message);
      }
      next = message.sequence;
      scanned += 1;
    }
    if (scanned >= mostScanned) return page((await feed.at(plant, next + 1)) !== undefined);
  }
};

/** Whether the feed has, or had, a message at a position; `end` is one that it is known to have reached. */
export const hasReached = async (
  feed: Pick<Feed, 'at'>,
  plant: string,
  sequence: number,
  end: number,
): Promise<boolean> => sequence <= end || (await feed.at(plant, sequence)) !== undefined;

/** Expired is gone, also while it is not removed yet. */
export const isKept = ({ expires }: FeedMessage, now: Date): boolean => expires * 1000 > now.getTime();

/** The last position that is no longer kept. What is told later is kept longer, so halves are enough. */
const lastGone = async (
  feed: Pick<Feed, 'at'>,
  plant: string,
  after: number,
  end: number,
  now: Date,
): Promise<number> => {
  let [gone, kept] = [after + 1, Math.max(end, after + 1) + 1];
  while (kept - gone > 1) {
    const middle = Math.floor((gone + kept) / 2);
    const message = await feed.at(plant, middle);
    if (message && isKept(message, now)) kept = middle;
    else gone = middle;
  }
  return gone;
};

const perPage = 100;
const pagesAtMost = 20;

/** When the first message after a position that a partner may receive was told; looks at some 2,000 messages at most. */
export const firstOwn = async (
  feed: Pick<Feed, 'after'>,
  access: Parameters<typeof mayReceive>[0] & Pick<PartnerAccess, 'partner'>,
  plant: string,
  position: number,
): Promise<string | undefined> => {
  let from = position;
  for (let page = 0; page < pagesAtMost; page += 1) {
    const messages = await feed.after(plant, from, perPage);
    const own = messages.find((message) => mayReceive(access, message));
    if (own || messages.length === 0) return own?.time;
    from = messages.at(-1)?.sequence ?? from;
  }
  return undefined;
};
