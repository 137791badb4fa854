import { randomUUID } from 'node:crypto';
import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { asSeen, conditionally, DynamoTable } from '../../platform/dynamo.ts';

/** How far the messages of one plant have been pushed to one partner. */
export interface WebhookState {
  partner: string;
  plant: string;
  /** messages up to here are delivered, are not the partner's, or are among those that wait */
  position: number;
  /** streams whose first message was not taken yet; at most `maxWaiting` of at most `maxSequences` */
  waiting: readonly WaitingMessages[];
  /** a range that is delivered again, before anything after `position` */
  replay?: Replay | undefined;
  /** messages that were given up, at most `maxAside`; their streams went on without them */
  aside?: readonly SetAsideMessage[] | undefined;
  /** when the endpoint last took a message; RFC 3339 */
  tookAt?: string | undefined;
  /** the endpoint asked for a pause; RFC 3339 */
  notBefore?: string | undefined;
  /** when the endpoint was last tried although every place among those that wait is taken */
  probedAt?: string | undefined;
  /** nothing is pushed until an operator enables it */
  disabled?: Disabled | undefined;
  /** which run may deliver, until when; longer than it can live */
  lease?: { holder: string; until: string } | undefined;
  /** another one after every change */
  version: string;
}

export interface WaitingMessages {
  stream: string;
  /** positions, in the order of delivery */
  sequences: readonly number[];
  /** how often the first one was refused */
  failures: number;
  /** since when the first one is refused, RFC 3339; absent: it was not tried yet */
  refusedSince?: string | undefined;
  /** when the first one is tried next, RFC 3339 */
  next: string;
  /** since when the stream has something that waits, RFC 3339 */
  since: string;
}

export interface SetAsideMessage {
  sequence: number;
  stream: string;
  /** RFC 3339 */
  at: string;
  why: string;
  /** who decided that it may lie there; absent: nobody did yet */
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

/** Single-item conditional writes only. Throws only when the store itself fails. */
export interface WebhookStates {
  get(partner: string, plant: string): Promise<WebhookState | undefined>;
  /** Replaces the line that was seen (none: makes one); undefined when it has changed since. */
  put(seen: WebhookState | undefined, next: NewWebhookState): Promise<WebhookState | undefined>;
}

export const maxWaiting = 20;
export const maxSequences = 200;
export const maxSetAside = 50;

/** A line whose partner is told what comes after this position. */
export const newWebhookState = (partner: string, plant: string, position: number): NewWebhookState => ({
  partner,
  plant,
  position,
  waiting: [],
});

/** As an operator enables it: everything that waits is tried at once, with all its tries before it. */
export const enabled = (
  { disabled, notBefore, probedAt, ...line }: WebhookState,
  now: Date,
): NewWebhookState => ({
  ...line,
  waiting: line.waiting.map(({ refusedSince, ...each }) => ({
    ...each,
    failures: 0,
    next: now.toISOString(),
  })),
});

/** A stream without one of its messages; at once when that held it up, undefined when it was all that waited. */
export const without = (
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
 * With one more message that is given up. What somebody decided about makes room, the oldest first; undefined when
 * there is no room: so many that nobody looked at are not one message's fault.
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

/** What of it is still given up after these were delivered, as by a replay. */
export const stillSetAside = (
  aside: readonly SetAsideMessage[] | undefined,
  delivered: ReadonlySet<number>,
): readonly SetAsideMessage[] | undefined => aside?.filter(({ sequence }) => !delivered.has(sequence));

/** Messages that were given up, and nobody decided about. */
export const undecided = ({ aside = [] }: Pick<WebhookState, 'aside'>): readonly SetAsideMessage[] =>
  aside.filter(({ by }) => by === undefined);

/**
 * A line that goes on without a message that waits, as somebody decided; also says of one that was given up already
 * that it may lie there. In words why not.
 */
export const skipped = (
  seen: WebhookState,
  given: Omit<SetAsideMessage, 'stream'>,
  now: Date,
): NewWebhookState | string => {
  const { sequence } = given;
  const stream =
    seen.waiting.find(({ sequences }) => sequences.includes(sequence))?.stream ??
    seen.aside?.find((each) => each.sequence === sequence)?.stream;
  if (stream === undefined) return `${sequence} does not wait; \`webhooks\` names what does`;
  const aside = withSetAside(seen.aside, { ...given, stream });
  if (!aside) return `${maxSetAside} messages are set aside already: replay or skip those first`;
  const waiting = seen.waiting.flatMap((each) => without(each, sequence, now) ?? []);
  return { ...seen, waiting, aside };
};

const keyOf = (partner: string, plant: string) => ({ pk: `WEBHOOK#${partner}`, sk: plant });

/** Lines in the table of the feeds, an item each. */
export const dynamoWebhookStates = (client: DynamoDBDocumentClient, name: string): WebhookStates => {
  const table = new DynamoTable(client, name);
  return {
    async get(partner, plant) {
      const item = await table.get(keyOf(partner, plant));
      if (!item) return undefined;
      const { pk, sk, ...line } = item;
      return line as unknown as WebhookState;
    },
    put(seen, next) {
      // What is undefined has no place in an item.
      const line: WebhookState = JSON.parse(JSON.stringify({ ...next, version: randomUUID() }));
      return conditionally(async () => {
        await client.send(
          new PutCommand({
            TableName: name,
            Item: { ...keyOf(line.partner, line.plant), ...line },
            ...asSeen(seen),
          }),
        );
        return line;
      });
    },
  };
};
