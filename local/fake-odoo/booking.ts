import type { OdooDocument } from '../../events/booking.ts';
import { catalogue } from '../../events/catalogue.ts';
import type { PostingRow } from '../../lambdas/odoo/posting.ts';
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
import { procedures } from './modelled.ts';
import { eventNotModelled } from './not-modelled.ts';
import { policyAt } from './postings/policy.ts';
import { odooTime } from './records/items.ts';
import { holdRulesOf } from './records/quality-hold.ts';
import { dateChanges } from './records/stock.ts';
import { workDocument } from './records/work-orders.ts';
import { askVerdicts, releaseDue } from './rules/held-goods.ts';

export interface Posting {
  books: Books;
  version: string;
  /** the environment that its database is marked with */
  environment: string;
  now: Date;
  /** the server dies after this many events; the transaction is lost with it */
  crashAfter: number | undefined;
}

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

export interface Keyed extends Fields {
  event: string;
  stream: string;
}

export function holdRulesOfEvent(books: Books, event: Fields): HoldRules | undefined {
  const warehouse = warehouseOf(books, event);
  return warehouse && holdRulesOf(books, warehouse, event.policy);
}

/** The one company here. */
const theCompany = 'My Company';

export function warehouseOf(
  books: Books,
  { warehouse, company = theCompany }: Fields,
): Warehouse | undefined {
  if (typeof warehouse !== 'string' || company !== theCompany) return undefined;
  return (
    books.one<Warehouse>('SELECT id, code FROM warehouse WHERE code = ?', warehouse) ??
    books.one<Warehouse>('SELECT id, code FROM warehouse WHERE name = ?', warehouse)
  );
}

export const noWarehouse = ({ warehouse, company }: Fields): string =>
  `Odoo has no warehouse ${warehouse}${company === undefined ? '' : ` of company ${company}`} that the integration user may see`;

export function rowOf(posting: Posting, fields: Keyed, blocked: Set<string>): PostingRow {
  const { event, stream } = fields;
  const before = bookedBy(posting.books, event);
  if (before !== undefined) return { event, result: 'duplicate', document: before };
  if (blocked.has(stream)) return { event, result: 'behind' };
  try {
    const { document, warnings } = bookOrLetOut(posting, fields);
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

interface Booked {
  document: OdooDocument;
  warnings: string[];
}

/** What lacks goods that a verdict has released and nobody has let out yet is booked once more when they are out. */
function bookOrLetOut(posting: Posting, fields: Keyed): Booked {
  const due = new Map<number, number>();
  try {
    return posting.books.atomically(() => book(posting, fields, due));
  } catch (error) {
    const lacks = error instanceof Refusal && (error.code === 'lot-held' || error.code === 'lot-required');
    if (due.size === 0 || !lacks) throw error;
    return posting.books.atomically(() => book(posting, fields, new Map(), due));
  }
}

/** `due`: to be filled with what it lacks; `out`: what is let out for it. */
function book(
  posting: Posting,
  fields: Keyed,
  due: Map<number, number>,
  out: ReadonlyMap<number, number> = new Map(),
): Booked {
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
    ahead: time > now,
    event: fields.event,
    now,
    ...policy,
    holdRules: holdRulesOf(posting.books, warehouse, fields.policy),
    warnings: [],
    isWord: false,
    held: new Map(),
    due,
  };
  releaseDue(desk, out);
  const document = procedure(desk, fields.payload);
  askVerdicts(desk, operation);
  dateChanges(posting.books, desk.moment);
  keepReceipt(posting.books, fields.event, document);
  return { document, warnings: desk.warnings };
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
