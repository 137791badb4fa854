import { typePrefix } from '../../../events/define-event.ts';
import { maxMessageDataBytes } from '../../../events/limits.ts';
import type { Clock } from '../../platform/time.ts';
import type { EntityRef, EntityState, Feed, FeedHead, FeedMessage } from './feed.ts';

/** A message as CloudEvents 1.0 in structured JSON. */
export interface MessageEvent {
  specversion: '1.0';
  /** `<plant>.<sequence>`: who knows it has seen the message */
  id: string;
  source: string;
  type: string;
  time: string;
  subject: string;
  datacontenttype: 'application/json';
  plant: string;
  /** position in the plant's feed, a decimal number as text */
  sequence: string;
  /** lists of the data are left out, as it was too long */
  truncated?: true;
  data: object;
}

export const messageId = ({ plant, sequence }: Pick<FeedMessage, 'plant' | 'sequence'>): string =>
  `${plant}.${sequence}`;

/** The same text for the same message, whenever and however often it is made. */
export const cloudEventOf = (message: FeedMessage, environment: string): MessageEvent => ({
  specversion: '1.0',
  id: messageId(message),
  source: `/gateway/${environment}`,
  type: `${typePrefix}${message.name}.v1`,
  time: message.time,
  subject: message.subject,
  datacontenttype: 'application/json',
  plant: message.plant,
  sequence: String(message.sequence),
  ...(message.truncated && { truncated: true as const }),
  data: message.data,
});

const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? '');

/**
 * What of the data fits into a message: without its longest lists, as many as must go. A thing that is too large to be told
 * whole is told as far as it can be, and holds up nothing else; the message says so.
 */
export const fitting = (data: object): { data: object; truncated: boolean } => {
  const left: Record<string, unknown> = { ...data };
  let truncated = false;
  while (sizeOf(left) > maxMessageDataBytes) {
    const [longest] = Object.entries(left).sort(([, a], [, b]) => sizeOf(b) - sizeOf(a));
    if (!longest) break;
    delete left[longest[0]];
    truncated = true;
  }
  return { data: truncated ? left : data, truncated };
};

/** Something to be told, unless the thing reads so already. */
export type MessageDraft = Pick<FeedMessage, 'name' | 'subject' | 'thing' | 'data' | 'hash'> &
  Partial<
    Pick<FeedMessage, 'fingerprint' | 'busId' | 'partner' | 'supplier' | 'closed' | 'gone' | 'happened'>
  >;

export interface FeedWriterDeps {
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
export const catchUp = async (plant: string, { feed }: Pick<FeedWriterDeps, 'feed'>): Promise<FeedHead> => {
  const head = (await feed.head(plant)) ?? { plant, applied: 0, published: 0, read: {} };
  const { applied } = await enterAfter(head, feed);
  return { ...head, applied };
};

/** Enters messages into the states until there are no more; a store may answer fewer than were asked for. */
const enterAfter = async (
  { plant, applied: from }: Pick<FeedHead, 'plant' | 'applied'>,
  feed: Feed,
): Promise<{ applied: number; entered: FeedMessage[] }> => {
  const entered: FeedMessage[] = [];
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

export const stateOf = (message: FeedMessage): EntityState => {
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
export const appendMessages = async (
  head: FeedHead,
  drafts: readonly MessageDraft[],
  deps: FeedWriterDeps,
): Promise<FeedHead> => {
  const { feed, clock, keepDays } = deps;
  const { plant } = head;
  const standing = await currentStates(plant, drafts, feed);
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
    let message: FeedMessage = { ...told, sequence: last + 1 };
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

const keyOf = ({ kind, name }: EntityRef): string => `${kind}/${name}`;

type CurrentState = Pick<FeedMessage, 'hash' | 'happened'>;

/** Whether the thing reads so already, or was told of as it became later. */
const isOld = ({ hash, happened }: CurrentState, standing: CurrentState | undefined): boolean =>
  standing !== undefined &&
  (standing.hash === hash ||
    (happened !== undefined && standing.happened !== undefined && happened < standing.happened));

/** How the drafts' things stand. */
const currentStates = async (
  plant: string,
  drafts: readonly MessageDraft[],
  feed: Feed,
): Promise<Map<string, CurrentState>> => {
  const standing = new Map<string, CurrentState>();
  for (const [kind, of] of Map.groupBy(drafts, ({ thing }) => thing.kind)) {
    const names = [...new Set(of.map(({ thing }) => thing.name))];
    for (const [name, { message }] of await feed.statesOf(plant, kind, names))
      standing.set(keyOf({ kind, name }), message);
  }
  return standing;
};

/** Catches up and tells, as often as another writer comes in between. */
export const publishMessages = async (
  plant: string,
  drafts: readonly MessageDraft[],
  deps: FeedWriterDeps,
): Promise<FeedHead> => {
  for (;;) {
    try {
      return await appendMessages(await catchUp(plant, deps), drafts, deps);
    } catch (error) {
      if (!(error instanceof FeedMoved)) throw error;
    }
  }
};
