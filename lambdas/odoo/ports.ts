import type * as z from 'zod';
import type { LotAfterBooking } from '../../events/booking.ts';
import { type Verdict, verdicts } from '../../events/booking.ts';
import { OdooAway, OdooDeclined } from '../platform/task-failures.ts';
import { type Reply, runAction } from './action.ts';
import { type ClientSource, type OdooClient, UnusableSecret } from './client.ts';
import { broken, type OdooFailure, transient } from './failures.ts';
import { MODULE_VERSION } from './module-version.ts';
import type { Posting, PostingRow } from './posting.ts';
import { isRefusalCode, type RefusalCode } from './refusals.ts';

/** How the other rooms use Odoo: they book postings, or ask questions that change nothing. */

export type Booked = { ok: true; rows: PostingRow[] } | OdooFailure;

export interface OdooPort {
  /**
   * Books all postings with one call in one transaction. Returns a row per posting, in their order. Never throws.
   * Repeating it is harmless.
   */
  book(postings: readonly Posting[]): Promise<Booked>;
}

export const odooPort = (clientFrom: ClientSource): OdooPort => ({
  book: (postings) => withClient(clientFrom, (client) => bookPostings(client, postings)),
});

/** A question to the module in Odoo. The procedure named by `question` checks `about`. */
export interface OdooQuestion {
  /** `<noun>.<what is asked>` */
  question: string;
  /** short name or name of the Odoo warehouse of the plant that asks */
  warehouse: string;
  /** name of its company, where the profile has one */
  company?: string | undefined;
  about: object;
}

/** The procedure's answer, or why there is none. */
export type Answered =
  | { ok: true; answer: unknown }
  | { ok: false; kind: 'declined'; code: RefusalCode; message: string; pointer: string }
  | OdooFailure;

export interface QuestionPort {
  /** Asks with one call in one transaction that books nothing. Never throws. */
  ask(question: OdooQuestion): Promise<Answered>;
}

export const questionPort = (clientFrom: ClientSource): QuestionPort => ({
  ask: (question) => withClient(clientFrom, (client) => askOdoo(client, question)),
});

/**
 * Asks Odoo and parses the answer with the schema. For tasks of state machines: throws {@link OdooDeclined} when Odoo
 * declines the question, and {@link OdooAway} for every other failure and for an answer that the schema refuses.
 */
export const mustAnswer = async <Schema extends z.ZodType>(
  odoo: QuestionPort,
  question: OdooQuestion,
  answerAs: Schema,
): Promise<z.output<Schema>> => {
  const answered = await odoo.ask(question);
  if (answered.ok) {
    const parsed = answerAs.safeParse(answered.answer);
    if (parsed.success) return parsed.data;
    throw new OdooAway('the module in Odoo answered in another form than this gateway understands');
  }
  const why = `${answered.code}: ${answered.message}`;
  throw answered.kind === 'declined' ? new OdooDeclined(why) : new OdooAway(why);
};

/** Calls Odoo with the cached client. When Odoo refuses its key, reads the secret again and retries with a new key. */
export const withClient = async <Answer extends { ok: true } | { ok: false; code: string }>(
  clientFrom: ClientSource,
  ask: (client: OdooClient) => Promise<Answer>,
): Promise<Answer | OdooFailure> => {
  try {
    const cached = await clientFrom(false);
    const answer = await ask(cached);
    if (answer.ok || answer.code !== 'bad-key') return answer;
    const fresh = await clientFrom(true);
    return fresh.connection.apiKey === cached.connection.apiKey ? answer : await ask(fresh);
  } catch (error) {
    return failureOfSecret(error);
  }
};

/** A wrong secret is our configuration error. Secrets Manager may be away for a while, like Odoo itself. */
const failureOfSecret = (error: unknown): OdooFailure =>
  error instanceof UnusableSecret
    ? broken('bad-secret', error.message)
    : transient('unreachable', 'the secret with the Odoo key cannot be read now', { outcome: 'not-done' });

/**
 * Books postings, in their order, in one Odoo transaction. Returns a row per posting, or one failure for the whole call.
 * Never throws. Asking again with the same event keys is harmless.
 */
export async function bookPostings(client: OdooClient, postings: readonly Posting[]): Promise<Booked> {
  const answer = await runAction(client, { events: postings });
  return answer.ok ? rowsOf(answer.reply, postings) : answer;
}

