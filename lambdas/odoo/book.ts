import type { OdooClient } from './client.ts';
import { broken, type OdooFailure } from './errors.ts';
import { MODULE_VERSION, type Posting, type PostingRow } from './posting.ts';
import { isRefusalCode } from './refusals.ts';

/**
 * Under which model the action can be found. A plain user may read neither server actions nor external ids, but
 * may ask which actions are bound to a model; Odoo then lists only those that the user's groups may run. The model
 * has no screens, so nobody sees the action in a menu.
 */
const BOUND_TO = 'mrp.production.group';
export const ACTION_NAME = 'Plant Gateway: post';

const foundActions = new WeakMap<OdooClient, number>();

/**
 * Books postings, in their order, in one Odoo transaction. Returns a row per posting or, when nothing can be said
 * about single postings, one failure for the call. Never throws. Asking again with the same event keys is harmless.
 */
export async function bookPostings(
  client: OdooClient,
  postings: readonly Posting[],
): Promise<{ ok: true; rows: PostingRow[] } | OdooFailure> {
  const action = await actionId(client);
  if (typeof action !== 'number') return action;
  const answer = await client.call('ir.actions.server', 'run', {
    ids: [action],
    context: { plant_gateway: { version: MODULE_VERSION, events: postings } },
  });
  if (answer.ok) return rowsOf(answer.value, postings);
  if (answer.kind === 'refused') {
    // The call as a whole refused: no event is at fault. A missing record is the action itself, re-created by a
    // new installation under another id.
    foundActions.delete(client);
    const missing = answer.code === 'missing-record';
    return broken(missing ? 'module-missing' : 'unexpected-answer', answer.message, answer.status);
  }
  return answer;
}

/** Finds the action once per client, unless its id is configured. */
async function actionId(client: OdooClient): Promise<number | OdooFailure> {
  const known = client.connection.actionId ?? foundActions.get(client);
  if (known !== undefined) return known;
  const answer = await client.call<{ action?: { id: number; name: string }[] }>(
    'ir.actions.actions',
    'get_bindings',
    { model_name: BOUND_TO },
  );
  if (!answer.ok) return answer;
  const action = answer.value.action?.find(({ name }) => name === ACTION_NAME);
  if (!action)
    return broken(
      'module-missing',
      'the Plant Gateway module is not installed in Odoo, or the integration user lacks its group',
    );
  foundActions.set(client, action.id);
  return action.id;
}

function rowsOf(
  value: unknown,
  postings: readonly Posting[],
): { ok: true; rows: PostingRow[] } | OdooFailure {
  const reply = value as { version?: unknown; error?: unknown; message?: unknown; rows?: unknown } | null;
  // A wizard of Odoo's would be an object too, but without a version.
  if (typeof reply !== 'object' || reply === null || typeof reply.version !== 'string')
    return broken('unexpected-answer', 'the server action did not answer in its own protocol');
  if (reply.version !== MODULE_VERSION)
    return broken(
      'version-mismatch',
      `Odoo has module version ${reply.version}, this gateway speaks ${MODULE_VERSION}`,
    );
  if (reply.error === 'unknown-warehouse') return broken('unknown-warehouse', String(reply.message));
  if (reply.error !== undefined)
    return broken('unexpected-answer', `the server action answered ${String(reply.error)}`);
  const rows = reply.rows;
  if (!Array.isArray(rows) || rows.length !== postings.length || !rows.every(isRow))
    return broken('unexpected-answer', 'the server action did not answer with a row per event');
  if (rows.some((row, index) => row.event !== postings[index]?.event))
    return broken('unexpected-answer', 'the rows are not in the order of the events');
  return { ok: true, rows };
}

function isRow(row: unknown): row is PostingRow {
  if (typeof row !== 'object' || row === null) return false;
  const { event, result, document, code } = row as Record<string, unknown>;
  if (typeof event !== 'string') return false;
  if (result === 'posted' || result === 'duplicate') return isDocument(document);
  return result === 'behind' || (result === 'refused' && isRefusalCode(code));
}

function isDocument(document: unknown): boolean {
  const { model, id, name } = (document ?? {}) as Record<string, unknown>;
  return typeof model === 'string' && typeof id === 'number' && typeof name === 'string';
}
