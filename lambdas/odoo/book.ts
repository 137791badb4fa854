import type { OdooAnswer, OdooClient } from './client.ts';
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

/** Reads a few rows; who waits for it as long as for a booking has no time left to book. */
const LOOK_UP_MS = 10_000;

/** What was looked up for a client; goes before the id that is configured. */
const foundActions = new WeakMap<OdooClient, number>();

/**
 * Books postings, in their order, in one Odoo transaction. Returns a row per posting or, when nothing can be said
 * about single postings, one failure for the call. Never throws. Asking again with the same event keys is harmless.
 */
export async function bookPostings(
  client: OdooClient,
  postings: readonly Posting[],
): Promise<{ ok: true; rows: PostingRow[] } | OdooFailure> {
  const known = foundActions.get(client) ?? client.connection.actionId;
  const action = known ?? (await lookUpAction(client));
  if (typeof action !== 'number') return action;
  let answer = await run(client, action, postings);
  if (!answer.ok && answer.code === 'missing-record') {
    // The action itself: a module that was removed and installed again has it under another id.
    const another = await lookUpAction(client);
    if (typeof another !== 'number') return another;
    answer = await run(client, another, postings);
  }
  if (answer.ok) return rowsOf(answer.value, postings);
  if (answer.kind !== 'refused') return answer;
  // The call as a whole refused: no event is at fault.
  const missing = answer.code === 'missing-record';
  return broken(missing ? 'module-missing' : 'unexpected-answer', answer.message, answer.status);
}

function run(client: OdooClient, action: number, postings: readonly Posting[]): Promise<OdooAnswer<unknown>> {
  return client.call('ir.actions.server', 'run', {
    ids: [action],
    context: { plant_gateway: { version: MODULE_VERSION, events: postings } },
  });
}

async function lookUpAction(client: OdooClient): Promise<number | OdooFailure> {
  const answer = await client.call<{ action?: { id: number; name: string }[] }>(
    'ir.actions.actions',
    'get_bindings',
    { model_name: BOUND_TO },
    { timeoutMs: LOOK_UP_MS },
  );
  if (!answer.ok) return answer;
  const action = answer.value.action?.find(({ name }) => name === ACTION_NAME);
  if (!action) {
    foundActions.delete(client);
    return broken(
      'module-missing',
      'the Plant Gateway module is not installed in Odoo, or the integration user lacks its group',
    );
  }
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
      `Odoo has module version ${reply.version}, this gateway speaks ${MODULE_VERSION}; npm run odoo:install`,
    );
  if (reply.error === 'unknown-warehouse' || reply.error === 'unknown-operation')
    return broken(reply.error, String(reply.message));
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
