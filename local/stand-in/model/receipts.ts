import type { OdooDocument } from '../../../events/booking.ts';
import type { Books } from './books.ts';
import { workDocument } from './work-orders.ts';

/** The proof, committed together with the booking, that an event was booked. */
export function keepReceipt(books: Books, event: string, document: OdooDocument): void {
  const insert = 'INSERT INTO receipt (event, model, document_id, name) VALUES (?, ?, ?, ?)';
  books.run(insert, event, document.model, document.id, document.name);
}

/** Names that change: by a backorder, and by the reference that the supplier gives. */
const named: Readonly<Record<string, string>> = {
  'mrp.production': 'SELECT name FROM production WHERE id = ?',
  'purchase.order': `SELECT name || CASE reference WHEN '' THEN '' ELSE ' (' || reference || ')' END AS name
     FROM purchase WHERE id = ?`,
};

/** What an event was booked as, by the name it has now. */
export function bookedBy(books: Books, event: string): OdooDocument | undefined {
  const receipt = books.one<{ model: string; document_id: number; name: string }>(
    'SELECT model, document_id, name FROM receipt WHERE event = ?',
    event,
  );
  if (receipt === undefined) return undefined;
  if (receipt.model === 'mrp.workorder' || receipt.model === 'mrp.workcenter.productivity')
    return workDocument(books, receipt.model, receipt.document_id);
  const { model, document_id: id } = receipt;
  const look = named[model];
  if (look === undefined) return { model, id, name: receipt.name };
  return { model, id, name: books.one<{ name: string }>(look, id)?.name ?? 'deleted' };
}