/** Asks Odoo, in one transaction. Never throws. Asking again is harmless. */
export async function askOdoo(client: OdooClient, question: OdooQuestion): Promise<Answered> {
  const answered = await runAction(client, { ask: question });
  if (!answered.ok) return answered;
  const { answer, refused } = answered.reply;
  if (answer !== undefined) return { ok: true, answer };
  if (knowsNoCompany(refused)) return withoutCompanies();
  const { code, message, pointer } = (
    isOtherModule(answered.reply) ? withKnownCode(refused) : (refused ?? {})
  ) as Record<string, unknown>;
  if (!isRefusalCode(code))
    return broken('unexpected-answer', 'the server action sent neither an answer nor a refusal');
  return { ok: false, kind: 'declined', code, message: String(message), pointer: String(pointer) };
}

/** A module that knows no companies refuses the key of a plant that names one. Nothing is wrong with its events. */
const knowsNoCompany = (refusal: unknown): boolean => {
  const { code, message } = Object(refusal) as Record<string, unknown>;
  return code === 'malformed-posting' && String(message).startsWith("unknown field 'company'");
};
const withoutCompanies = (): OdooFailure =>
  broken(
    'version-mismatch',
    "the plant's profile names a company, which the module in Odoo does not know: upgrade the module",
  );

function rowsOf(reply: Reply, postings: readonly Posting[]): Booked {
  const rows = isOtherModule(reply) ? withKnownCodes(reply.rows) : reply.rows;
  if (Array.isArray(rows) && rows.some(knowsNoCompany)) return withoutCompanies();
  if (!Array.isArray(rows) || rows.length !== postings.length || !rows.every(isRow))
    return broken('unexpected-answer', 'the server action did not answer with a row per event');
  if (rows.some((row, index) => row.event !== postings[index]?.event))
    return broken('unexpected-answer', 'the rows are not in the order of the events');
  return { ok: true, rows };
}

/** Another module than this gateway was released with may refuse for reasons that this gateway does not know. */
const isOtherModule = ({ version }: Reply): boolean => version !== MODULE_VERSION;

const withKnownCodes = (rows: unknown): unknown => (Array.isArray(rows) ? rows.map(withKnownCode) : rows);

/** An unknown refusal code becomes `odoo-refused`, with the code in front of the message: the event needs a person, not a gateway. */
const withKnownCode = (refusal: unknown): object => {
  const { code, message } = Object(refusal) as Record<string, unknown>;
  return typeof code !== 'string' || isRefusalCode(code)
    ? Object(refusal)
    : { ...Object(refusal), code: 'odoo-refused', message: `${code}: ${message}` };
};

function isRow(row: unknown): row is PostingRow {
  if (typeof row !== 'object' || row === null) return false;
  const { event, result, document, code, lots = [], warnings = [] } = row as Record<string, unknown>;
  if (typeof event !== 'string') return false;
  if (result === 'posted' || result === 'duplicate')
    return isDocument(document) && isListOf(lots, isLotAfterBooking) && isListOf(warnings, isText);
  return result === 'behind' || (result === 'refused' && isRefusalCode(code));
}

function isDocument(document: unknown): boolean {
  const { model, id, name } = (document ?? {}) as Record<string, unknown>;
  return typeof model === 'string' && typeof id === 'number' && typeof name === 'string';
}

/** True when the value is a lot as the gateway's contract has it. A verdict must come with its time. */
export const isLotAfterBooking = (value: unknown): value is LotAfterBooking => {
  const given = Object(value) as Record<string, unknown>;
  const { item, lot, uom, uom_name, moved, held, verdict, verdict_at, decides, overrode } = given;
  const { elsewhere = [], bypassed } = given;
  return (
    [item, lot, uom_name].every((text) => typeof text === 'string' && text !== '') &&
    [moved, held].every((amount) => Number.isFinite(amount)) &&
    (verdict === undefined ? verdict_at === undefined : isVerdict(verdict) && isOdooTime(verdict_at)) &&
    (uom === undefined || typeof uom === 'string') &&
    (decides === undefined || typeof decides === 'boolean') &&
    (overrode === undefined || isVerdict(overrode)) &&
    isListOf(elsewhere, isHeldElsewhere) &&
    (bypassed === undefined || typeof bypassed === 'boolean')
  );
};

const isHeldElsewhere = (value: unknown): boolean => {
  const { warehouse, name, held } = Object(value) as Record<string, unknown>;
  return isText(warehouse) && isText(name) && Number.isFinite(held);
};

const isVerdict = (value: unknown): value is Verdict => verdicts.some((verdict) => verdict === value);

/** Odoo writes a time in UTC as `YYYY-MM-DD HH:MM:SS`. */
const isOdooTime = (value: unknown): boolean =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value);

const isListOf = (value: unknown, isOne: (element: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isOne);

const isText = (value: unknown): boolean => typeof value === 'string';
