import { type Reply, runAction } from './action.ts';
import type { OdooClient } from './client.ts';
import { broken, type OdooFailure } from './errors.ts';
import { isLotStanding } from './lot-standing.ts';
import type { Posting, PostingRow } from './posting.ts';
import { isRefusalCode } from './refusals.ts';

/**
 * Books postings, in their order, in one Odoo transaction. Returns a row per posting or, when nothing can be said
 * about single postings, one failure for the call. Never throws. Asking again with the same event keys is harmless.
 */
export async function bookPostings(
  client: OdooClient,
  postings: readonly Posting[],
): Promise<{ ok: true; rows: PostingRow[] } | OdooFailure> {
  const answer = await runAction(client, { events: postings });
  return answer.ok ? rowsOf(answer.reply, postings) : answer;
}

function rowsOf(reply: Reply, postings: readonly Posting[]): { ok: true; rows: PostingRow[] } | OdooFailure {
  const rows = reply.rows;
  if (!Array.isArray(rows) || rows.length !== postings.length || !rows.every(isRow))
    return broken('unexpected-answer', 'the server action did not answer with a row per event');
  if (rows.some((row, index) => row.event !== postings[index]?.event))
    return broken('unexpected-answer', 'the rows are not in the order of the events');
  return { ok: true, rows };
}

function isRow(row: unknown): row is PostingRow {
  if (typeof row !== 'object' || row === null) return false;
  const { event, result, document, code, lots = [], warnings = [] } = row as Record<string, unknown>;
  if (typeof event !== 'string') return false;
  if (result === 'posted' || result === 'duplicate')
    return isDocument(document) && isListOf(lots, isLotStanding) && isListOf(warnings, isText);
  return result === 'behind' || (result === 'refused' && isRefusalCode(code));
}

function isDocument(document: unknown): boolean {
  const { model, id, name } = (document ?? {}) as Record<string, unknown>;
  return typeof model === 'string' && typeof id === 'number' && typeof name === 'string';
}

const isListOf = (value: unknown, isOne: (element: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isOne);

const isText = (value: unknown): boolean => typeof value === 'string';
