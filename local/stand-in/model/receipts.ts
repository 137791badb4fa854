import type { OdooDocument } from '../../../lambdas/odoo/posting.ts';
import type { Books } from './books.ts';
import { workDocument } from './work-orders.ts';

/** The proof, committed together with the booking, that an event was booked. */
export function keepReceipt(books: Books, event: string, document: OdooDocument): void {
  const insert = 'INSERT INTO receipt (event, model, document_id) VALUES (?, ?, ?)';
  books.run(insert, event, document.model, document.id);
}

/** What an event was booked as. The name is looked up: a backorder may have renamed the order since. */
export function bookedBy(books: Books, event: string): OdooDocument | undefined {
  const receipt = books.one<{ model: string; document_id: number }>(
    'SELECT model, document_id FROM receipt WHERE event = ?',
    event,
  );
  if (receipt === undefined) return undefined;
  if (receipt.model === 'mrp.workorder' || receipt.model === 'mrp.workcenter.productivity')
    return workDocument(books, receipt.model, receipt.document_id);
  const table = receipt.model === 'stock.scrap' ? 'scrap' : 'production';
  const named = books.one<{ name: string }>(`SELECT name FROM ${table} WHERE id = ?`, receipt.document_id);
  return { model: receipt.model, id: receipt.document_id, name: named?.name ?? 'deleted' };
}
