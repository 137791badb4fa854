import type { PlantProfile } from '../../configuration/plant.ts';
import type { QuestionPort } from '../odoo/ports.ts';
import type { OdooWarehouse } from '../odoo/posting.ts';
import { odooTime } from '../odoo/units.ts';
import { atOnce } from '../platform/at-once.ts';
import type { CodeMappingTable } from '../posting/code-mapping/code-mapping.ts';
import { codeLookup } from '../posting/events/define-posting.ts';
import type { EventRecord } from '../store/event-record.ts';
import type { EventStore } from '../store/event-store.ts';
import { orderLines, unitsIn } from './compare-orders.ts';
import { bothSides, type ComparisonBasis, type ItemSides, isOpen, stockLines } from './compare-stock.ts';
import { type Completeness, completeness } from './completeness.ts';
import { amountsOf, type OdooFacts, type PendingEvent } from './effects.ts';
import { askBooks, type CodesKnown, codesKnown, type OrdersAnswer, ordersAnswer } from './odoo-books.ts';
import { codesIn, documentsIn, pendingEventsOf } from './pending-events.ts';
import { codesInParts, type PlantSide, plantSide } from './plant-side.ts';
import { day, type EventsRead, eventsOf, readEvents } from './read-events.ts';
import {
  type Complete,
  type OrdersPart,
  partsOf,
  type ReconciliationLine,
  type StockPart,
  type ToReconcile,
} from './reports.ts';

export interface Comparison {
  lines: ReconciliationLine[];
  /** number of balances, orders and totals that were compared */
  compared: number;
}

interface ComparisonScope {
  profile: PlantProfile;
  /** events accepted since then are read, RFC 3339 */
  since: string;
  /** moment of the last compared stock snapshot, or `since`: moves of people before it were in an earlier report */
  movedSince: string;
  /** gaps seen after this and up to `settled` were in no report yet */
  newSince: string;
  settled: string;
  now: string;
}

export interface CompareDeps {
  eventStore: Pick<EventStore, 'events' | 'get'>;
  codeMapping: Pick<CodeMappingTable, 'lookUp'>;
  odoo: QuestionPort;
}

/** Compares the plant's snapshots and closed days with Odoo's books and the event store. Throws `OdooAway`. */
export const compare = async (
  what: ToReconcile,
  scope: ComparisonScope,
  deps: CompareDeps,
): Promise<Comparison> => {
  const { profile, since } = scope;
  const asOf = [what.stock?.asOf, what.orders?.asOf].filter((each) => each !== undefined);
  const read = await readEvents(profile, { since, asOf }, deps.eventStore);
  const complete = completeness(read, what.days, scope);
  const stock = what.stock && (await compareStock(what.stock, read, complete, scope, deps));
  const orders = what.orders && (await compareOrders(what.orders, read, complete, scope, deps));
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
  { profile, movedSince, now }: ComparisonScope,
  deps: CompareDeps,
): Promise<Comparison> => {
  const parts = await partsOf<StockPart>(stock.parts, deps.eventStore);
  let basis = await comparisonBasis(parts, stock.asOf, read.events, profile, deps);
  let compared = 0;
  const differing: string[] = [];
  for await (const { cells, compared: of } of bothSides(basis, profile, deps.odoo)) {
    compared += cells.all().length;
    if (cells.all().some(({ causes }) => causes.length > 0) || isOpen(cells, of.facts))
      differing.push(of.books.item);
  }
  if (differing.length === 0) return { lines: basis.side.lines, compared };
  // Only one side has the events that came while Odoo was read. So the differing items are compared once more, with them.
  const later = await eventsSince(read.events, now, stock.asOf, profile.id, deps);
  basis = await comparisonBasis(parts, stock.asOf, later, profile, deps);
  const open: ItemSides[] = [];
  for await (const side of bothSides(basis, profile, deps.odoo, differing)) open.push(side);
  const lines = await stockLines(open, complete, basis.side, profile, movedSince, deps.odoo);
  return { lines: [...basis.side.lines, ...lines], compared };
};

const compareOrders = async (
  orders: Complete,
  read: EventsRead,
  complete: Completeness,
  { profile }: ComparisonScope,
  { eventStore, codeMapping, odoo }: CompareDeps,
): Promise<Comparison> => {
  const plantOrders = (await partsOf<OrdersPart>(orders.parts, eventStore)).flatMap((part) => part.orders);
  const listed = await codeMapping.lookUp(profile.id, unitsIn(plantOrders));
  const pending = await pendingEventsOf(read.events, profile, codeMapping);
  const { asOf } = orders;
  const facts = await learnFor(odoo, profile, pending, asOf, { items: [], locations: [] });
  const keys = pending.filter(({ status }) => status !== 'posted').map(({ eventKey }) => eventKey);
  const books = await learnOrders(odoo, profile, {
    orders: new Set(plantOrders.map(({ order }) => order)),
    asOf,
    keys: keys.slice(0, 5000),
  });
  const about = { all: pending, booked: new Set(books.booked), asOf };
  const lines = plantOrders.flatMap((plantOrder) =>
    orderLines(
      {
        plantOrder,
        books: books.orders[plantOrder.order],
        pending: about,
        facts,
        clues: complete,
        codes: codeLookup(listed),
      },
      profile.reconciliation,
    ),
  );
  return { lines, compared: plantOrders.length };
};

