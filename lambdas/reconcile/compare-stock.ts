import type { Reconciliation } from '../../plants/reconciliation.ts';
import { unitOf } from '../odoo/units.ts';
import type { Cell, Cells } from './cells.ts';
import { effectsOf, issuedBy, type Known } from './effects.ts';
import type { Flight } from './flight.ts';
import {
  type Clues,
  explainByClues,
  explainByHand,
  explainByPairs,
  explainExactly,
  explainLate,
} from './likely.ts';
import { type Line, lineName } from './line.ts';
import { odooAt } from './odoo-at.ts';
import type { ItemBooks } from './odoo-books.ts';
import { toleranceFor } from './tolerance.ts';
import { explainUnderWay, type Flights, undoLaterIssues, waits } from './under-way.ts';

/** What the plant says lies somewhere, in Odoo's codes and the item's own unit. */
export interface PlantBalance {
  lot: string;
  location: string;
  quantity: number;
}

export interface ItemCompared {
  books: ItemBooks;
  plant: readonly PlantBalance[];
  /** Odoo's names of the places that the plant spoke of; undefined: all of them */
  places: ReadonlySet<string> | undefined;
  flights: Flights;
  known: Known;
}

/** Both sides of one item at the moment of the snapshot, with what is under way. */
export const sidesOf = ({ books, plant, places, flights, known }: ItemCompared): Cells => {
  const cells = odooAt(books, flights.asOf);
  for (const { lot, location, quantity } of plant) cells.at(lot, location).plant += quantity;
  undoLaterIssues(books.item, cells, flights, known);
  // What the plant did not speak of is as Odoo has it.
  if (places)
    for (const cell of cells.all())
      if (!places.has(cell.location)) {
        cell.plant = cell.odoo;
        cell.rest = 0;
      }
  explainUnderWay(books, cells, flights, known);
  return cells;
};

/** Whether events under way leave a difference of the item that must be looked into. */
export const isOpen = (cells: Cells, { amounts }: Known): boolean =>
  cells.all().some(({ rest }) => Math.abs(rest) >= amounts.least);

/** The lines of one item, each with all of its difference explained, if only as unexplained. */
export const linesOf = (
  cells: Cells,
  { books, flights, known, places }: ItemCompared,
  clues: Clues,
  { tolerances }: Pick<Reconciliation, 'tolerances'>,
): Line[] => {
  // The surest first: what is the difference to the last digit, then what may be a part of it.
  explainExactly(cells, clues.moves, flights.asOf, known);
  explainLate(books.item, cells, flights, known);
  explainByPairs(books.item, cells, flights, known);
  explainByHand(cells, clues.moves, flights.asOf, known);
  explainByClues(cells, clues, known);
  return cells
    .all()
    .filter((cell) => cell.causes.length > 0 && (!places || places.has(cell.location)))
    .map((cell) => lineOf(cell, books, toleranceFor(books, cell.odoo, tolerances), known));
};

const lineOf = (cell: Cell, books: ItemBooks, tolerance: number, { amounts }: Known): Line => {
  const open = cell.causes.filter((each) => !waits(each)).reduce((sum, { share }) => sum + share, 0);
  return {
    line: lineName('stock', books.item, cell.lot, cell.location),
    kind: 'stock',
    item: books.item,
    ...(cell.lot && { lot: cell.lot }),
    ...(cell.location && { location: cell.location }),
    plant: cell.plant,
    odoo: cell.odoo,
    difference: amounts.round(cell.plant - cell.odoo),
    ...unitOf(books.uom, books.uom_name ?? ''),
    tolerance,
    beyond: Math.abs(amounts.round(open)) > tolerance,
    causes: cell.causes,
  };
};

/** Events by the items that they move: each item is compared with its own. */
export const flightsByItem = (flights: readonly Flight[], known: Known): Map<string, Flight[]> => {
  const byItem = new Map<string, Flight[]>();
  for (const flight of flights) {
    const touched = new Set(
      [...effectsOf(flight, known), ...issuedBy(flight, known)].map(({ item }) => item),
    );
    const named = (flight.payload as { item?: unknown }).item;
    if (typeof named === 'string') touched.add(known.items[named]?.item ?? named);
    for (const item of touched) byItem.set(item, [...(byItem.get(item) ?? []), flight]);
  }
  return byItem;
};
