import { ACTION_NAME } from '../../lambdas/odoo/action.ts';
import { MODULE_VERSION } from '../../lambdas/odoo/module-version.ts';
import { BEFORE_PROTOCOLS, OLDEST_PROTOCOL, PROTOCOL } from '../../lambdas/odoo/protocol.ts';
import { holdRulesOfEvent, type Keyed, noWarehouse, type Posting, rowOf, warehouseOf } from './booking.ts';
import { type Fields, onlyKeys, Refusal, textAt } from './desk.ts';
import { forbidden, missing, notFound, OdooError, unprocessable } from './http/errors.ts';
import type { Call } from './http/json2.ts';
import { posted, questions } from './modelled.ts';
import { questionNotModelled } from './not-modelled.ts';
import { withLots } from './postings/lots.ts';
import { markHoldPlaces } from './records/quality-hold.ts';

const mostEvents = 2500;
/** The server action: states its version and protocols, and answers a call in one of them. */
export function post(posting: Posting, request: unknown): unknown {
  const { version } = posting;
  const asked = Object(request) as Asked;
  const protocols = version !== MODULE_VERSION ? {} : { protocols: [OLDEST_PROTOCOL, PROTOCOL] };
  if (typeof asked.version !== 'string') return { version, ...protocols, error: 'malformed' };
  const error = mismatch(version, asked);
  if (error) return { version, ...protocols, error };
  // Gateways that know no protocols demand their own version in return.
  const heading =
    asked.protocol === undefined ? { version: asked.version, ...protocols } : { version, ...protocols };
  return { ...heading, ...(otherEnvironment(posting.environment, asked) ?? reply(posting, asked)) };
}

/** The database is marked for the gateway of one environment. Gateways of protocol 1 name none. */
function otherEnvironment(mark: string, { protocol, environment = 'unnamed' }: Asked): object | undefined {
  if (protocol === undefined || protocol === 1 || environment === mark) return undefined;
  const message = `this Odoo database is marked as ${mark}, and the gateway of ${environment} called it`;
  return { error: 'other-environment', message };
}

interface Asked {
  version?: unknown;
  protocol?: unknown;
  environment?: unknown;
  events?: unknown;
  ask?: unknown;
}

/** Every other version than ours stands for a module from before protocols: it takes nothing but its own version. */
function mismatch(installed: string, { version, protocol }: Asked): string | undefined {
  if (installed !== MODULE_VERSION) return version === installed ? undefined : 'version-mismatch';
  if (protocol === undefined)
    return BEFORE_PROTOCOLS.includes(String(version)) ? undefined : 'version-mismatch';
  if (!Number.isInteger(protocol)) return 'malformed';
  const known = Number(protocol) >= OLDEST_PROTOCOL && Number(protocol) <= PROTOCOL;
  return known ? undefined : 'protocol-mismatch';
}

/** A list of events in one transaction, a savepoint and an idempotency record per event. Or a question. */
function reply(posting: Posting, asked: Asked): object {
  const { books } = posting;
  if ('ask' in asked) return ask(posting, asked.ask);
  const { events } = asked;
  const sane = Array.isArray(events) && events.length <= mostEvents;
  if (!sane || !events.every(hasKey)) return { error: 'malformed' };
  const unheardOf = events.find(
    ({ operation }) => typeof operation === 'string' && !posted.includes(operation),
  );
  if (unheardOf !== undefined) {
    const message = `the Odoo module has no procedure for ${unheardOf.operation}`;
    return { error: 'unknown-operation', message };
  }
  const lost = events.find((event) => typeof event.warehouse === 'string' && !warehouseOf(books, event));
  if (lost !== undefined) return { error: 'unknown-warehouse', message: noWarehouse(lost) };
  try {
    for (const event of events) holdRulesOfEvent(books, event);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { error: 'gate-misconfigured', message: error.message };
  }
  return books.atomically(() => {
    for (const rules of events.map((event) => holdRulesOfEvent(books, event)))
      if (rules !== undefined) markHoldPlaces(books, rules);
    const blocked = new Set<string>();
    const rows = events.map((event, index) => {
      if (index === posting.crashAfter) throw killed();
      return rowOf(posting, event, blocked);
    });
    if (posting.crashAfter !== undefined) throw killed();
    const plants = events.map((event) => ({ warehouse: warehouseOf(books, event), policy: event.policy }));
    return {
      rows: rows.map((row, index) => withLots(books, row, plants[index] ?? { warehouse: undefined })),
    };
  });
}

/** The server action asked a question: its answer, or the reason why there is none, as the module puts it. */
function ask({ books, now }: Posting, given: unknown): object {
  try {
    const asked: Fields = onlyKeys(given, ['question', 'warehouse', 'company', 'about'], '');
    const name = textAt(asked, 'question', '');
    textAt(asked, 'warehouse', '');
    const warehouse = warehouseOf(books, asked);
    if (warehouse === undefined) return { error: 'unknown-warehouse', message: noWarehouse(asked) };
    const question = Object.hasOwn(questions, name) ? questions[name] : undefined;
    if (question === undefined) throw questionNotModelled(name);
    return { answer: books.atomically(() => question({ books, warehouse, now }, asked.about)) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, message, pointer } = error;
    return { refused: { code, message, pointer } };
  }
}

const killed = () =>
  new OdooError(500, 'psycopg2.OperationalError', 'server closed the connection unexpectedly');

function hasKey(event: unknown): event is Keyed {
  const { event: key, stream } = (event ?? {}) as Record<string, unknown>;
  return typeof key === 'string' && /^[0-9a-f]{32}$/.test(key) && typeof stream === 'string';
}

/** Id of the one server action. */
export const actionId = 1;
/** The model that the module binds its action to, so that a plain user can find it. */
const boundTo = 'mrp.production.group';

/** The models and methods that the gateway uses; everything else does not exist here. */
export function execute(posting: Posting, call: Call): unknown {
  const { model, method, parameters } = call;
  if (model === 'res.users' && method === 'context_get') return { lang: 'en_US', tz: 'UTC', uid: 5 };
  if (model === 'ir.actions.server') {
    if (method === 'run') return run(posting, parameters);
    // A plain user may run the action, not read it.
    throw forbidden('Server Action', model);
  }
  if (model === 'ir.actions.actions' && method === 'get_bindings') {
    const bound = parameters.model_name === boundTo;
    return bound ? { action: [{ id: actionId, name: ACTION_NAME }] } : {};
  }
  throw notFound(`the model '${model}' does not exist`);
}

function run(posting: Posting, parameters: Record<string, unknown>): unknown {
  const ids = parameters.ids;
  if (!Array.isArray(ids)) throw unprocessable("missing a required argument: 'ids'");
  if (ids.length !== 1 || ids[0] !== actionId) throw missing(`ir.actions.server(${ids.join(', ')},)`);
  const context = parameters.context as Record<string, unknown> | undefined;
  return post(posting, context?.plant_gateway);
}
