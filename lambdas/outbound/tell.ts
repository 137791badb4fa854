import type { Clock } from '../runtime/clock.ts';
import type { Feed, Head, Message, State, Thing } from './feed.ts';
import { fitting } from './fit.ts';

/** Something to be told, unless the thing reads so already. */
export type Draft = Pick<Message, 'name' | 'subject' | 'thing' | 'data' | 'hash'> &
  Partial<Pick<Message, 'fingerprint' | 'busId' | 'partner' | 'supplier' | 'closed' | 'gone' | 'happened'>>;

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

/** Enters what the feed says into the states, up to its end. Begins every writing: its writer may have died in between. */
export const catchUp = async (plant: string, { feed }: Pick<TellDeps, 'feed'>): Promise<Head> => {
  const head = (await feed.head(plant)) ?? { plant, applied: 0, published: 0, read: {} };
  const { applied } = await enterAfter(head, feed);
  return { ...head, applied };
};

/** Enters messages into the states until there are no more; a store may answer fewer than were asked for. */
const enterAfter = async (
  { plant, applied: from }: Pick<Head, 'plant' | 'applied'>,
  feed: Feed,
): Promise<{ applied: number; entered: Message[] }> => {
  const entered: Message[] = [];
  let applied = from;
  for (;;) {
    const page = await feed.after(plant, applied, perPage);
    for (const message of page) await feed.putState(stateOf(message));
    entered.push(...page);
    const last = page.at(-1);
    if (!last) break;
    applied = last.sequence;
  }
  if (applied > from) await feed.setApplied(plant, applied);
  return { applied, entered };
};

export const stateOf = (message: Message): State => {
  const { plant, sequence, thing, name, subject, time, data, hash } = message;
  const { fingerprint, partner, supplier, closed, gone, truncated, happened, busId, expires } = message;
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
      ...(truncated && { truncated }),
      ...(happened !== undefined && { happened }),
    },
    // What is over is remembered as long as its message, and so is what came once by the bus.
    ...((closed || gone || busId !== undefined) && { expires }),
  };
};

/**
 * Appends the drafts whose things read otherwise, in their order, after the head that was caught up with. Answers the head
 * afterwards. Others may write of other kinds meanwhile; throws `FeedMoved` when one wrote of these: what was to be told
 * may be older than that. What had been appended by then stands. May be killed at any step and run again.
 */
export const tell = async (head: Head, drafts: readonly Draft[], deps: TellDeps): Promise<Head> => {
  const { feed, clock, keepDays } = deps;
  const { plant } = head;
  const standing = await standingOf(plant, drafts, feed);
  const kinds = new Set(drafts.map(({ thing }) => thing.kind));
  const time = clock();
  const expires = Math.floor(time.getTime() / 1000) + keepDays * 86_400;
  let last = head.applied;
  for (const draft of drafts) {
    const key = keyOf(draft.thing);
    if (isOld(draft, standing.get(key))) continue;
    const { data, truncated } = fitting(draft.data);
    const said = { ...draft, data, ...(truncated && { truncated: true as const }) };
    const told = { ...said, plant, time: time.toISOString(), expires };
    let message: Message = { ...told, sequence: last + 1 };
    while (!(await feed.append(message))) {
      const { applied, entered } = await enterAfter({ plant, applied: last }, feed);
      const moved = entered.find(({ thing }) => kinds.has(thing.kind));
      if (moved) throw new FeedMoved(`another writer told of ${moved.thing.kind} of ${plant}`);
      last = applied;
      message = { ...told, sequence: last + 1 };
    }
    last += 1;
    standing.set(key, draft);
    await feed.putState(stateOf(message));
  }
  if (last > head.applied) await feed.setApplied(plant, last);
  return { ...head, applied: last };
};

const keyOf = ({ kind, name }: Thing): string => `${kind}/${name}`;

type Standing = Pick<Message, 'hash' | 'happened'>;

/** Whether the thing reads so already, or was told of as it became later. */
const isOld = ({ hash, happened }: Standing, standing: Standing | undefined): boolean =>
  standing !== undefined &&
  (standing.hash === hash ||
    (happened !== undefined && standing.happened !== undefined && happened < standing.happened));

/** How the drafts' things stand. */
const standingOf = async (
  plant: string,
  drafts: readonly Draft[],
  feed: Feed,
): Promise<Map<string, Standing>> => {
  const standing = new Map<string, Standing>();
  for (const [kind, of] of Map.groupBy(drafts, ({ thing }) => thing.kind)) {
    const names = [...new Set(of.map(({ thing }) => thing.name))];
    for (const [name, { message }] of await feed.statesOf(plant, kind, names))
      standing.set(keyOf({ kind, name }), message);
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
