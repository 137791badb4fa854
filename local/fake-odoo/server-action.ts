import type { OdooDocument } from '../../events/booking.ts';
import { catalogue } from '../../events/catalogue.ts';
import { ACTION_NAME } from '../../lambdas/odoo/action.ts';
import { MODULE_VERSION } from '../../lambdas/odoo/module-version.ts';
import type { PostingRow } from '../../lambdas/odoo/posting.ts';
import { BEFORE_PROTOCOLS, OLDEST_PROTOCOL, PROTOCOL } from '../../lambdas/odoo/protocol.ts';
import type { Books } from './database.ts';
import {
  type Desk,
  type Fields,
  type HoldRules,
  momentAt,
  onlyKeys,
  Refusal,
  textAt,
  type Warehouse,
} from './desk.ts';
import { forbidden, missing, notFound, OdooError, unprocessable } from './http/errors.ts';
import type { Call } from './http/json2.ts';
import { posted, procedures, questions } from './modelled.ts';
import { eventNotModelled, questionNotModelled } from './not-modelled.ts';
import { withLots } from './postings/lots.ts';
import { policyAt } from './postings/policy.ts';
import { odooTime } from './records/items.ts';
import { holdRulesOf } from './records/quality-hold.ts';
import { dateChanges } from './records/stock.ts';
import { workDocument } from './records/work-orders.ts';

export interface Posting {
  books: Books;
  version: string;
  /** the environment that its database is marked with */
  environment: string;
  now: Date;
  /** the server dies after this many events; the transaction is lost with it */
  crashAfter: number | undefined;
}

const mostEvents = 2500;
/** Event types whose later events replace earlier ones: a refused one blocks no other. */
const superseding = new Set<unknown>(
  catalogue.filter(({ supersedes }) => supersedes === true).map(({ name }) => name),
);
const postingKeys = [
  'event',
  'stream',
  'operation',
  'plant',
  'warehouse',
  'company',
  'time',
  'policy',
  'payload',
];

interface Keyed extends Fields {
  event: string;
  stream: string;
}

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
    const blocked = new Set<string>();
    const rows = events.map((event, index) => {
      if (index === posting.crashAfter) throw killed();
      return rowOf(posting, event, blocked);
    });
    if (posting.crashAfter !== undefined) throw killed();
    const rules = events.map((event) => holdRulesOfEvent(books, event));
    return { rows: rows.map((row, index) => withLots(books, row, rules[index])) };
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

function holdRulesOfEvent(books: Books, event: Fields): HoldRules | undefined {
  const warehouse = warehouseOf(books, event);
  return warehouse && holdRulesOf(books, warehouse, event.policy);
}

const killed = () =>
  new OdooError(500, 'psycopg2.OperationalError', 'server closed the connection unexpectedly');

function hasKey(event: unknown): event is Keyed {
  const { event: key, stream } = (event ?? {}) as Record<string, unknown>;
  return typeof key === 'string' && /^[0-9a-f]{32}$/.test(key) && typeof stream === 'string';
}

/** The one company here. */
const theCompany = 'My Company';

function warehouseOf(books: Books, { warehouse, company = theCompany }: Fields): Warehouse | undefined {
  if (typeof warehouse !== 'string' || company !== theCompany) return undefined;
  return (
    books.one<Warehouse>('SELECT id, code FROM warehouse WHERE code = ?', warehouse) ??
    books.one<Warehouse>('SELECT id, code FROM warehouse WHERE name = ?', warehouse)
  );
}

const noWarehouse = ({ warehouse, company }: Fields): string =>
  `Odoo has no warehouse ${warehouse}${company === undefined ? '' : ` of company ${company}`} that the integration user may see`;

function rowOf(posting: Posting, fields: Keyed, blocked: Set<string>): PostingRow {
  const { event, stream } = fields;
  const before = bookedBy(posting.books, event);
  if (before !== undefined) return { event, result: 'duplicate', document: before };
  if (blocked.has(stream)) return { event, result: 'behind' };
  try {
    const warnings: string[] = [];
    const document = posting.books.atomically(() => book(posting, fields, warnings));
    return {
      event,
      result: 'posted',
      document,
      ...(warnings.length > 0 && { warnings: shortened(warnings) }),
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (!superseding.has(fields.operation)) blocked.add(stream);
    const { code, message, pointer } = error;
    return { event, result: 'refused', code, message, pointer };
  }
}

const mostWarnings = 20;

function shortened(warnings: readonly string[]): string[] {
  const rest = warnings.slice(mostWarnings - 1);
  if (rest.length < 2) return [...warnings];
  return [...warnings.slice(0, mostWarnings - 1), `and ${rest.length} more warnings`];
}

function book(posting: Posting, fields: Keyed, warnings: string[]): OdooDocument {
  onlyKeys(fields, postingKeys, '');
  const operation = textAt(fields, 'operation', '/type');
  const procedure = Object.hasOwn(procedures, operation) ? procedures[operation] : undefined;
  if (procedure === undefined) throw eventNotModelled(operation);
  const policy = policyAt(fields);
  textAt(fields, 'warehouse', '');
  const warehouse = warehouseOf(posting.books, fields);
  if (warehouse === undefined) throw new Error('checked for every event before');
  const time = momentAt(fields, 'time', '/time');
  const now = odooTime(posting.now);
  const desk: Desk = {
    books: posting.books,
    warehouse,
    moment: time < now ? time : now,
    event: fields.event,
    said: time,
    now,
    ...policy,
    holdRules: holdRulesOf(posting.books, warehouse, fields.policy),
    warnings,
  };
  const document = procedure(desk, fields.payload);
  dateChanges(posting.books, desk.moment);
  keepReceipt(posting.books, fields.event, document);
  return document;
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

/** The idempotency record of an event, committed together with its booking. */
function keepReceipt(books: Books, event: string, document: OdooDocument): void {
  const insert = 'INSERT INTO receipt (event, model, document_id, name) VALUES (?, ?, ?, ?)';
  books.run(insert, event, document.model, document.id, document.name);
}

/** Documents whose names change: by a backorder, or by the supplier's reference. */
const named: Readonly<Record<string, string>> = {
  'mrp.production': 'SELECT name FROM production WHERE id = ?',
  'purchase.order': `SELECT name || CASE reference WHEN '' THEN '' ELSE ' (' || reference || ')' END AS name
     FROM purchase WHERE id = ?`,
};

/** What an event was booked as, by the name it has now. */
function bookedBy(books: Books, event: string): OdooDocument | undefined {
  const receipt = books.one<{ model: string; document_id: number; name: string }>(
    'SELECT model, document_id, name FROM receipt WHERE event = ?',
    event,
  );
  if (receipt === undefined) return undefined;
  if (receipt.model === 'mrp.workorder' || receipt.model === 'mrp.workcenter.productivity')
    return workDocument(books, receipt.model, receipt.document_id);
  const { model, document_id: id } = receipt;
  const nameQuery = named[model];
  if (nameQuery === undefined) return { model, id, name: receipt.name };
  return { model, id, name: books.one<{ name: string }>(nameQuery, id)?.name ?? 'deleted' };
}
