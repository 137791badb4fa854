import type { PlantProfile } from '../../plants/define-plant.ts';
import type { QuestionPort } from '../odoo/question-port.ts';
import type { Cells } from './cells.ts';
import { flightsByItem, type ItemCompared, isOpen, linesOf, sidesOf } from './compare-stock.ts';
import type { Known } from './effects.ts';
import { type Flight, second } from './flight.ts';
import type { Clues } from './likely.ts';
import type { Line } from './line.ts';
import type { ItemBooks } from './odoo-books.ts';
import type { PlantSide } from './plant-side.ts';
import { movesOf, stockBooks } from './stock-books.ts';

/** What both sides are compared by, at one look. */
export interface Look {
  side: PlantSide;
  flights: readonly Flight[];
  known: Known;
  asOf: string;
}

export interface Side {
  compared: ItemCompared;
  cells: Cells;
}

/** Counts that are not booked look at their own time: what moved since then is needed, too. */
const earliest = (flights: readonly Flight[], asOf: string): string =>
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
  const byItem = flightsByItem(flights, known);
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
): Promise<Line[]> => {
  const drifted = open.filter(({ cells, compared }) => isOpen(cells, compared.known));
  const items = drifted.map(({ compared }) => compared.books.item);
  const moves = await movesOf(odoo, profile.warehouse, since, items);
  return open.flatMap(({ cells, compared }) => {
    const { item } = compared.books;
    const own = { ...clues, moves: moves.get(item) ?? [], unknown: side.unknown.get(item) ?? [] };
    return linesOf(cells, compared, own, profile.reconciliation);
  });
};
