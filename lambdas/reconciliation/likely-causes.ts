import { type BalanceCell, type BalanceCells, explain, towards } from './balance-cells.ts';
import { type OdooFacts, second, stockEffects } from './effects.ts';
import type { MoveDone } from './odoo-books.ts';
import { evidenceOf, type PendingEvents, waitingBy } from './pending-events.ts';

/** Evidence beside the events, from which causes of a difference are derived. */
export interface Clues {
  /** moves of the item in Odoo, with their users */
  moves: readonly MoveDone[];
  /** missing sequence numbers as text: `mes 4712–4715` */
  gaps: readonly string[];
  /** control totals that differ, as text: `mes 2026-11-23 production.reported: 38 sent, 36 came` */
  missing: readonly string[];
  /** what Odoo calls an item that is archived there; absent: it is not */
  archived?: string;
  /** codes in the item's snapshot lines that Odoo does not have */
  unknown: readonly string[];
}

/** Explains by events that happened before the moment and came after it: the plant's books were closed by then. */
export const explainLate = (
  item: string,
  cells: BalanceCells,
  pending: PendingEvents,
  facts: OdooFacts,
): void => {
  const { round } = facts.amounts;
  for (const event of pending.all) {
    const late =
      second(event.time) <= second(pending.asOf) && second(event.acceptedAt) > second(pending.asOf);
    if (!late || !(event.status === 'posted' || pending.booked.has(event.eventKey))) continue;
    for (const effect of stockEffects(event, facts)) {
      if (effect.item !== item) continue;
      let left = -effect.change;
      for (const cell of cells.matching(effect)) {
        const share = round(towards(cell.rest, left));
        if (share === 0) continue;
        explain(cell, { cause: 'late-event', share, evidence: evidenceOf(event) }, round);
        left = round(left - share);
      }
    }
  }
};

/** Explains by moves of people in Odoo that equal the difference exactly: one move, or all of them together. */
export const explainExactly = (
  cells: BalanceCells,
  moves: readonly MoveDone[],
  asOf: string,
  facts: OdooFacts,
): void => {
  const { round } = facts.amounts;
  for (const [cell, ofCell] of byCell(cells, moves, asOf)) {
    const exact = ofCell.findLast(({ change, edited }) => !edited && round(cell.rest + change) === 0);
    const total = round(ofCell.reduce((sum, { change }) => sum + change, 0));
    if (exact) noteMove(cell, cell.rest, exact, facts);
    else if (total !== 0 && round(cell.rest + total) === 0)
      for (const move of ofCell) noteMove(cell, -move.change, move, facts);
  }
};

/**
 * Explains by moves of people in Odoo, the latest first, as far as they reduce the difference. A move that a person edited
 * afterwards explains all of the rest: by how much it was changed is not facts.
 */
export const explainByHand = (
  cells: BalanceCells,
  moves: readonly MoveDone[],
  asOf: string,
  facts: OdooFacts,
): void => {
  for (const [cell, ofCell] of byCell(cells, moves, asOf))
    for (const move of ofCell.toReversed())
      noteMove(cell, move.edited ? cell.rest : towards(cell.rest, -move.change), move, facts);
};

/** Moves by people up to the moment, by cell. */
const byCell = (
  cells: BalanceCells,
  moves: readonly MoveDone[],
  asOf: string,
): Map<BalanceCell, MoveDone[]> =>
  Map.groupBy(
    moves.filter(({ user, at }) => user !== undefined && second(at) <= second(asOf)),
    ({ lot = '', location }) => cells.at(lot, location),
  );

const noteMove = (cell: BalanceCell, share: number, move: MoveDone, { amounts }: OdooFacts): void => {
  const { user = '', document, at, written = at, change, edited } = move;
  const evidence = { user, at: edited ? written : at, ...(document && { document }), moved: change };
  if (share !== 0) explain(cell, { cause: 'manual-change', share, evidence }, amounts.round);
};

/** Operations that move a lot into the hold place or out of it. */
const holdOperations = ['lot.held', 'lot.released', 'lot.inspected'];

/** Explains by the same quantity under another lot, or at another place. */
export const explainByPairs = (
  item: string,
  cells: BalanceCells,
  pending: PendingEvents,
  facts: OdooFacts,
): void => {
  const { round } = facts.amounts;
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
      // A quality event that is not booked yet will move the lot into the hold place, or out of it.
      const hold = pending.all.find(({ operation, payload, status, eventKey }) => {
        const about = payload as { item?: string; lot?: string };
        return (
          holdOperations.includes(operation) &&
          status !== 'posted' &&
          !pending.booked.has(eventKey) &&
          about.lot === cell.lot &&
          facts.items[about.item ?? '']?.item === item
        );
      });
      const evidence = hold ? evidenceOf(hold) : { otherLocation: other.location };
      explain(cell, { cause: hold ? waitingBy(hold) : 'location-differs', share, evidence }, round);
    },
  );
};

/** Pairs each cell with cells whose difference has the opposite sign and for which `same` is true. */
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

/** The plant cannot report an item that is archived in Odoo, whoever moved it there. */
export const explainArchived = (
  cells: BalanceCells,
  { archived }: Pick<Clues, 'archived'>,
  { amounts }: OdooFacts,
): void => {
  if (archived === undefined) return;
  for (const cell of cells.all())
    if (cell.rest !== 0)
      explain(
        cell,
        { cause: 'item-archived', share: cell.rest, evidence: { item: archived } },
        amounts.round,
      );
};

/** Explains the rest by clues that name a cause but no quantity. Without any clue it is `unexplained`. */
export const explainByClues = (
  cells: BalanceCells,
  { gaps, missing, unknown }: Clues,
  facts: OdooFacts,
): void => {
  const { round } = facts.amounts;
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
