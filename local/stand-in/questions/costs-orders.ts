import type { AnswerQuestion } from '../ask.ts';
import { onlyKeys } from '../fields.ts';
import { currency, realCost, rolledUpCost } from '../model/costs.ts';
import { itemById } from '../model/items.ts';
import type { Production } from '../model/productions.ts';
import { described, pageAt, paged } from '../rules/costs.ts';
import { dayAt, dayIn, zoneAt } from '../rules/days.ts';

/** What orders cost that were finished on a day. */
export const costsOrders: AnswerQuestion = ({ books, warehouse }, given) => {
  const about = onlyKeys(given, ['day', 'time_zone', 'after', 'most'], '');
  const { after, most } = pageAt(about);
  const [day, zone] = [dayAt(about, 'day'), zoneAt(about)];
  const done = books.all<Production>(
    `SELECT * FROM production WHERE id > ? AND state = 'done' AND warehouse_id = ? ORDER BY id`,
    after,
    warehouse.id,
  );
  const { page, next } = paged(
    done.filter(({ finished }) => finished !== null && dayIn(finished, zone) === day),
    most,
  );
  const orders = page.map((part) => {
    const item = itemById(books, part.item_id);
    const { components, operations } = realCost(books, part);
    const bill = (rolledUpCost(books, item) ?? 0) * part.produced;
    return {
      id: part.id,
      order: part.name,
      family: part.first_name,
      ...described(item),
      quantity: part.produced,
      finished: part.finished,
      bill,
      real: components + operations,
      components,
      operations,
    };
  });
  return { orders, currency, ...(next !== undefined && { next }) };
};
