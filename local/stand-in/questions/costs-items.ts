import type { AnswerQuestion } from '../ask.ts';
import { onlyKeys } from '../fields.ts';
import { currency, priceOf, rolledUpCost } from '../model/costs.ts';
import type { Item } from '../model/items.ts';
import { described, pageAt, paged } from '../rules/costs.ts';

/** What the warehouse has ever moved, and what there is a recipe for. */
export const costsItems: AnswerQuestion = ({ books, warehouse }, given) => {
  const { after, most } = pageAt(onlyKeys(given, ['after', 'most'], ''));
  const found = books.all<Item>(
    `SELECT * FROM item WHERE id > ?1 AND (
       EXISTS (SELECT 1 FROM bom WHERE bom.item_id = item.id)
       OR EXISTS (SELECT 1 FROM stock_change JOIN location ON location.id = stock_change.location_id
                   WHERE stock_change.item_id = item.id AND location.warehouse_id = ?2))
     ORDER BY id LIMIT ?3`,
    after,
    warehouse.id,
    most + 1,
  );
  const { page, next } = paged(found, most);
  const items = page.map((item) => {
    const rolledUp = rolledUpCost(books, item);
    return {
      id: item.id,
      ...described(item),
      standard: priceOf(books, item),
      ...(rolledUp !== undefined && { rolled_up: rolledUp }),
    };
  });
  return { items, currency, ...(next !== undefined && { next }) };
};
