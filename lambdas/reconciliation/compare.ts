import type { PlantProfile } from '../../configuration/plant.ts';
import type { QuestionPort } from '../odoo/ports.ts';
import { odooTime } from '../odoo/units.ts';
import { atOnce } from '../platform/at-once.ts';
import type { CodeMappingTable } from '../posting/code-mapping/code-mapping.ts';
import type { EventRecord } from '../store/event-record.ts';
import type { EventStore } from '../store/event-store.ts';
import { orderLines } from './compare-orders.ts';
import { bothSides, isOpen, type Look, type Side, stockLines } from './compare-stock.ts';
import { type Completeness, completeness } from './completeness.ts';
import type { Known, PendingEvent } from './effects.ts';
import { amountsOf } from './effects.ts';
import type { CodesKnown, OrdersAnswer } from './odoo-books.ts';
import { askBooks, codesKnown, ordersAnswer } from './odoo-books.ts';
import { codesIn, documentsIn, pendingEventsOf } from './pending-events.ts';
import { codesInParts, type PlantSide, plantSide } from './plant-side.ts';
import { day, type EventsRead, eventsOf, readEvents } from './read-events.ts';
import type { ReconciliationLine } from './reports.ts';
import { type Complete, type OrdersPart, partsOf, type StockPart, type ToReconcile } from './reports.ts';

/** What the plant said, the events that matter beside it, and what Odoo knows of both. */
export const lookAt = async (
  parts: readonly StockPart[],
  asOf: string,
  events: readonly EventRecord[],
  profile: PlantProfile,
  { odoo, codeMapping }: CompareDeps,
): Promise<Look> => {
  const codes = codesInParts(parts);
  const listed = await codeMapping.lookUp(profile.id, codes);
  const flights = await pendingEventsOf(events, profile, codeMapping);
  const odooCodes = (kind: string) =>
    codes.filter((code) => code.kind === kind).map(({ code }) => listed.get(`${kind}#${code}`) ?? code);
  const more = { items: odooCodes('item'), locations: odooCodes('location') };
  const known = await learnFor(odoo, profile.warehouse, flights, asOf, more);
  const side: PlantSide = plantSide(parts, listed, known);
  return { side, flights, known, asOf };
};

/** The events as they stand now, and those that came since. */
export const eventsSince = async (
  events: readonly EventRecord[],
  since: string,
  asOf: string,
  plant: string,
  { eventStore }: CompareDeps,
): Promise<EventRecord[]> => {
  const known = new Map(events.map((event) => [event.eventKey, event]));
  const open = events.filter(({ status }) => status !== 'posted' && status !== 'skipped');
  const now = await atOnce(open, ({ eventKey }) => eventStore.get(eventKey));
  for (const event of now) if (event) known.set(event.eventKey, event);
  for await (const event of eventsOf(plant, { since }, eventStore))
    if (event.status !== 'recorded' && Date.parse(event.event.time) >= Date.parse(asOf) - day)
      known.set(event.eventKey, event);
  return [...known.values()];
};

export interface CompareDeps {
  eventStore: Pick<EventStore, 'events' | 'get'>;
  codeMapping: Pick<CodeMappingTable, 'lookUp'>;
  odoo: QuestionPort;
}

export interface Comparison {
  lines: ReconciliationLine[];
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
  const read = await readEvents(profile, { since, asOf }, deps.eventStore);
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
  read: EventsRead,
  complete: Completeness,
  { profile, movedSince, now }: About,
  deps: CompareDeps,
): Promise<Comparison> => {
  const parts = await partsOf<StockPart>(stock.parts, deps.eventStore);
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
  read: EventsRead,
  complete: Completeness,
  { profile }: About,
  { eventStore, codeMapping, odoo }: CompareDeps,
): Promise<Comparison> => {
  const standings = (await partsOf<OrdersPart>(orders.parts, eventStore)).flatMap((part) => part.orders);
  const flights = await pendingEventsOf(read.events, profile, codeMapping);
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

/** Odoo's module takes lists of at most a thousand. */
export const perQuestion = 500;

/** What codes of items and places are in Odoo, and how units are converted. */
export const learnCodes = async (
  odoo: QuestionPort,
  warehouse: string,
  { items, locations }: { items: ReadonlySet<string>; locations: ReadonlySet<string> },
): Promise<CodesKnown> => {
  const ask = (about: object) => askBooks(odoo, warehouse, 'reconcile.items', about, codesKnown);
  const learnt = await ask({ items: [], locations: [] });
  for (const portion of inPortions(items)) Object.assign(learnt.items, (await ask({ items: portion })).items);
  for (const portion of inPortions(locations))
    Object.assign(learnt.locations, (await ask({ locations: portion })).locations);
  return learnt;
};

/** How orders stand, and what deliveries hold; with which of the events were booked by then. */
export const learnOrders = async (
  odoo: QuestionPort,
  warehouse: string,
  asked: {
    orders: ReadonlySet<string>;
    deliveries?: ReadonlySet<string>;
    asOf: string;
    keys?: readonly string[];
  },
): Promise<OrdersAnswer> => {
  const learnt: OrdersAnswer = { orders: {}, deliveries: {}, booked: [] };
  const ask = async (about: object) => {
    const more = { as_of: odooTime(asked.asOf), ...(asked.keys && { keys: asked.keys }), ...about };
    const { orders, deliveries, booked } = await askBooks(
      odoo,
      warehouse,
      'reconcile.orders',
      more,
      ordersAnswer,
    );
    Object.assign(learnt.orders, orders);
    Object.assign(learnt.deliveries, deliveries);
    learnt.booked.push(...booked);
  };
  for (const orders of inPortions(asked.orders)) await ask({ orders });
  for (const deliveries of inPortions(asked.deliveries ?? [])) await ask({ deliveries });
  return learnt;
};

/** All that effects of these events are worked out with; `more` are codes that the plant's snapshot names. */
export const learnFor = async (
  odoo: QuestionPort,
  warehouse: string,
  flights: readonly PendingEvent[],
  asOf: string,
  more: { items: Iterable<string>; locations: Iterable<string> },
): Promise<Known> => {
  const named = codesIn(flights);
  const codes = await learnCodes(odoo, warehouse, {
    items: new Set([...named.items, ...more.items]),
    locations: new Set([...named.locations, ...more.locations]),
  });
  const { orders, deliveries } = await learnOrders(odoo, warehouse, { ...documentsIn(flights), asOf });
  const issued = flights
    .filter(({ operation, status }) => operation === 'material.consumed' && status !== 'skipped')
    .map(({ payload }) => payload as { order: string; item: string })
    .map(({ order, item }) => `${order} ${codes.items[item]?.item ?? item}`);
  const { items, locations } = codes;
  return { amounts: amountsOf(codes), items, locations, orders, deliveries, issued: new Set(issued) };
};

function* inPortions<T>(all: Iterable<T>): Iterable<T[]> {
  const given = [...all];
  for (let from = 0; from < given.length; from += perQuestion) yield given.slice(from, from + perQuestion);
}
