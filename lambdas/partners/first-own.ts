import type { Feed } from '../outbound/feed.ts';
import { mayReceive } from './may-receive.ts';
import type { PartnerAccess } from './partner-access.ts';

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
