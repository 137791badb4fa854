import { mayReceive, type PartnerAccess } from '../../access/partner-access.ts';
import type { Feed, FeedMessage } from './feed.ts';

export interface Reading {
  /** at most this many messages */
  limit: number;
  /** at most this many bytes of them; one message is always read */
  mostBytes: number;
  /** a page ends after about this many messages, also when none is the reader's */
  mostScanned: number;
  now: Date;
  /** true when the reader may receive the message */
  takes(message: FeedMessage): boolean;
}

export type ReadOn =
  | {
      kind: 'page';
      messages: FeedMessage[];
      /** position to read on after; messages that are not the reader's are skipped */
      next: number;
      more: boolean;
    }
  /** The messages right after the position have expired. Those after `next` are still kept. */
  | { kind: 'gone'; next: number }
  /** The position is after the feed's end. */
  | { kind: 'beyond'; end: number };

const perQuery = 100;

/**
 * Reads messages after a position. Positions have no gaps, so a missing message has expired. DynamoDB removes expired
 * items in any order; a page therefore ends before the first missing or expired message.
 */
export const readOn = async (
  feed: Pick<Feed, 'head' | 'after' | 'at'>,
  plant: string,
  after: number,
  reading: Reading,
): Promise<ReadOn> => {
  const { limit, mostBytes, mostScanned, now, takes } = reading;
  // Read before the messages, so that they reach at least to this position.
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

/** True when the feed has or had a message at a position. The feed is known to have reached `end`. */
export const hasReached = async (
  feed: Pick<Feed, 'at'>,
  plant: string,
  sequence: number,
  end: number,
): Promise<boolean> => sequence <= end || (await feed.at(plant, sequence)) !== undefined;

/** False for an expired message, also while DynamoDB has not removed it yet. */
export const isKept = ({ expires }: FeedMessage, now: Date): boolean => expires * 1000 > now.getTime();

/** The last expired position, by binary search: later messages expire later. */
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

/** Time of the first message after a position that a partner may receive. Reads at most some 2,000 messages. */
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
