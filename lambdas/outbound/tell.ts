import type { Clock } from '../runtime/clock.ts';
import type { Feed, Head, Message, State, Thing } from './feed.ts';
import { fitting } from './fit.ts';

/** Something to be told, unless the thing reads so already. */
export type Draft = Pick<Message, 'name' | 'subject' | 'thing' | 'data' | 'hash'> &
  Partial<Pick<Message, 'fingerprint' | 'busId' | 'partner' | 'supplier' | 'closed' | 'gone'>>;

export interface TellDeps {
  feed: Feed;
  clock: Clock;
  /** days that messages are kept */
  keepDays: number;
}

/** Somebody else wrote into the feed meanwhile: what was to be told must be looked at again. */
export class FeedMoved extends Error {
  override name = 'FeedMoved';
}

const perPage = 100;
const noHead = (plant: string) => ({ plant, applied: 0, published: 0, cursors: {}, readAt: {} });

/** Enters what the feed says into the states, up to its end. Begins every writing: its writer may have died in between. */
export const catchUp = async (plant: string, { feed }: Pick<TellDeps, 'feed'>): Promise<Head> => {
  for (;;) {
    const seen = await feed.head(plant);
    const from = seen?.applied ?? 0;
    const page = await feed.after(plant, from, perPage);
    for (const message of page) await feed.putState(stateOf(message));
    const applied = page.at(-1)?.sequence ?? from;
    if (seen && applied === from) return seen;
    const head = await feed.setHead(seen, { ...(seen ?? noHead(plant)), applied });
    // A store may answer fewer than were asked for; only none is the end.
    if (head && page.length === 0) return head;
  }
};

export const stateOf = (message: Message): State => {
  const { plant, sequence, thing, name, subject, time, data, hash } = message;
  const { fingerprint, partner, supplier, closed, gone, busId, expires } = message;
  return {
    plant,
    ...thing,
    sequence,
    message: {
      name,
      subject,
      time,
      data,
      hash,
      ...(fingerprint !== undefined && { fingerprint }),
      ...(partner !== undefined && { partner }),
      ...(supplier !== undefined && { supplier }),
      ...(gone && { gone }),
    },
    // What is over is remembered as long as its message, and so is what came once by the bus.
    ...((closed || gone || busId !== undefined) && { expires }),
  };
};

/**
 * Appends the drafts whose things read otherwise, in their order, after the head that was caught up with. Answers the head
 * afterwards. Throws `FeedMoved` when another writer was there; what had been appended by then stands. May be killed at
 * any step and run again.
 */
export const tell = async (head: Head, drafts: readonly Draft[], deps: TellDeps): Promise<Head> => {
  const { feed, clock, keepDays } = deps;
  const { plant } = head;
  const standing = await standingOf(plant, drafts, feed);
  const time = clock();
  const expires = Math.floor(time.getTime() / 1000) + keepDays * 86_400;
  let last = head.applied;
  for (const draft of drafts) {
    const key = keyOf(draft.thing);
    if (standing.get(key) === draft.hash) continue;
    const { data, truncated } = fitting(draft.data);
    const said = { ...draft, data, ...(truncated && { truncated: true as const }) };
    const message = { ...said, plant, sequence: last + 1, time: time.toISOString(), expires };
    if (!(await feed.append(message))) throw new FeedMoved(`position ${last + 1} of ${plant} is taken`);
    last += 1;
    standing.set(key, draft.hash);
    await feed.putState(stateOf(message));
  }
  if (last === head.applied) return head;
  const next = await feed.setHead(head, { ...head, applied: last });
  if (!next) throw new FeedMoved(`the head of ${plant} was changed`);
  return next;
};

const keyOf = ({ kind, name }: Thing): string => `${kind}/${name}`;

/** Hashes of the drafts' things as they stand. */
const standingOf = async (
  plant: string,
  drafts: readonly Draft[],
  feed: Feed,
): Promise<Map<string, string>> => {
  const standing = new Map<string, string>();
  for (const [kind, of] of Map.groupBy(drafts, ({ thing }) => thing.kind)) {
    const names = [...new Set(of.map(({ thing }) => thing.name))];
    for (const [name, { message }] of await feed.statesOf(plant, kind, names))
      standing.set(keyOf({ kind, name }), message.hash);
  }
  return standing;
};

/** Catches up and tells, as often as another writer comes in between. */
export const tellNow = async (plant: string, drafts: readonly Draft[], deps: TellDeps): Promise<Head> => {
  for (;;) {
    try {
      return await tell(await catchUp(plant, deps), drafts, deps);
    } catch (error) {
      if (!(error instanceof FeedMoved)) throw error;
    }
  }
};
