import type { Desk } from '../desk.ts';
import { linesOf, type RawMove } from '../records/components.ts';
import type { Item } from '../records/items.ts';
import { byLot, recorded } from './consumption.ts';

/** What is recorded as consumed, by lot id. */
const offShelf = (desk: Desk, move: RawMove) =>
  byLot(recorded(desk, move) > 0 ? linesOf(desk.books, move) : []);

/** Runs `record`, and notes with the event's time what it took off the shelf. */
export const notingIssues = (desk: Desk, move: RawMove, record: () => void): void => {
  const before = offShelf(desk, move);
  record();
  const written = desk.books.one<RawMove>('SELECT * FROM raw_move WHERE id = ?', move.id) ?? move;
  const now = offShelf(desk, written);
  for (const lot of new Set([...before.keys(), ...now.keys()])) {
    const change = (now.get(lot) ?? 0) - (before.get(lot) ?? 0);
    if (change === 0) continue;
    desk.books.run(
      'INSERT INTO issue (move_id, lot_id, quantity, moment) VALUES (?, ?, ?, ?)',
      move.id,
      lot,
      change,
      desk.moment,
    );
  }
};

/** Quantity issued by the event's time that was still in stock then: of open orders, and of those completed later. */
export const issuedUntil = (desk: Desk, item: Item, lot: number | null): number =>
  desk.books
    .all<{ taken: number; issued: number | null; noted: number; state: RawMove['state'] }>(
      `SELECT sum(raw_line.quantity) AS taken, raw_move.state,
              (SELECT count(*) FROM issue WHERE issue.move_id = raw_move.id) AS noted,
              (SELECT sum(issue.quantity) FROM issue
                WHERE issue.move_id = raw_move.id AND coalesce(issue.lot_id, 0) = ? AND issue.moment <= ?) AS issued
         FROM raw_line
         JOIN raw_move ON raw_move.id = raw_line.move_id JOIN production ON production.id = raw_move.production_id
        WHERE raw_move.item_id = ? AND production.warehouse_id = ? AND coalesce(raw_line.lot_id, 0) = ?
          AND raw_move.picked = 1 AND raw_move.manual = 1
          AND (raw_move.state = 'confirmed' OR (raw_move.state = 'done' AND production.finished > ?))
        GROUP BY raw_move.id`,
      lot ?? 0,
      desk.moment,
      item.id,
      desk.warehouse.id,
      lot ?? 0,
      desk.moment,
    )
    .reduce((total, { taken, issued, noted, state }) => {
      // Data of an older version has no times.
      if (noted === 0) return state === 'confirmed' ? total + taken : total;
      return total + Math.max(0, Math.min(taken, issued ?? 0));
    }, 0);
