import type { Books } from './model/books.ts';
import { itemById } from './model/items.ts';
import { familyOf } from './model/productions.ts';
import { linesOf, openMoves } from './model/raw-moves.ts';
import { round } from './model/units.ts';

/** What a machine's counter showed last. */
export interface CounterSeen {
  part: string;
  operation?: string;
  count: number;
  scrapped: number;
  at: string;
}

const counters = 'counted AS count, scrap_counted AS scrapped, counted_at AS at';

/** The counters on the parts of an order, and then on their operations. */
export function countersOf(books: Books, order: string): CounterSeen[] {
  const family = familyOf(books, order);
  const onParts = family.flatMap(({ id, name: part }) =>
    books
      .all<CounterSeen>(`SELECT ${counters} FROM production WHERE id = ? AND counted_at IS NOT NULL`, id)
      .map((seen) => ({ ...seen, part })),
  );
  const onOperations = family.flatMap(({ id, name: part }) =>
    books
      .all<CounterSeen>(
        `SELECT name AS operation, ${counters} FROM work_order
          WHERE production_id = ? AND counted_at IS NOT NULL ORDER BY id`,
        id,
      )
      .map((seen) => ({ ...seen, part })),
  );
  return [...onParts, ...onOperations];
}

/** What is recorded as consumed and still in stock, by component code. */
export function issuedOn(
  books: Books,
  order: string,
): Record<string, { quantity: number; byLot: Record<string, number> }> {
  const issued: Record<string, { quantity: number; byLot: Record<string, number> }> = {};
  for (const move of familyOf(books, order).flatMap((part) => openMoves(books, part))) {
    if (move.picked === 0 || move.manual === 0) continue;
    const { code } = itemById(books, move.item_id);
    for (const { lot_id, quantity } of linesOf(books, move)) {
      const so = issued[code] ?? { quantity: 0, byLot: {} };
      const lot = books.one<{ name: string }>('SELECT name FROM lot WHERE id = ?', lot_id)?.name;
      const byLot =
        lot === undefined ? so.byLot : { ...so.byLot, [lot]: round((so.byLot[lot] ?? 0) + quantity) };
      issued[code] = { quantity: round(so.quantity + quantity), byLot };
    }
  }
  return issued;
}
