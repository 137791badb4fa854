import type { OdooDocument } from '../../../lambdas/odoo/posting.ts';
import type { Books } from './books.ts';
import { workDocument } from './work-orders.ts';

/** The proof, committed together with the booking, that an event was booked. */
export function keepReceipt(books: Books, event: string, document: OdooDocument): void {
  const insert = 'INSERT INTO receipt (event, model, document_id, name) VALUES (?, ?, ?, ?)';
  books.run(insert, event, document.model, document.id, document.name);
}

/** What an event was booked as. An order's name is looked up: a backorder may have renamed it since. */
export function bookedBy(books: Books, event: string): OdooDocument | undefined {
  const receipt = books.one<{ model: string; document_id: number; name: string }>(
    'SELECT model, document_id, name FROM receipt WHERE event = ?',
    event,
  );
  if (receipt === undefined) return undefined;
  if (receipt.model === 'mrp.workorder' || receipt.model === 'mrp.workcenter.productivity')
    return workDocument(books, receipt.model, receipt.document_id);
  const { model, document_id: id } = receipt;
  if (model !== 'mrp.production') return { model, id, name: receipt.name };
  const order = books.one<{ name: string }>('SELECT name FROM production WHERE id = ?', id);
  return { model, id, name: order?.name ?? 'deleted' };
}
