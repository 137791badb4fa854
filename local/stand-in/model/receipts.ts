import type { OdooDocument } from '../../../lambdas/odoo/posting.ts';
import type { Books } from './books.ts';

/** Where documents of a model are kept, and how Odoo calls them. */
const named: Record<string, string> = {
  'mrp.production': 'SELECT name FROM production WHERE id = ?',
  'stock.scrap': 'SELECT name FROM scrap WHERE id = ?',
  'stock.picking': 'SELECT name FROM transfer WHERE id = ?',
  'purchase.order': `SELECT name || CASE reference WHEN '' THEN '' ELSE ' (' || reference || ')' END AS name
    FROM purchase WHERE id = ?`,
};

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
  const { model, document_id: id } = receipt;
  const document = books.one<{ name: string }>(named[model] ?? '', id);
  return { model, id, name: document?.name ?? 'deleted' };
}
