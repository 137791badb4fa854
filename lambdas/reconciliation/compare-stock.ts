import type { PlantProfile } from '../../configuration/plant.ts';
import type { Reconciliation } from '../../configuration/plant-sections.ts';
import type { QuestionPort } from '../odoo/ports.ts';
import type { OdooWarehouse } from '../odoo/posting.ts';
import { unitOf } from '../odoo/units.ts';
import { type BalanceCell, type BalanceCells, odooAt } from './balance-cells.ts';
import { issuedBy, type OdooFacts, type PendingEvent, second, stockEffects } from './effects.ts';
import {
  type Clues,
  explainArchived,
  explainByClues,
  explainByHand,
  explainByPairs,
  explainExactly,
  explainLate,
} from './likely-causes.ts';
import { type ItemBooks, movesOf, stockBooks } from './odoo-books.ts';
import { explainPending, isWaitingCause, type PendingEvents, undoLaterIssues } from './pending-events.ts';
import { type PlantBalance, type PlantSide, toleranceFor } from './plant-side.ts';
import { lineName, type ReconciliationLine } from './reports.ts';

/** One reading of the plant's snapshot, the pending events and Odoo's facts about them. */
export interface ComparisonBasis {
  side: PlantSide;
  pending: readonly PendingEvent[];
  facts: OdooFacts;
  asOf: string;
}

export interface ItemSides {
  compared: ItemCompared;
  cells: BalanceCells;
}

export interface ItemCompared {
  books: ItemBooks;
  plant: readonly PlantBalance[];
  /** Odoo's names of the places in the snapshot; undefined: all places */
  places: ReadonlySet<string> | undefined;
  pending: PendingEvents;
  facts: OdooFacts;
}

/** Both sides of every item of the plant, of Odoo and of the pending events; with `items`, only of those. */
export async function* bothSides(
  { side, pending, facts, asOf }: ComparisonBasis,
  profile: OdooWarehouse,
  odoo: QuestionPort,
  items?: readonly string[],
): AsyncIterable<ItemSides> {
  const byItem = pendingByItem(pending, facts);
  const keys = pending.filter(({ status }) => status !== 'posted').map(({ eventKey }) => eventKey);
  const seen = new Set<string>();
  const sides = (books: ItemBooks, booked: ReadonlySet<string>): ItemSides => {
    seen.add(books.item);
    const compared: ItemCompared = {
      books,
      plant: side.items.get(books.item) ?? [],
      places: side.places,
      pending: { all: byItem.get(books.item) ?? [], booked, asOf },
      facts,
    };
    return { compared, cells: sidesOf(compared) };
  };
  let booked: ReadonlySet<string> = new Set();
  const about = { since: earliest(pending, asOf), keys, ...(items && { items }) };
  for await (const page of stockBooks(odoo, profile, about)) {
    booked = new Set(page.booked);
    for (const books of page.items) yield sides(books, booked);
  }
  for (const item of items ?? [...side.items.keys(), ...byItem.keys()]) {
    const books = seen.has(item) ? undefined : emptyBooks(item, { side, pending, facts, asOf });
    if (books) yield sides(books, booked);
  }
}

/** The earliest time whose moves are needed. A count that is not booked is compared with the stock at its own time. */
const earliest = (pending: readonly PendingEvent[], asOf: string): string =>
  pending
    .filter(({ operation, status }) => operation === 'stock.counted' && status !== 'posted')
    .map(({ time }) => time)
    .reduce((least, time) => (second(time) < second(least) ? time : least), asOf);

const emptyBooks = (item: string, { facts }: ComparisonBasis): ItemBooks | undefined => {
  const found = Object.values(facts.items).find((each) => each.item === item);
  return found && { ...found, id: 0, quants: [], since: [], issued: [] };
};

/** Pending events by the items that they move. */
export const pendingByItem = (
  pending: readonly PendingEvent[],
  facts: OdooFacts,
): Map<string, PendingEvent[]> => {
  const byItem = new Map<string, PendingEvent[]>();
  for (const event of pending) {
    const touched = new Set(
      [...stockEffects(event, facts), ...issuedBy(event, facts)].map(({ item }) => item),
    );
    const named = (event.payload as { item?: unknown }).item;
    if (typeof named === 'string') touched.add(facts.items[named]?.item ?? named);
    for (const item of touched) byItem.set(item, [...(byItem.get(item) ?? []), event]);
  }
  return byItem;
};

/** Both sides of one item at the moment of the snapshot. Differences by pending events are explained already. */
export const sidesOf = ({ books, plant, places, pending, facts }: ItemCompared): BalanceCells => {
  const cells = odooAt(books, pending.asOf);
  for (const { lot, location, quantity } of plant) cells.at(lot, location).plant += quantity;
  undoLaterIssues(books.item, cells, pending, facts);
  // Places outside the snapshot do not differ.
  if (places)
    for (const cell of cells.all())
      if (!places.has(cell.location)) {
        cell.plant = cell.odoo;
        cell.rest = 0;
      }
  explainPending(books, cells, pending, facts);
  return cells;
};

/** True when pending events do not explain the whole difference of the item. */
export const isOpen = (cells: BalanceCells, { amounts }: OdooFacts): boolean =>
  cells.all().some(({ rest }) => Math.abs(rest) >= amounts.least);

/** Report lines of the items that differ, with causes. Asks Odoo who moved the items that stay unexplained. */
export const stockLines = async (
  open: readonly ItemSides[],
  clues: Omit<Clues, 'moves' | 'unknown' | 'archived'>,
  side: PlantSide,
  profile: PlantProfile,
  since: string,
  odoo: QuestionPort,
): Promise<ReconciliationLine[]> => {
  const drifted = open.filter(({ cells, compared }) => isOpen(cells, compared.facts));
  const items = drifted.map(({ compared }) => compared.books.item);
  const moves = await movesOf(odoo, profile, since, items);
  return open.flatMap(({ cells, compared }) => {
    const { item } = compared.books;
    const { archived, name = item } = compared.books;
    const ofItem = {
      ...clues,
      ...(archived && { archived: name }),
      moves: moves.get(item) ?? [],
      unknown: side.unknown.get(item) ?? [],
    };
    return linesOf(cells, compared, ofItem, profile.reconciliation);
  });
};

/** Report lines of one item. The causes of a line add up to its difference; the remainder is `unexplained`. */
export const linesOf = (
  cells: BalanceCells,
  { books, pending, facts, places }: ItemCompared,
  clues: Clues,
  { tolerances }: Pick<Reconciliation, 'tolerances'>,
): ReconciliationLine[] => {
  explainArchived(cells, clues, facts);
  // The surest cause first: a move that equals the difference to the last digit, then causes that may be a part of it.
  explainExactly(cells, clues.moves, pending.asOf, facts);
  explainLate(books.item, cells, pending, facts);
  explainByPairs(books.item, cells, pending, facts);
  explainByHand(cells, clues.moves, pending.asOf, facts);
  explainByClues(cells, clues, facts);
  return cells
    .all()
    .filter((cell) => cell.causes.length > 0 && (!places || places.has(cell.location)))
    .map((cell) => lineOf(cell, books, toleranceFor(books, cell.odoo, tolerances), facts));
};

const lineOf = (
  cell: BalanceCell,
  books: ItemBooks,
  tolerance: number,
  { amounts }: OdooFacts,
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
