import type { OdooDocument } from '../../events/booking.ts';
import { catalogue } from '../../events/catalogue.ts';
import type { PostingRow } from '../../lambdas/odoo/posting.ts';
import { ask } from './ask.ts';
import { type Fields, malformed, momentAt, numberAt, onlyKeys, textAt } from './fields.ts';
import { OdooError } from './http/errors.ts';
import type { Books } from './model/books.ts';
import { odooTime } from './model/items.ts';
import { bookedBy, keepReceipt } from './model/receipts.ts';
import { dateChanges } from './model/stock-changes.ts';
import type { Desk, ExpiryRules, Gate, Procedure, Warehouse } from './procedures.ts';
import { Refusal } from './refusal.ts';
import { gateOf } from './rules/gate.ts';
import { withLots } from './standings.ts';

export interface Posting {
  books: Books;
  procedures: ReadonlyMap<string, Procedure>;
  version: string;
  now: Date;
  withoutApps: readonly string[];
  /** the server dies after this many events; the transaction is lost with it */
  crashAfter: number | undefined;
}

const mostEvents = 2500;
/** Operations whose events say all that earlier ones of their stream said: a refused one holds back no other. */
const superseding = new Set<unknown>(
  catalogue.filter(({ supersedes }) => supersedes === true).map(({ name }) => name),
);
const postingKeys = ['event', 'stream', 'operation', 'plant', 'warehouse', 'time', 'policy', 'payload'];

interface Keyed extends Fields {
  event: string;
  stream: string;
}

/** The server action: a list of events in one transaction, a savepoint and a receipt per event. */
export function post(posting: Posting, request: unknown): unknown {
  const { version, books, procedures } = posting;
  const asked = (request ?? {}) as { version?: unknown; events?: unknown; ask?: unknown };
  if (typeof asked.version !== 'string') return { version, error: 'malformed' };
  if (asked.version !== version) return { version, error: 'version-mismatch' };
  if ('ask' in asked) return ask(posting, (code) => warehouseOf(books, code), asked.ask);
  const { events } = asked;
  const sane = Array.isArray(events) && events.length <= mostEvents;
  if (!sane || !events.every(hasKey)) return { version, error: 'malformed' };
  const unheardOf = events.find(
    ({ operation }) => typeof operation === 'string' && !procedures.has(operation),
  );
  if (unheardOf !== undefined) {
    const message = `the Odoo module has no procedure for ${unheardOf.operation}`;
    return { version, error: 'unknown-operation', message };
  }
  const lost = events.find(
    ({ warehouse }) => typeof warehouse === 'string' && !warehouseOf(books, warehouse),
  );
  if (lost !== undefined) {
    const message = `Odoo has no warehouse ${lost.warehouse}, or several, that the integration user may see`;
    return { version, error: 'unknown-warehouse', message };
  }
  try {
    for (const event of events) gateOfEvent(books, event);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { version, error: 'gate-misconfigured', message: error.message };
  }
  return books.atomically(() => {
    const blocked = new Set<string>();
    const rows = events.map((event, index) => {
      if (index === posting.crashAfter) throw killed();
      return rowOf(posting, event, blocked);
    });
    if (posting.crashAfter !== undefined) throw killed();
    const gates = events.map((event) => gateOfEvent(books, event));
    return { version, rows: rows.map((row, index) => withLots(books, row, gates[index])) };
  });
}

function gateOfEvent(books: Books, { warehouse: code, policy }: Fields): Gate | undefined {
  const warehouse = typeof code === 'string' ? warehouseOf(books, code) : undefined;
  return warehouse && gateOf(books, warehouse, policy);
}

const killed = () =>
  new OdooError(500, 'psycopg2.OperationalError', 'server closed the connection unexpectedly');

function hasKey(event: unknown): event is Keyed {
  const { event: key, stream } = (event ?? {}) as Record<string, unknown>;
  return typeof key === 'string' && /^[0-9a-f]{32}$/.test(key) && typeof stream === 'string';
}

function warehouseOf(books: Books, code: string): Warehouse | undefined {
  return books.one<Warehouse>('SELECT id, code FROM warehouse WHERE code = ?', code);
}

function rowOf(posting: Posting, fields: Keyed, blocked: Set<string>): PostingRow {
  const { event, stream } = fields;
  const before = bookedBy(posting.books, event);
  if (before !== undefined) return { event, result: 'duplicate', document: before };
  if (blocked.has(stream)) return { event, result: 'behind' };
  try {
    const warnings: string[] = [];
    const document = posting.books.atomically(() => book(posting, fields, warnings));
    return { event, result: 'posted', document, ...(warnings.length > 0 && { warnings }) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (!superseding.has(fields.operation)) blocked.add(stream);
    const { code, message, pointer } = error;
    return { event, result: 'refused', code, message, pointer };
  }
}

function book(posting: Posting, fields: Keyed, warnings: string[]): OdooDocument {
  onlyKeys(fields, postingKeys, '');
  const procedure = posting.procedures.get(textAt(fields, 'operation', '/type'));
  if (procedure === undefined) throw new Error('checked for every event before');
  const rules = onlyKeys(fields.policy, ['negative_stock', 'expiry', 'gate'], '');
  const policy = rules.negative_stock;
  if (policy !== 'refuse' && policy !== 'allow')
    throw malformed('', 'negative_stock must be refuse or allow');
  const warehouse = warehouseOf(posting.books, textAt(fields, 'warehouse', ''));
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
    refuseNegative: policy === 'refuse',
    gate: gateOf(posting.books, warehouse, fields.policy),
    expiry: expiryRules(rules.expiry),
    warnings,
    withoutApps: posting.withoutApps,
  };
  const document = procedure.book(desk, fields.payload);
  dateChanges(posting.books, desk.moment);
  keepReceipt(posting.books, fields.event, document);
  return document;
}

function expiryRules(given: unknown = {}): ExpiryRules {
  const rules = onlyKeys(given, ['expired', 'soon', 'soon_days'], '');
  const days = 'soon_days' in rules ? numberAt(rules, 'soon_days', '') : 0;
  const ruleAt = (key: 'expired' | 'soon', usual: 'refuse' | 'warn') => {
    const rule = rules[key] ?? usual;
    if (rule !== 'refuse' && rule !== 'warn') throw malformed('', `${key} must be refuse or warn`);
    return rule;
  };
  return { expired: ruleAt('expired', 'refuse'), soon: ruleAt('soon', 'warn'), days };
}
