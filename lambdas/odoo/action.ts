import type { OdooAnswer, OdooClient } from './client.ts';
import { broken, type OdooFailure } from './failures.ts';
import {
  commonProtocol,
  headingOf,
  mismatch,
  newestProtocol,
  requestIn,
  type SpokenProtocol,
  sameProtocol,
} from './protocol.ts';

/**
 * The model that the server action is bound to. A plain user may not read server actions or external ids, but may ask
 * which actions are bound to a model; Odoo lists only those that the user's groups may run. This model has no screens,
 * so the action appears in no menu.
 */
const BOUND_MODEL = 'mrp.production.group';
export const ACTION_NAME = 'Plant Gateway: post';

/** The look-up reads a few rows. With the timeout of a booking, a slow look-up would leave no time to book. */
const LOOK_UP_MS = 10_000;

/** Action ids found by a look-up, per client. They have priority over the configured id. */
const foundActions = new WeakMap<OdooClient, number>();

/** How each client's module was last seen to speak. Without an entry the newest protocol is tried. */
const spokenBy = new WeakMap<OdooClient, SpokenProtocol>();

/** An answer of the action in a protocol that we speak, without an error for the whole call. */
export type Reply = Readonly<Record<string, unknown>>;

/**
 * Runs the gateway's server action: one call, one transaction. Failures are values; nothing is thrown. `body` is the
 * action's input; version, protocol and environment are added to it. A module that refuses the protocol has booked nothing, so
 * the call is repeated in a protocol that it speaks.
 */
export async function runAction(
  client: OdooClient,
  body: Record<string, unknown>,
): Promise<{ ok: true; reply: Reply } | OdooFailure> {
  const { environment } = client.connection;
  const spoken = spokenBy.get(client) ?? newestProtocol;
  const first = await callAction(client, requestIn(spoken, environment, body));
  if (!first.ok) return first;
  const heading = headingOf(first.value);
  if (!heading) return broken('unexpected-answer', 'the server action did not answer in its own protocol');
  const common = commonProtocol(heading);
  if (!common) return broken('version-mismatch', mismatch(heading));
  spokenBy.set(client, common);
  const { error } = first.value as { error?: unknown };
  if (!isMismatch(error)) return replyOf(first.value);
  if (sameProtocol(spoken, common)) return broken('version-mismatch', mismatch(heading));
  const second = await callAction(client, requestIn(common, environment, body));
  return second.ok ? replyOf(second.value) : second;
}

const isMismatch = (error: unknown): boolean => error === 'version-mismatch' || error === 'protocol-mismatch';

/** Runs the server action, wherever it is. The answer may be anything that Odoo returns. */
async function callAction(
  client: OdooClient,
  request: Record<string, unknown>,
): Promise<{ ok: true; value: unknown } | OdooFailure> {
  const known = foundActions.get(client) ?? client.connection.actionId;
  const action = known ?? (await lookUpAction(client));
  if (typeof action !== 'number') return action;
  let answer = await run(client, action, request);
  if (!answer.ok && answer.code === 'missing-record') {
    // The action itself is missing: after the module is removed and installed again, the action has another id.
    const newAction = await lookUpAction(client);
    if (typeof newAction !== 'number') return newAction;
    answer = await run(client, newAction, request);
  }
  if (answer.ok) return answer;
  if (answer.kind !== 'refused') return answer;
  // Odoo refused the whole call, so no single event is wrong.
  const missing = answer.code === 'missing-record';
  return broken(missing ? 'module-missing' : 'unexpected-answer', answer.message, answer.status);
}

function run(
  client: OdooClient,
  action: number,
  request: Record<string, unknown>,
): Promise<OdooAnswer<unknown>> {
  return client.call('ir.actions.server', 'run', {
    ids: [action],
    context: { plant_gateway: request },
  });
}

async function lookUpAction(client: OdooClient): Promise<number | OdooFailure> {
  const answer = await client.call<{ action?: { id: number; name: string }[] }>(
    'ir.actions.actions',
    'get_bindings',
    { model_name: BOUND_MODEL },
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
  const heading = headingOf(value);
  if (!heading) return broken('unexpected-answer', 'the server action did not answer in its own protocol');
  const reply = value as { error?: unknown; message?: unknown };
  if (isMismatch(reply.error)) return broken('version-mismatch', mismatch(heading));
  if (isConfigurationError(reply.error)) return broken(reply.error, String(reply.message));
  if (reply.error !== undefined)
    return broken('unexpected-answer', `the server action answered ${String(reply.error)}`);
  return { ok: true, reply: reply as Reply };
}

/** Errors that the module finds in the gateway's configuration, not in an event. */
const configurationErrors = [
  'other-environment',
  'unknown-warehouse',
  'unknown-operation',
  'gate-misconfigured',
] as const;
const isConfigurationError = (error: unknown): error is (typeof configurationErrors)[number] =>
  configurationErrors.some((known) => known === error);
