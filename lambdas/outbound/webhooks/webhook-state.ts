import { randomUUID } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { asSeen, DynamoTable } from '../../platform/dynamo.ts';

/** How far the messages of one plant were delivered to one partner. Its fields are stored under these names. */
export interface WebhookState {
  partner: string;
  plant: string;
  /** all messages up to here are delivered, not the partner's, or in `waiting` */
  position: number;
  /**
   * entities whose next message is not delivered yet; at most `maxWaiting`, each with at most `maxSequences` messages
   */
  waiting: readonly WaitingMessages[];
  /** a range that is delivered again, before messages after `position` */
  replay?: Replay | undefined;
  /** dead letters, stored as `aside`, at most `maxSetAside`; later messages of their entities went on */
  aside?: readonly SetAsideMessage[] | undefined;
  /** when the endpoint last accepted a message; RFC 3339 */
  tookAt?: string | undefined;
  /** end of a pause that the endpoint asked for; RFC 3339 */
  notBefore?: string | undefined;
  /** last probe: a try beside the retry table, made when all places of `waiting` are taken; RFC 3339 */
  probedAt?: string | undefined;
  /** set: nothing is delivered until an operator enables the webhook */
  disabled?: Disabled | undefined;
  /** the run that may deliver, and until when: longer than its function can run */
  lease?: { holder: string; until: string } | undefined;
  /** changes with every write */
  version: string;
}

/** Messages of one entity that wait because the first one was not delivered. */
export interface WaitingMessages {
  /** entity key, from `entityKeyOf` */
  stream: string;
  /** positions, in the order of delivery */
  sequences: readonly number[];
  /** failed tries of the first one */
  failures: number;
  /** first failed try of the first one, RFC 3339; absent: not tried yet */
  refusedSince?: string | undefined;
  /** next try of the first one, RFC 3339 */
  next: string;
  /** since when messages of this entity wait, RFC 3339 */
  since: string;
}

export interface SetAsideMessage {
  sequence: number;
  /** entity key */
  stream: string;
  /** RFC 3339 */
  at: string;
  why: string;
  /** operator who decided to leave it; absent: no decision yet */
  by?: string | undefined;
}

export interface Replay {
  next: number;
  to: number;
}

export interface Disabled {
  why: string;
  since: string;
  by?: string | undefined;
  note?: string | undefined;
}

export type NewWebhookState = Omit<WebhookState, 'version'>;

/**
 * Store of webhook states. All writes are conditional writes of single items. Methods throw only when the store fails.
 */
export interface WebhookStates {
  get(partner: string, plant: string): Promise<WebhookState | undefined>;
  /** Replaces the state that was seen; creates one when none was seen. Undefined when it changed since. */
  put(seen: WebhookState | undefined, next: NewWebhookState): Promise<WebhookState | undefined>;
}

export const maxWaiting = 20;
export const maxSequences = 200;
export const maxSetAside = 50;

/** The first state of a webhook: it delivers the messages after this position. */
export const newWebhookState = (partner: string, plant: string, position: number): NewWebhookState => ({
  partner,
  plant,
  position,
  waiting: [],
});

/** The state after an operator enabled the webhook: all waiting messages are due now, with all their tries left. */
export const enabled = (
  { disabled, notBefore, probedAt, ...state }: WebhookState,
  now: Date,
): NewWebhookState => ({
  ...state,
  waiting: state.waiting.map(({ refusedSince, ...each }) => ({
    ...each,
    failures: 0,
    next: now.toISOString(),
  })),
});

/** Without one of the messages. The rest is due now when it was the first. Undefined when it was the only one. */
export const withoutMessage = (
  waiting: WaitingMessages,
  sequence: number,
  now: Date,
): WaitingMessages | undefined => {
  const sequences = waiting.sequences.filter((each) => each !== sequence);
  if (sequences.length === 0) return undefined;
  if (sequences[0] === waiting.sequences[0]) return { ...waiting, sequences };
  const { refusedSince, ...rest } = waiting;
  return { ...rest, sequences, failures: 0, next: now.toISOString() };
};

/**
 * Adds a dead letter. When all places are taken, the oldest one with a decision is removed. Undefined when
 * there is none: so many undecided dead letters mean that the endpoint is at fault, not one message.
 */
export const withSetAside = (
  aside: readonly SetAsideMessage[] = [],
  more: SetAsideMessage,
): SetAsideMessage[] | undefined => {
  const others = aside.filter(({ sequence }) => sequence !== more.sequence);
  if (others.length < maxSetAside) return [...others, more];
  const decided = others.findIndex(({ by }) => by !== undefined);
  return decided < 0 ? undefined : [...others.toSpliced(decided, 1), more];
};

/** Dead letters that remain after these messages were delivered, for example by a replay. */
export const stillSetAside = (
  aside: readonly SetAsideMessage[] | undefined,
  delivered: ReadonlySet<number>,
): readonly SetAsideMessage[] | undefined => aside?.filter(({ sequence }) => !delivered.has(sequence));

/** Dead letters without an operator's decision. */
export const undecided = ({ aside = [] }: Pick<WebhookState, 'aside'>): readonly SetAsideMessage[] =>
  aside.filter(({ by }) => by === undefined);

/**
 * The state after an operator skipped a waiting message, or decided about a dead letter. A string says
 * why that is not possible.
 */
export const skipped = (
  seen: WebhookState,
  decision: Omit<SetAsideMessage, 'stream'>,
  now: Date,
): NewWebhookState | string => {
  const { sequence } = decision;
  const stream =
    seen.waiting.find(({ sequences }) => sequences.includes(sequence))?.stream ??
    seen.aside?.find((each) => each.sequence === sequence)?.stream;
  if (stream === undefined) return `${sequence} does not wait; \`webhooks\` names what does`;
  const aside = withSetAside(seen.aside, { ...decision, stream });
  if (!aside) return `${maxSetAside} dead letters are kept already: replay or skip those first`;
  const waiting = seen.waiting.flatMap((each) => withoutMessage(each, sequence, now) ?? []);
  return { ...seen, waiting, aside };
};

const keyOf = (partner: string, plant: string) => ({ pk: `WEBHOOK#${partner}`, sk: plant });

/** Webhook states in the feeds' table, one item each. */
export const dynamoWebhookStates = (client: DynamoDBDocumentClient, name: string): WebhookStates => {
  const table = new DynamoTable(client, name);
  return {
    async get(partner, plant) {
      const item = await table.get(keyOf(partner, plant));
      if (!item) return undefined;
      const { pk, sk, ...state } = item;
      return state as unknown as WebhookState;
    },
    async put(seen, next) {
      // Through JSON, because DynamoDB items have no undefined values.
      const state: WebhookState = JSON.parse(JSON.stringify({ ...next, version: randomUUID() }));
      const written = await table.put({ ...keyOf(state.partner, state.plant), ...state }, asSeen(seen));
      return written ? state : undefined;
    },
  };
};
