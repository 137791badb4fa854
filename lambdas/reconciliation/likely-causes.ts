import { type BalanceCell, type BalanceCells, explain, towards } from './balance-cells.ts';
import { type Known, second, stockEffects } from './effects.ts';
import type { MoveDone } from './odoo-books.ts';
import { evidenceOf, type PendingEvents, waitingBy } from './pending-events.ts';

/** What else is known about a plant when a difference is looked into. */
export interface Clues {
  /** what was moved of the item, by whom */
  moves: readonly MoveDone[];
  /** sequence numbers that are missing, as people read them: `mes 4712–4715` */
  gaps: readonly string[];
  /** control totals that do not add up: `mes 2026-11-23 production.reported: 38 sent, 36 came` */
  missing: readonly string[];
  /** codes of the item's own lines that nobody knows */
  unknown: readonly string[];
}

/** Events that came after the moment and say that they happened before it: the plant's own books were closed by then. */
export const explainLate = (
  item: string,
  cells: BalanceCells,
  flights: PendingEvents,
  known: Known,
): void => {
  const { round } = known.amounts;
  for (const flight of flights.all) {
    const late =
      second(flight.time) <= second(flights.asOf) && second(flight.acceptedAt) > second(flights.asOf);
    if (!late || !(flight.status === 'posted' || flights.booked.has(flight.eventKey))) continue;
    for (const effect of stockEffects(flight, known)) {
      if (effect.item !== item) continue;
      let left = -effect.change;
      for (const cell of cells.matching(effect)) {
        const share = round(towards(cell.rest, left));
        if (share === 0) continue;
        explain(cell, { cause: 'late-event', share, evidence: evidenceOf(flight) }, round);
        left = round(left - share);
      }
    }
  }
};

/** People's own moves by the moment, at the cells that they were of. */
const byCell = (
  cells: BalanceCells,
  moves: readonly MoveDone[],
  asOf: string,
): Map<BalanceCell, MoveDone[]> =>
  Map.groupBy(
    moves.filter(({ user, at }) => user !== undefined && second(at) <= second(asOf)),
    ({ lot = '', location }) => cells.at(lot, location),
  );

const noteMove = (cell: BalanceCell, share: number, move: MoveDone, { amounts }: Known): void => {
  const { user = '', document, at, written = at, change, edited } = move;
  const evidence = { user, at: edited ? written : at, ...(document && { document }), moved: change };
  if (share !== 0) explain(cell, { cause: 'manual-change', share, evidence }, amounts.round);
};

/** What people moved in Odoo and is exactly the difference: one move, or all of them together. */
export const explainExactly = (
  cells: BalanceCells,
  moves: readonly MoveDone[],
  asOf: string,
  known: Known,
): void => {
  const { round } = known.amounts;
  for (const [cell, own] of byCell(cells, moves, asOf)) {
    const exact = own.findLast(({ change, edited }) => !edited && round(cell.rest + change) === 0);
    const total = round(own.reduce((sum, { change }) => sum + change, 0));
    if (exact) noteMove(cell, cell.rest, exact, known);
    else if (total !== 0 && round(cell.rest + total) === 0)
      for (const move of own) noteMove(cell, -move.change, move, known);
  }
};

/** What people moved in Odoo, the latest first, as far as it goes; what they changed afterwards may be anything. */
export const explainByHand = (
  cells: BalanceCells,
  moves: readonly MoveDone[],
  asOf: string,
  known: Known,
): void => {
  for (const [cell, own] of byCell(cells, moves, asOf))
    for (const move of own.toReversed())
      noteMove(cell, move.edited ? cell.rest : towards(cell.rest, -move.change), move, known);
};

/** What lies there under another lot, or elsewhere under the same one, less than here. */
const pairUp = (
  cells: BalanceCells,
  same: (a: BalanceCell, b: BalanceCell) => boolean,
  note: (cell: BalanceCell, other: BalanceCell, share: number) => void,
): void => {
  const all = cells.all();
  for (const cell of all)
    for (const other of all) {
      if (cell === other || !same(cell, other) || Math.sign(cell.rest) !== -Math.sign(other.rest)) continue;
      const share = towards(cell.rest, -other.rest);
      if (share === 0) continue;
      note(cell, other, share);
      note(other, cell, -share);
    }
};

const holds = ['lot.held', 'lot.released', 'lot.inspected'];

export const explainByPairs = (
  item: string,
  cells: BalanceCells,
  flights: PendingEvents,
  known: Known,
): void => {
  const { round } = known.amounts;
  pairUp(
    cells,
    (a, b) => a.location === b.location && a.lot !== '' && b.lot !== '',
    (cell, other, share) =>
      explain(cell, { cause: 'lot-differs', share, evidence: { otherLot: other.lot } }, round),
  );
  pairUp(
    cells,
    (a, b) => a.lot === b.lot,
    (cell, other, share) => {
      // A word of quality that is not booked yet will bring the lot into the hold place, or out of it.
      const word = flights.all.find(({ operation, payload, status, eventKey }) => {
        const about = payload as { item?: string; lot?: string };
        return (
          holds.includes(operation) &&
          status !== 'posted' &&
          !flights.booked.has(eventKey) &&
          about.lot === cell.lot &&
          known.items[about.item ?? '']?.item === item
        );
      });
      const evidence = word ? evidenceOf(word) : { otherLocation: other.location };
      explain(cell, { cause: word ? waitingBy(word) : 'location-differs', share, evidence }, round);
    },
  );
};

/** What speaks for a cause and says nothing of how much. */
export const explainByClues = (
  cells: BalanceCells,
  { gaps, missing, unknown }: Clues,
  known: Known,
): void => {
  const { round } = known.amounts;
  for (const cell of cells.all()) {
    const share = cell.rest;
    if (share === 0) continue;
    if (unknown.length > 0)
      explain(cell, { cause: 'code-unknown', share, evidence: { codes: [...unknown] } }, round);
    else if (gaps.length > 0)
      explain(cell, { cause: 'sequence-missing', share, evidence: { gaps: gaps.slice(0, 20) } }, round);
    else if (missing.length > 0)
      explain(cell, { cause: 'events-missing', share, evidence: { totals: missing.slice(0, 20) } }, round);
    else explain(cell, { cause: 'unexplained', share, evidence: {} }, round);
  }
};
