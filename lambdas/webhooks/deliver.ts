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
  /** positions that were taken */
  taken: number;
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
    for (const [taken, sequence] of attempt.sequences.entries()) {
      const left = attempt.sequences.slice(taken);
      if (halted || !mayGoOn()) return { attempt, taken, left };
      const message = round.read.get(sequence) ?? (await deps.feed.at(plant, sequence));
      // No longer kept, or no longer the partner's: there is nothing to deliver.
      if (!message || !mayReceive(webhook.access, message)) continue;
      const outcome = await send(message);
      if (outcome.is === 'delivered') continue;
      if (outcome.is !== 'failed') halted = true;
      return { attempt, taken, left, outcome };
    }
    return { attempt, taken: attempt.sequences.length, left: [] };
  };
  const work = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) results.push(await along(next));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
};
