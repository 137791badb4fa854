import type { Partner } from '../../configuration/partner.ts';
import type { Consumers, Feed } from '../outbound/feed/feed.ts';
import { firstOwn } from '../outbound/feed/read-on.ts';
import type { Clock } from '../platform/time.ts';
import type { Command, CommandAnswer } from './commands.ts';

export interface FeedCommandDeps {
  feed: Pick<Feed, 'head' | 'after' | 'at'>;
  consumers: Pick<Consumers, 'all' | 'referencesOf'>;
  partners: Readonly<Record<string, Partner>>;
  clock: Clock;
}

type FeedCommand = Extract<Command, { command: 'feed' }>;

/** The end of a plant's feed, and the consumers that acknowledge messages of it. */
export const consumersOf = async (
  { plant }: FeedCommand,
  { feed, consumers, partners, clock }: FeedCommandDeps,
): Promise<CommandAnswer> => {
  const head = await feed.head(plant);
  const { applied = 0, published = 0, read = {} } = head ?? {};
  const readAt = Object.fromEntries(Object.entries(read).map(([kind, { at }]) => [kind, at]));
  const consumersSeen = await Promise.all(
    (await consumers.all(plant)).map(async ({ partner, sequence, at, reference }) => {
      const waiting = await waitingSince(partner, partners[partner], plant, sequence, feed);
      return {
        partner,
        sequence,
        at,
        behind: Math.max(applied - sequence, 0),
        ...(waiting !== undefined && {
          waitingSince: waiting,
          waitingSeconds: secondsSince(waiting, clock()),
        }),
        ...(reference && { reference }),
      };
    }),
  );
  const said = `the feed of ${plant} ends at ${applied}; ${consumersSeen.length} consumers have acknowledged something`;
  return { ok: true, said, result: { plant, end: applied, published, readAt, consumers: consumersSeen } };
};

/**
 * Time of the first unacknowledged message that the partner may read, RFC 3339. For a consumer without a partner record,
 * of the first unacknowledged message of any kind.
 */
const waitingSince = async (
  id: string,
  partner: Partner | undefined,
  plant: string,
  sequence: number,
  feed: Pick<Feed, 'after'>,
): Promise<string | undefined> => {
  if (partner) return firstOwn(feed, { ...partner, partner: id }, plant, sequence);
  const [waiting] = await feed.after(plant, sequence, 1);
  return waiting?.time;
};

const secondsSince = (time: string, now: Date): number =>
  Math.max(Math.floor((now.getTime() - Date.parse(time)) / 1000), 0);

/** A message, and the references under which consumers keep it. */
export const messageAt = async (
  { plant, sequence = 0 }: FeedCommand,
  { feed, consumers }: FeedCommandDeps,
): Promise<CommandAnswer> => {
  const message = await feed.at(plant, sequence);
  if (!message) {
    const said = `the feed of ${plant} has no message at ${sequence}: it has expired, or never existed`;
    return { ok: false, said };
  }
  const references = (await consumers.referencesOf(plant, sequence)).map(({ partner, reference, at }) => ({
    partner,
    reference,
    at,
  }));
  const said = `${message.name} of ${message.subject}; ${references.length} references`;
  return { ok: true, said, result: { message, references } };
};