/** Reads what a comparison of stock needs: the snapshot in Odoo's codes, the pending events, Odoo's facts. */
export const comparisonBasis = async (
  parts: readonly StockPart[],
  asOf: string,
  events: readonly EventRecord[],
  profile: PlantProfile,
  { odoo, codeMapping }: CompareDeps,
): Promise<ComparisonBasis> => {
  const codes = codesInParts(parts);
  const listed = await codeMapping.lookUp(profile.id, codes);
  const pending = await pendingEventsOf(events, profile, codeMapping);
  const odooCodes = (kind: string) =>
    codes.filter((code) => code.kind === kind).map(({ code }) => listed.get(`${kind}#${code}`) ?? code);
  const more = { items: odooCodes('item'), locations: odooCodes('location') };
  const facts = await learnFor(odoo, profile, pending, asOf, more);
  const side: PlantSide = plantSide(parts, listed, facts);
  return { side, pending, facts, asOf };
};

/** The events in their current state, and those that came since. */
export const eventsSince = async (
  events: readonly EventRecord[],
  since: string,
  asOf: string,
  plant: string,
  { eventStore }: CompareDeps,
): Promise<EventRecord[]> => {
  const byKey = new Map(events.map((event) => [event.eventKey, event]));
  const open = events.filter(({ status }) => status !== 'posted' && status !== 'skipped');
  const now = await atOnce(open, ({ eventKey }) => eventStore.get(eventKey));
  for (const event of now) if (event) byKey.set(event.eventKey, event);
  for await (const event of eventsOf(plant, { since }, eventStore))
    if (event.status !== 'recorded' && Date.parse(event.event.time) >= Date.parse(asOf) - day)
      byKey.set(event.eventKey, event);
  return [...byKey.values()];
};

/** Odoo's facts about the pending events. `more`: codes that only the plant's snapshot has. */
export const learnFor = async (
  odoo: QuestionPort,
  plant: OdooWarehouse,
  pending: readonly PendingEvent[],
  asOf: string,
  more: { items: Iterable<string>; locations: Iterable<string> },
): Promise<OdooFacts> => {
  const named = codesIn(pending);
  const codes = await learnCodes(odoo, plant, {
    items: new Set([...named.items, ...more.items]),
    locations: new Set([...named.locations, ...more.locations]),
  });
  const { orders, deliveries } = await learnOrders(odoo, plant, { ...documentsIn(pending), asOf });
  const issued = pending
    .filter(({ operation, status }) => operation === 'material.consumed' && status !== 'skipped')
    .map(({ payload }) => payload as { order: string; item: string })
    .map(({ order, item }) => `${order} ${codes.items[item]?.item ?? item}`);
  const { items, several, locations } = codes;
  return {
    amounts: amountsOf(codes),
    items,
    several,
    locations,
    orders,
    deliveries,
    issued: new Set(issued),
  };
};

/** Odoo's items and places for these codes, and how its units are converted. */
export const learnCodes = async (
  odoo: QuestionPort,
  plant: OdooWarehouse,
  { items, locations }: { items: ReadonlySet<string>; locations: ReadonlySet<string> },
): Promise<CodesKnown> => {
  const ask = (about: object) => askBooks(odoo, plant, 'reconcile.items', about, codesKnown);
  const learnt = await ask({ items: [], locations: [] });
  for (const portion of inPortions(items)) {
    const { items: known, several } = await ask({ items: portion });
    Object.assign(learnt.items, known);
    Object.assign(learnt.several, several);
  }
  for (const portion of inPortions(locations))
    Object.assign(learnt.locations, (await ask({ locations: portion })).locations);
  return learnt;
};

/** State of orders and content of deliveries at `asOf`, and which of the `keys` were booked when Odoo answered. */
export const learnOrders = async (
  odoo: QuestionPort,
  plant: OdooWarehouse,
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
      plant,
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

/** Codes per question. Odoo's module takes at most a thousand. */
export const perQuestion = 500;

function* inPortions<T>(all: Iterable<T>): Iterable<T[]> {
  const given = [...all];
  for (let from = 0; from < given.length; from += perQuestion) yield given.slice(from, from + perQuestion);
}
