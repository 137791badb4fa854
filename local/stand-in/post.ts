import type { PostingRow } from '../../lambdas/odoo/posting.ts';
import { type Fields, fieldsOf, text } from './fields.ts';
import { OdooError } from './http/errors.ts';
import type { Books } from './model/books.ts';
import type { Desk, Document, Procedure } from './procedures.ts';
import { Refusal } from './refusal.ts';

export interface Posting {
  books: Books;
  procedures: ReadonlyMap<string, Procedure>;
  version: string;
  now: Date;
  /** the server dies after this many events; the transaction is lost with it */
  crashAfter: number | undefined;
}

/** The server action: a list of events in one transaction, a savepoint and a receipt per event. */
export function post(posting: Posting, request: unknown): unknown {
  const { version } = posting;
  const asked = request as { version?: unknown; events?: unknown } | null | undefined;
  if (typeof asked !== 'object' || asked === null || !Array.isArray(asked.events)) {
    return { version, error: 'malformed' };
  }
  if (asked.version !== version) return { version, error: 'version-mismatch' };
  const events: unknown[] = asked.events;
  return posting.books.atomically(() => {
    const blocked = new Set<string>();
    const rows = events.map((event, index) => {
      if (index === posting.crashAfter) throw new OdooError(500, 'builtins.MemoryError', 'worker killed');
      return postOne(posting, event, blocked);
    });
    if (posting.crashAfter !== undefined && posting.crashAfter >= rows.length) {
      throw new OdooError(500, 'builtins.MemoryError', 'worker killed');
    }
    return { version, rows };
  });
}

function postOne(posting: Posting, given: unknown, blocked: Set<string>): PostingRow {
  const named = given as { event?: unknown; stream?: unknown } | null;
  const event = typeof named?.event === 'string' ? named.event : '';
  const stream = typeof named?.stream === 'string' ? named.stream : '';
  try {
    const booked = receiptOf(posting.books, event);
    if (booked !== undefined) return { event, result: 'duplicate', document: booked };
    if (blocked.has(stream)) return { event, result: 'behind' };
    return posting.books.atomically(() => book(posting, fieldsOf(given, '')));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    blocked.add(stream);
    const { code, message, pointer } = error;
    return { event, result: 'refused', code, message, pointer };
  }
}

function book(posting: Posting, fields: Fields): PostingRow {
  const event = text(fields, 'event', '');
  if (!/^[0-9a-f]{32}$/.test(event))
    throw new Refusal('malformed-posting', 'Field event must be an event key.', '/id');
  const operation = text(fields, 'operation', '');
  const procedure = posting.procedures.get(operation);
  if (procedure === undefined)
    throw new Refusal('malformed-posting', `No operation is called ${operation}.`, '/type');
  const policy = fieldsOf(fields.policy, '/policy');
  const desk: Desk = {
    books: posting.books,
    now: posting.now,
    warehouse: text(fields, 'warehouse', ''),
    negativeStock: policy.negative_stock === 'allow' ? 'allow' : 'refuse',
  };
  const document = procedure.book(desk, fieldsOf(fields.payload, '/data'));
  const insert = 'INSERT INTO receipt (event, model, document_id) VALUES (?, ?, ?)';
  posting.books.run(insert, event, document.model, document.id);
  return { event, result: 'posted', document };
}

const tableOf: Record<string, string> = { 'mrp.production': 'production', 'stock.scrap': 'scrap' };

/** The name is looked up again: a backorder may have renamed the document since. */
function receiptOf(books: Books, event: string): Document | undefined {
  const receipt = books.one<{ model: string; document_id: number }>(
    'SELECT model, document_id FROM receipt WHERE event = ?',
    event,
  );
  if (receipt === undefined) return undefined;
  const table = tableOf[receipt.model] ?? 'production';
  const found = books.one<{ name: string }>(`SELECT name FROM ${table} WHERE id = ?`, receipt.document_id);
  return { model: receipt.model, id: receipt.document_id, name: found?.name ?? '' };
}
