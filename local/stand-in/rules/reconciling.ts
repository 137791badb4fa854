import type { Asked } from '../ask.ts';
import { type Fields, listAt, malformed } from '../fields.ts';
import { idList } from './tracing.ts';

/** A list of texts. */
export function namesAt(about: Fields, key: string): string[] {
  const names = listAt(about, key, `/${key}`);
  if (!names.every((name) => typeof name === 'string')) throw malformed(`/${key}`, `${key} must hold texts`);
  return names as string[];
}

/** Which of the events that the asker knows to be under way are booked. */
export function bookedOf({ books }: Asked, about: Fields): string[] {
  const keys = (about.keys ?? []) as string[];
  return books
    .all<{ event: string }>(
      'SELECT event FROM receipt WHERE event IN (SELECT value FROM json_each(?)) ORDER BY event',
      JSON.stringify(keys),
    )
    .map(({ event }) => event);
}

/** Columns of an item as answered; `item` is joined. */
export const itemColumns = `item.code AS item, item.uom, item.tracking,
  (SELECT category FROM item_category WHERE item_id = item.id) AS category`;

export type ByItem<Row> = Map<number, Omit<Row, 'item_id'>[]>;

/** Rows of some items, by item, without what is not known. */
export function byItem<Row extends { item_id: number }>(
  { books }: Asked,
  sql: string,
  items: readonly number[],
  ...more: (string | number)[]
): ByItem<Row> {
  const found: ByItem<Row> = new Map();
  for (const { item_id, ...row } of books.all<Row>(sql, idList(items), ...more)) {
    const known = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
    found.set(item_id, [...(found.get(item_id) ?? []), known as Omit<Row, 'item_id'>]);
  }
  return found;
}
