import { typePrefix } from '../../../events/define-event.ts';
import { maxMessageDataBytes } from '../../../events/limits.ts';
import type { Clock } from '../../platform/time.ts';
import { type EntityState, entityKeyOf, type Feed, type FeedHead, type FeedMessage } from './feed.ts';

/** A message to append, unless the entity's last message already says the same. */
export type MessageDraft = Pick<FeedMessage, 'name' | 'subject' | 'thing' | 'data' | 'hash'> &
  Partial<
    Pick<FeedMessage, 'fingerprint' | 'busId' | 'partner' | 'supplier' | 'closed' | 'gone' | 'happened'>
  >;

export interface FeedWriterDeps {
  feed: Feed;
  clock: Clock;
  /** days until messages expire */
  keepDays: number;
}

/**
 * Another writer appended messages about the same entity types. The drafts may be older; their source must be read
 * again.
 */
export class FeedMoved extends Error {
  override name = 'FeedMoved';
}

/** Catches up and appends the drafts; again when another writer interferes. For drafts that cannot become outdated. */
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

/**
 * Appends the drafts that differ from the states of their entities, in their order, after `head` from `catchUp`.
 * Answers the new head.
 *
 * Other writers may append messages about other entity types meanwhile. Throws `FeedMoved` when one appended about
 * these types, because the drafts may be older; messages appended before stay. May be killed at any step and run again.
 */
export const appendMessages = async (
  head: FeedHead,
  drafts: readonly MessageDraft[],
  deps: FeedWriterDeps,
): Promise<FeedHead> => {
  const { feed, clock, keepDays } = deps;
  const { plant } = head;
  const states = await statesOfDrafts(plant, drafts, feed);
  const entityTypes = new Set(drafts.map(({ thing }) => thing.kind));
  const time = clock();
  const expires = Math.floor(time.getTime() / 1000) + keepDays * 86_400;
  let last = head.applied;
  for (const draft of drafts) {
    const key = entityKeyOf(draft);
    if (isOld(draft, states.get(key))) continue;
    const { data, truncated } = withinLimit(draft.data);
    const content = {
      ...draft,
      data,
      ...(truncated && { truncated: true as const }),
      plant,
      time: time.toISOString(),
      expires,
    };
    let message: FeedMessage = { ...content, sequence: last + 1 };
    while (!(await feed.append(message))) {
      const { applied, messages } = await applyAfter({ plant, applied: last }, feed);
      const moved = messages.find(({ thing }) => entityTypes.has(thing.kind));
      if (moved)
        throw new FeedMoved(`another writer appended about ${moved.thing.kind} to the feed of ${plant}`);
      last = applied;
      message = { ...content, sequence: last + 1 };
    }
    last += 1;
    states.set(key, draft);
    await feed.putState(stateAfter(message));
  }
  if (last > head.applied) await feed.setApplied(plant, last);
  return { ...head, applied: last };
};

const perPage = 100;

/**
 * Brings the states up to the feed's end. Every writer begins with it, as an earlier one may have died after `append`.
 */
export const catchUp = async (plant: string, { feed }: Pick<FeedWriterDeps, 'feed'>): Promise<FeedHead> => {
  const head = (await feed.head(plant)) ?? { plant, applied: 0, published: 0, read: {} };
  const { applied } = await applyAfter(head, feed);
  return { ...head, applied };
};

/**
 * Writes the states of all messages after a position. Reads until a page is empty: a page may be short although more
 * follow.
 */
const applyAfter = async (
  { plant, applied: from }: Pick<FeedHead, 'plant' | 'applied'>,
  feed: Feed,
): Promise<{ applied: number; messages: FeedMessage[] }> => {
  const messages: FeedMessage[] = [];
  let applied = from;
  for (;;) {
    const page = await feed.after(plant, applied, perPage);
    for (const message of page) await feed.putState(stateAfter(message));
    messages.push(...page);
    const last = page.at(-1);
    if (!last) break;
    applied = last.sequence;
  }
  if (applied > from) await feed.setApplied(plant, applied);
  return { applied, messages };
};

/** The entity's state after a message. */
export const stateAfter = (message: FeedMessage): EntityState => {
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
    // The state of a closed or gone entity, or of a message from the bus, expires with the message.
    ...((closed || gone || busId !== undefined) && { expires }),
  };
};

type LastMessage = Pick<FeedMessage, 'hash' | 'happened'>;

/** True when the entity's last message says the same, or is about a later time. */
const isOld = ({ hash, happened }: LastMessage, last: LastMessage | undefined): boolean =>
  last !== undefined &&
  (last.hash === hash || (happened !== undefined && last.happened !== undefined && happened < last.happened));

/** Last messages about the drafts' entities, by entity key. */
const statesOfDrafts = async (
  plant: string,
  drafts: readonly MessageDraft[],
  feed: Feed,
): Promise<Map<string, LastMessage>> => {
  const states = new Map<string, LastMessage>();
  for (const [kind, ofType] of Map.groupBy(drafts, ({ thing }) => thing.kind)) {
    const names = [...new Set(ofType.map(({ thing }) => thing.name))];
    for (const [name, { message }] of await feed.statesOf(plant, kind, names))
      states.set(entityKeyOf({ thing: { kind, name } }), message);
  }
  return states;
};

const sizeOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value) ?? '');

/**
 * Data that fits into a message: its largest fields are left out until it does. So a very large entity does not block
 * the feed, and its message says that it is truncated.
 */
const withinLimit = (data: object): { data: object; truncated: boolean } => {
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

/** A message as a CloudEvent 1.0 in structured JSON. */
export interface MessageEvent {
  specversion: '1.0';
  /** `<plant>.<sequence>`; consumers drop repeats by it */
  id: string;
  source: string;
  type: string;
  time: string;
  subject: string;
  datacontenttype: 'application/json';
  plant: string;
  /** position in the plant's feed, a decimal number as a string */
  sequence: string;
  /** the data was too large, so some of its lists are left out */
  truncated?: true;
  data: object;
}

export const messageId = ({ plant, sequence }: Pick<FeedMessage, 'plant' | 'sequence'>): string =>
  `${plant}.${sequence}`;

/** Always the same CloudEvent for the same message. */
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
