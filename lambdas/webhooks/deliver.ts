import { cloudEventOf, messageId } from '../outbound/cloud-event.ts';
import type { Message } from '../outbound/feed.ts';
import { mayReceive } from '../partners/may-receive.ts';
import type { Outcome } from './post.ts';
import { outcomeOf } from './post.ts';
import type { Attempt, Round } from './round.ts';
import { signingWith } from './secrets.ts';
import { signedHeaders } from './sign.ts';
import type { PushDeps, Webhook } from './webhook.ts';

/** What became of one stream of a round. */
export interface Delivered {
  attempt: Attempt;
  /** positions that are done with */
  taken: number;
  /** those of them that the endpoint took */
  delivered: readonly number[];
  /** what was not, in order */
  left: readonly number[];
  /** why; absent: there was no time for it */
  outcome?: Exclude<Outcome, { is: 'delivered' }>;
}

/** Streams delivered side by side: one that does not answer must not hold up the others. */
const atOnce = 8;

/**
 * Delivers the streams of a round, each in order and up to its first message that is not taken. Begins nothing once
 * the endpoint wants a pause, or when `mayGoOn` says that there is no time for one more.
 */
export const deliver = async (
  webhook: Webhook,
  plant: string,
  round: Pick<Round, 'streams' | 'read'>,
  mayGoOn: () => boolean,
  deps: PushDeps,
): Promise<Delivered[]> => {
  const secrets = round.streams.length > 0 ? await deps.secrets.get(webhook.access.partner) : undefined;
  const queue = [...round.streams];
  const results: Delivered[] = [];
  let halted = false;

  const send = async (message: Message): Promise<Outcome> => {
    const id = messageId(message);
    const body = JSON.stringify(cloudEventOf(message, deps.environment));
    const now = deps.clock();
    const headers = signedHeaders({ id, body }, now, secrets ? signingWith(secrets, now) : []);
    return outcomeOf(await deps.post(webhook.url, headers, body), deps.clock());
  };
  const along = async (attempt: Attempt): Promise<Delivered> => {
    const delivered: number[] = [];
    for (const [taken, sequence] of attempt.sequences.entries()) {
      const left = attempt.sequences.slice(taken);
      if (halted || !mayGoOn()) return { attempt, taken, delivered, left };
      const message = round.read.get(sequence) ?? (await deps.feed.at(plant, sequence));
      // No longer kept, or no longer the partner's: there is nothing to deliver.
      if (!message || !mayReceive(webhook.access, message)) continue;
      const outcome = await send(message);
      if (outcome.is === 'delivered') {
        delivered.push(sequence);
        continue;
      }
      if (outcome.is !== 'failed') halted = true;
      return { attempt, taken, delivered, left, outcome };
    }
    return { attempt, taken: attempt.sequences.length, delivered, left: [] };
  };
  const work = async (): Promise<void> => {
    try {
      for (let next = queue.shift(); next; next = queue.shift()) results.push(await along(next));
    } catch (error) {
      halted = true;
      throw error;
    }
  };
  // Whoever delivers next must find nothing of this under way, also when some of it failed.
  const done = await Promise.allSettled(Array.from({ length: atOnce }, work));
  for (const each of done) if (each.status === 'rejected') throw each.reason;
  return results;
};
