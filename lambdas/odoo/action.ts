import type { OdooAnswer, OdooClient } from './client.ts';
import { broken, type OdooFailure } from './failures.ts';
import { MODULE_VERSION } from './module-version.ts';

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

/** What the action said in its own protocol; its version is ours, and it has no complaint of the call as a whole. */
export type Reply = Readonly<Record<string, unknown>>;

/**
 * Runs the gateway's server action: one call, one transaction. Failures are values; nothing is thrown. `body` is what
 * the action is asked, beside the version.
 */
export async function runAction(
  client: OdooClient,
  body: Record<string, unknown>,
): Promise<{ ok: true; reply: Reply } | OdooFailure> {
  const known = foundActions.get(client) ?? client.connection.actionId;
  const action = known ?? (await lookUpAction(client));
  if (typeof action !== 'number') return action;
  let answer = await run(client, action, body);
  if (!answer.ok && answer.code === 'missing-record') {
    // The action itself: a module that was removed and installed again has it under another id.
    const another = await lookUpAction(client);
    if (typeof another !== 'number') return another;
    answer = await run(client, another, body);
  }
  if (answer.ok) return replyOf(answer.value);
  if (answer.kind !== 'refused') return answer;
  // The call as a whole refused: no event is at fault.
  const missing = answer.code === 'missing-record';
  return broken(missing ? 'module-missing' : 'unexpected-answer', answer.message, answer.status);
}

function run(
  client: OdooClient,
  action: number,
  body: Record<string, unknown>,
): Promise<OdooAnswer<unknown>> {
  return client.call('ir.actions.server', 'run', {
    ids: [action],
    context: { plant_gateway: { version: MODULE_VERSION, ...body } },
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

function replyOf(value: unknown): { ok: true; reply: Reply } | OdooFailure {
  const reply = value as { version?: unknown; error?: unknown; message?: unknown } | null;
  // A wizard of Odoo's would be an object too, but without a version.
  if (typeof reply !== 'object' || reply === null || typeof reply.version !== 'string')
    return broken('unexpected-answer', 'the server action did not answer in its own protocol');
  if (reply.version !== MODULE_VERSION)
    return broken(
      'version-mismatch',
      `Odoo has module version ${reply.version}, this gateway speaks ${MODULE_VERSION}; npm run odoo:install`,
    );
  if (isComplaint(reply.error)) return broken(reply.error, String(reply.message));
  if (reply.error !== undefined)
    return broken('unexpected-answer', `the server action answered ${String(reply.error)}`);
  return { ok: true, reply: reply as Reply };
}

/** What the module finds wrong with the gateway's configuration, not with an event. */
const complaints = ['unknown-warehouse', 'unknown-operation', 'gate-misconfigured'] as const;
const isComplaint = (error: unknown): error is (typeof complaints)[number] =>
  complaints.some((complaint) => complaint === error);
