import type { Feed } from '../outbound/feed.ts';

/** Of when an answer is. */
export interface AsOf {
  /** rows say at least what the messages up to here said: who has read them goes on after it */
  sequence: number;
  /** when Odoo was last read for rows of this kind; absent: it never was */
  readAt?: string;
}

/** To be asked before the rows are read: what is told meanwhile is told again by the feed, and nothing is missed. */
export const positionBefore = async (
  feed: Pick<Feed, 'head'>,
  plant: string,
  kind: string,
): Promise<AsOf> => {
  const head = await feed.head(plant);
  const readAt = head?.read[kind]?.at;
  return { sequence: head?.applied ?? 0, ...(readAt !== undefined && { readAt }) };
};

/** The same as headers, for who is told no more than that its rows still stand. */
export const besideRows = ({ sequence, readAt }: AsOf): Record<string, string> => ({
  'feed-sequence': String(sequence),
  ...(readAt !== undefined && { 'read-at': readAt }),
});
