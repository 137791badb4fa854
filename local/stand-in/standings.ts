import type { LotAfterBooking } from '../../events/booking.ts';
import { verdicts } from '../../events/verdicts.ts';
import type { PostingRow } from '../../lambdas/odoo/posting.ts';
import type { Books } from './model/books.ts';
import { gateMovesOf, lotAtPlace, verdictOf, wordsOf } from './model/gate.ts';
import { itemById, lotById } from './model/items.ts';
import { round, unitName } from './model/units.ts';
import type { Gate } from './procedures.ts';

/** `lots` to the row of an event that held, released or judged one: read from what is written, so a repeat says it too. */
export function withLots(books: Books, row: PostingRow, gate: Gate | undefined): PostingRow {
  if (row.result !== 'posted' && row.result !== 'duplicate') return row;
  const moved = new Map(gate ? gateMovesOf(books, row.event).map((each) => [each.lot_id, each.moved]) : []);
  if (row.document.model === 'stock.lot' && !moved.has(row.document.id)) moved.set(row.document.id, 0);
  if (moved.size === 0) return row;
  return { ...row, lots: [...moved].map(([lot, amount]) => standing(books, lot, row.event, amount, gate)) };
}

function standing(
  books: Books,
  id: number,
  event: string,
  moved: number,
  gate: Gate | undefined,
): LotAfterBooking {
  const lot = lotById(books, id);
  if (lot === undefined) throw new Error(`No lot ${id}`);
  const item = itemById(books, lot.item_id);
  const verdict = verdictOf(books, lot);
  const words = wordsOf(books, event);
  const overrode = verdicts.find((word) => words.includes(`overrode_${word}`));
  return {
    item: item.code,
    lot: lot.name,
    uom: item.uom,
    uom_name: unitName(item.uom),
    moved: round(moved),
    held: gate ? lotAtPlace(books, id, gate.hold.id) : 0,
    ...(verdict && { verdict: verdict.word, verdict_at: verdict.said, decides: words.includes('decided') }),
    ...(overrode && { overrode }),
  };
}
