import type { PlantProfile } from '../../configuration/plant.ts';
import type { Reconciliation } from '../../configuration/plant-sections.ts';
import type { QuestionPort } from '../odoo/ports.ts';
import { unitOf } from '../odoo/units.ts';
import type { BalanceCell, BalanceCells } from './balance-cells.ts';
import { odooAt } from './balance-cells.ts';
import { issuedBy, type Known, type PendingEvent, second, stockEffects } from './effects.ts';
import {
  type Clues,
  explainByClues,
  explainByHand,
  explainByPairs,
  explainExactly,
  explainLate,
} from './likely-causes.ts';
import type { ItemBooks } from './odoo-books.ts';
import { movesOf, stockBooks } from './odoo-books.ts';
import { explainUnderWay, isWaitingCause, type PendingEvents, undoLaterIssues } from './pending-events.ts';
import type { PlantBalance } from './plant-side.ts';
import { type PlantSide, toleranceFor } from './plant-side.ts';
import { lineName, type ReconciliationLine } from './reports.ts';

export interface ItemCompared {
  books: ItemBooks;
  plant: readonly PlantBalance[];
  /** Odoo's names of the places that the plant spoke of; undefined: all of them */
  places: ReadonlySet<string> | undefined;
  flights: PendingEvents;
  known: Known;
}

/** Both sides of one item at the moment of the snapshot, with what is under way. */
export const sidesOf = ({ books, plant, places, flights, known }: ItemCompared): BalanceCells => {
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
export const isOpen = (cells: BalanceCells, { amounts }: Known): boolean =>
  cells.all().some(({ rest }) => Math.abs(rest) >= amounts.least);

/** The lines of one item, each with all of its difference explained, if only as unexplained. */
export const linesOf = (
  cells: BalanceCells,
  { books, flights, known, places }: ItemCompared,
  clues: Clues,
  { tolerances }: Pick<Reconciliation, 'tolerances'>,
): ReconciliationLine[] => {
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

const lineOf = (
  cell: BalanceCell,
  books: ItemBooks,
  tolerance: number,
  { amounts }: Known,
): ReconciliationLine => {
  const open = cell.causes.filter((each) => !isWaitingCause(each)).reduce((sum, { share }) => sum + share, 0);
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
export const pendingByItem = (
  flights: readonly PendingEvent[],
  known: Known,
): Map<string, PendingEvent[]> => {
  const byItem = new Map<string, PendingEvent[]>();
  for (const flight of flights) {
    const touched = new Set(
      [...stockEffects(flight, known), ...issuedBy(flight, known)].map(({ item }) => item),
    );
    const named = (flight.payload as { item?: unknown }).item;
    if (typeof named === 'string') touched.add(known.items[named]?.item ?? named);
    for (const item of touched) byItem.set(item, [...(byItem.get(item) ?? []), flight]);
  }
  return byItem;
};

/** What both sides are compared by, at one look. */
export interface Look {
  side: PlantSide;
  flights: readonly PendingEvent[];
  known: Known;
  asOf: string;
}

export interface Side {
  compared: ItemCompared;
  cells: BalanceCells;
}

/** Counts that are not booked look at their own time: what moved since then is needed, too. */
const earliest = (flights: readonly PendingEvent[], asOf: string): string =>
  flights
    .filter(({ operation, status }) => operation === 'stock.counted' && status !== 'posted')
    .map(({ time }) => time)
    .reduce((least, time) => (second(time) < second(least) ? time : least), asOf);

const without = (item: string, { known }: Look): ItemBooks | undefined => {
  const found = Object.values(known.items).find((each) => each.item === item);
  return found && { ...found, id: 0, quants: [], since: [], issued: [] };
};

/** Every item that the plant, Odoo or an event under way has, on both sides; some items only, when they are named. */
export async function* bothSides(
  { side, flights, known, asOf }: Look,
  profile: Pick<PlantProfile, 'warehouse'>,
  odoo: QuestionPort,
  items?: readonly string[],
): AsyncIterable<Side> {
  const byItem = pendingByItem(flights, known);
  const keys = flights.filter(({ status }) => status !== 'posted').map(({ eventKey }) => eventKey);
  const seen = new Set<string>();
  const sides = (books: ItemBooks, booked: ReadonlySet<string>): Side => {
    seen.add(books.item);
    const compared: ItemCompared = {
      books,
      plant: side.items.get(books.item) ?? [],
      places: side.places,
      flights: { all: byItem.get(books.item) ?? [], booked, asOf },
      known,
    };
    return { compared, cells: sidesOf(compared) };
  };
  let booked: ReadonlySet<string> = new Set();
  const about = { since: earliest(flights, asOf), keys, ...(items && { items }) };
  for await (const page of stockBooks(odoo, profile.warehouse, about)) {
    booked = new Set(page.booked);
    for (const books of page.items) yield sides(books, booked);
  }
  for (const item of items ?? [...side.items.keys(), ...byItem.keys()]) {
    const books = seen.has(item) ? undefined : without(item, { side, flights, known, asOf });
    if (books) yield sides(books, booked);
  }
}

/** The lines of the items whose sides differ, each difference with its causes. */
export const stockLines = async (
  open: readonly Side[],
  clues: Omit<Clues, 'moves' | 'unknown'>,
  side: PlantSide,
  profile: PlantProfile,
  since: string,
  odoo: QuestionPort,
): Promise<ReconciliationLine[]> => {
  const drifted = open.filter(({ cells, compared }) => isOpen(cells, compared.known));
  const items = drifted.map(({ compared }) => compared.books.item);
  const moves = await movesOf(odoo, profile.warehouse, since, items);
  return open.flatMap(({ cells, compared }) => {
    const { item } = compared.books;
    const own = { ...clues, moves: moves.get(item) ?? [], unknown: side.unknown.get(item) ?? [] };
    return linesOf(cells, compared, own, profile.reconciliation);
  });
};
