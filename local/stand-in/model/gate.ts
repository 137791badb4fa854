import type { Verdict } from '../../../events/verdicts.ts';
import type { Books } from './books.ts';
import type { Item, Lot } from './items.ts';
import { round } from './units.ts';

/** What an event brought into a hold place (negative: took out of it), as Odoo's marked lines have it. */
export function noteGateMove(
  books: Books,
  { event, moment }: { event: string; moment: string },
  item: Item,
  lot: number,
  change: number,
): void {
  const insert = 'INSERT INTO gate_move (event, moment, item_id, lot_id, change) VALUES (?, ?, ?, ?, ?)';
  books.run(insert, event, moment, item.id, lot, change);
}

/** By lot, in the order of their names. */
export function gateMovesOf(books: Books, event: string): { lot_id: number; moved: number }[] {
  return books.all(
    `SELECT lot_id, sum(change) AS moved FROM gate_move JOIN lot ON lot.id = lot_id
      WHERE event = ? GROUP BY lot_id ORDER BY lot.name, lot.id`,
    event,
  );
}

/** What lies at a place of the lot. */
export function lotAtPlace(books: Books, lot: number, place: number): number {
  const find = 'SELECT sum(quantity) AS total FROM quant WHERE lot_id = ? AND location_id = ?';
  return round(books.one<{ total: number | null }>(find, lot, place)?.total ?? 0);
}

interface Sums {
  brought: number | null;
  let: number | null;
  all: number | null;
}

/** What a word at this time may let out; see `covered` of the module. */
export function coveredAt(books: Books, lot: number, hold: number, until: string): number {
  const sums = books.one<Sums>(
    `SELECT sum(CASE WHEN change > 0 AND moment <= ? THEN change END) AS brought,
            sum(CASE WHEN change < 0 THEN -change END) AS let, sum(change) AS "all" FROM gate_move WHERE lot_id = ?`,
    until,
    lot,
  );
  const held = lotAtPlace(books, lot, hold);
  const byHand = held - (sums?.all ?? 0);
  const free = Math.min(
    held - Math.max(byHand, 0),
    (sums?.brought ?? 0) - (sums?.let ?? 0) - Math.max(-byHand, 0),
  );
  return round(Math.max(free, 0));
}

/** What a word did when it was booked: so a repeat is told the same, and so are two words of one call. */
type Did = 'decided' | `overrode_${Verdict}`;

export function noteWord(books: Books, event: string, did: Did): void {
  books.run('INSERT INTO word (event, did) VALUES (?, ?)', event, did);
}

export function wordsOf(books: Books, event: string): Did[] {
  return books.all<{ did: Did }>('SELECT did FROM word WHERE event = ?', event).map(({ did }) => did);
}

export interface StoredVerdict {
  lot_id: number;
  word: Verdict;
  said: string;
  event: string;
}

export function verdictOf(books: Books, lot: Pick<Lot, 'id'>): StoredVerdict | undefined {
  return books.one<StoredVerdict>('SELECT * FROM verdict WHERE lot_id = ?', lot.id);
}

export function keepVerdict(books: Books, { lot_id, word, said, event }: StoredVerdict): void {
  books.run('DELETE FROM verdict WHERE lot_id = ?', lot_id);
  books.run('INSERT INTO verdict (lot_id, word, said, event) VALUES (?, ?, ?, ?)', lot_id, word, said, event);
}
