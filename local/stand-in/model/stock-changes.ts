import type { Books } from './books.ts';
import type { Item } from './items.ts';
import { round } from './units.ts';

/** Every change of stock with its time: what a count that comes late is carried forward by. */
export function noteChange(
  books: Books,
  item: Item,
  lot: number | null,
  place: number,
  change: number,
  counted: 0 | 1 = 0,
): void {
  const insert =
    'INSERT INTO stock_change (location_id, item_id, lot_id, change, counted) VALUES (?, ?, ?, ?, ?)';
  books.run(insert, place, item.id, lot, change, counted);
}

/** What an event changed happened when it happened, whatever procedure booked it. */
export function dateChanges(books: Books, moment: string, { counted }: { counted?: true } = {}): void {
  const stamp =
    'UPDATE stock_change SET moment = ?, counted = CASE WHEN ? THEN 1 ELSE counted END WHERE moment IS NULL';
  books.run(stamp, moment, counted ? 1 : 0);
}

interface Since {
  /** undefined: nothing happened there */
  total: number | null;
  counts: number | null;
}

/** What came to a place less what left it after the moment, and whether it was counted after it. */
export function changesSince(
  books: Books,
  item: Item,
  lot: number | null,
  place: number,
  moment: string,
): { change: number; counted: boolean } {
  const since = books.one<Since>(
    `SELECT sum(change) AS total, sum(counted) AS counts FROM stock_change
      WHERE item_id = ? AND location_id = ? AND coalesce(lot_id, 0) = ? AND moment > ?`,
    item.id,
    place,
    lot ?? 0,
    moment,
  );
  return { change: round(since?.total ?? 0), counted: (since?.counts ?? 0) > 0 };
}
