import type { PlantProfile } from '../../plants/define-plant.ts';
import type { CrosswalkTable } from '../crosswalk/crosswalk-table.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { QuestionPort } from '../odoo/question-port.ts';
import { orderLines } from './compare-orders.ts';
import { isOpen } from './compare-stock.ts';
import { type Completeness, completeness } from './completeness.ts';
import { flightsOf } from './flights-of.ts';
import { learnFor, learnOrders } from './learn.ts';
import type { Line } from './line.ts';
import { eventsSince, lookAt } from './look.ts';
import { type LedgerRead, readLedger } from './read-ledger.ts';
import { type Complete, type OrdersPart, partsOf, type StockPart, type ToReconcile } from './snapshots.ts';
import { bothSides, type Side, stockLines } from './stock-lines.ts';

export interface CompareDeps {
  ledger: Pick<Ledger, 'events' | 'get'>;
  crosswalk: Pick<CrosswalkTable, 'lookUp'>;
  odoo: QuestionPort;
}

export interface Comparison {
  lines: Line[];
  /** balances, orders and totals that were looked at */
  compared: number;
}

interface About {
  profile: PlantProfile;
  /** how far back events are looked for, RFC 3339 */
  since: string;
  /** when the stock was last compared, or that far back: what people moved before it is known */
  movedSince: string;
  /** gaps seen after this and by `settled` were in no report yet */
  newSince: string;
  settled: string;
  now: string;
}

/** Compares what the plant said of itself with Odoo's books and the ledger. Throws `OdooAway`. */
export const compare = async (what: ToReconcile, about: About, deps: CompareDeps): Promise<Comparison> => {
  const { profile, since } = about;
  const asOf = [what.stock?.asOf, what.orders?.asOf].filter((each) => each !== undefined);
  const read = await readLedger(profile, { since, asOf }, deps.ledger);
  const complete = completeness(read, what.days, about);
  const stock = what.stock && (await compareStock(what.stock, read, complete, about, deps));
  const orders = what.orders && (await compareOrders(what.orders, read, complete, about, deps));
  const totals = what.days.flatMap(({ systems }) => systems.flatMap((system) => system.totals));
  return {
    lines: [...(stock?.lines ?? []), ...(orders?.lines ?? []), ...complete.lines],
    compared: (stock?.compared ?? 0) + (orders?.compared ?? 0) + totals.length,
  };
};

const compareStock = async (
  stock: Complete,
  read: LedgerRead,
  complete: Completeness,
  { profile, movedSince, now }: About,
  deps: CompareDeps,
): Promise<Comparison> => {
  const parts = await partsOf<StockPart>(stock.parts, deps.ledger);
  let look = await lookAt(parts, stock.asOf, read.events, profile, deps);
  let compared = 0;
  const differing: string[] = [];
  for await (const { cells, compared: of } of bothSides(look, profile, deps.odoo)) {
    compared += cells.all().length;
    if (cells.all().some(({ causes }) => causes.length > 0) || isOpen(cells, of.known))
      differing.push(of.books.item);
  }
  if (differing.length === 0) return { lines: look.side.lines, compared };
  // Events that came while Odoo was read were seen by one side only: what differs is looked at once more, with them.
  const later = await eventsSince(read.events, now, stock.asOf, profile.id, deps);
  look = await lookAt(parts, stock.asOf, later, profile, deps);
  const open: Side[] = [];
  for await (const side of bothSides(look, profile, deps.odoo, differing)) open.push(side);
  const lines = await stockLines(open, complete, look.side, profile, movedSince, deps.odoo);
  return { lines: [...look.side.lines, ...lines], compared };
};

const compareOrders = async (
  orders: Complete,
  read: LedgerRead,
  complete: Completeness,
  { profile }: About,
  { ledger, crosswalk, odoo }: CompareDeps,
): Promise<Comparison> => {
  const standings = (await partsOf<OrdersPart>(orders.parts, ledger)).flatMap((part) => part.orders);
  const flights = await flightsOf(read.events, profile, crosswalk);
  const { asOf } = orders;
  const known = await learnFor(odoo, profile.warehouse, flights, asOf, { items: [], locations: [] });
  const keys = flights.filter(({ status }) => status !== 'posted').map(({ eventKey }) => eventKey);
  const books = await learnOrders(odoo, profile.warehouse, {
    orders: new Set(standings.map(({ order }) => order)),
    asOf,
    keys: keys.slice(0, 5000),
  });
  const about = { all: flights, booked: new Set(books.booked), asOf };
  const lines = standings.flatMap((standing) =>
    orderLines(
      { standing, books: books.orders[standing.order], flights: about, known, clues: complete },
      profile.reconciliation,
    ),
  );
  return { lines, compared: standings.length };
};
