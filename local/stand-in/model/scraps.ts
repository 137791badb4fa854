import type { Document } from '../procedures.ts';
import type { Books } from './books.ts';
import type { Item, Lot } from './items.ts';
import type { Production } from './productions.ts';

export function scrapReason(books: Books, name: string): number | undefined {
  return books.one<{ id: number }>('SELECT id FROM scrap_reason WHERE name = ?', name)?.id;
}

interface Scrap {
  order: Production;
  item: Item;
  lot: Lot | undefined;
  quantity: number;
  reason: number | undefined;
  moment: string;
}

export function insertScrap(books: Books, scrapped: Scrap): Document {
  const { order, item, lot, quantity, reason, moment } = scrapped;
  const last = books.one<{ id: number }>('SELECT coalesce(max(id), 0) AS id FROM scrap')?.id ?? 0;
  const name = `SP/${String(last + 1).padStart(5, '0')}`;
  const id = books.run(
    `INSERT INTO scrap (name, production_id, item_id, lot_id, quantity, reason_id, moment)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    name,
    order.id,
    item.id,
    lot?.id ?? null,
    quantity,
    reason ?? null,
    moment,
  );
  return { model: 'stock.scrap', id, name };
}
