import { bookPostings } from './book.ts';
import type { OdooClient } from './client.ts';
import { broken, type OdooFailure, transient } from './errors.ts';
import type { Posting, PostingRow } from './posting.ts';
import { UnusableSecret } from './unusable-secret.ts';

export type Booked = { ok: true; rows: PostingRow[] } | OdooFailure;

/** Odoo, as posting sees it. */
export interface OdooPort {
  /** One call, one transaction, a row per posting in their order. Never throws; repeating it is harmless. */
  book(postings: readonly Posting[]): Promise<Booked>;
}

/** Where the client comes from; `fresh` passes over what was remembered. Throws when the secret is unreadable. */
export type ClientSource = (fresh: boolean) => Promise<OdooClient>;

/** Books through a remembered client. */
export const odooPort = (clientFrom: ClientSource): OdooPort => ({
  book: (postings) => withClient(clientFrom, (client) => bookPostings(client, postings)),
});

/** Asks through a remembered client; a key that Odoo does not accept (any more) is read once again. */
export const withClient = async <Answer extends { ok: true } | { ok: false; code: string }>(
  clientFrom: ClientSource,
  ask: (client: OdooClient) => Promise<Answer>,
): Promise<Answer | OdooFailure> => {
  try {
    const remembered = await clientFrom(false);
    const answer = await ask(remembered);
    if (answer.ok || answer.code !== 'bad-key') return answer;
    const fresh = await clientFrom(true);
    return fresh.connection.apiKey === remembered.connection.apiKey ? answer : await ask(fresh);
  } catch (error) {
    return failureOfSecret(error);
  }
};

/** The secret is ours to put right; where it is kept may be away for a while, like Odoo itself. */
const failureOfSecret = (error: unknown): OdooFailure =>
  error instanceof UnusableSecret
    ? broken('bad-secret', error.message)
    : transient('unreachable', 'the secret with the Odoo key cannot be read now', { outcome: 'not-done' });
