import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOpen, linesOf, sidesOf } from '../../lambdas/reconciliation/compare-stock.ts';
import type { PendingEvent } from '../../lambdas/reconciliation/effects.ts';
import { amountsOf, type OdooFacts } from '../../lambdas/reconciliation/effects.ts';
import type { ItemBooks } from '../../lambdas/reconciliation/odoo-books.ts';

const kg = 'uom.product_uom_kgm';
const places = ['A', 'B', 'C'] as const;
const item = { item: 'MILK', uom: kg, tracking: 'none' } as const;
const facts: OdooFacts = {
  amounts: amountsOf({ units: [{ uom: kg, root: 1, factor: 1 }], digits: 2 }),
  items: { MILK: item },
  locations: { A: 'A', B: 'B', C: 'C' },
  orders: {},
  deliveries: {},
  issued: new Set(),
};
const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 12, minute)).toISOString();
const asOf = at(30);

const place = fc.constantFrom(...places);
const amount = fc.integer({ min: 1, max: 5000 }).map((hundredths) => hundredths / 100);
const status = fc.constantFrom('posted', 'accepted', 'posting', 'parked', 'quarantined', 'skipped');

interface Happened {
  operation: string;
  from?: string;
  to?: string;
  value: number;
  minute: number;
  status: PendingEvent['status'];
}

const happened: fc.Arbitrary<Happened> = fc.oneof(
  fc.record({
    operation: fc.constant('stock.moved'),
    from: place,
    to: place,
    value: amount,
    minute: fc.nat(60),
    status,
  }),
  fc.record({
    operation: fc.constant('goods.received'),
    to: place,
    value: amount,
    minute: fc.nat(60),
    status,
  }),
);

const pendingEventOf = (
  { operation, from, to, value, minute, status: is }: Happened,
  index: number,
): PendingEvent => {
  const quantity = { value, uom: kg };
  const payload =
    operation === 'stock.moved'
      ? { item: 'MILK', quantity, from, to }
      : { lines: [{ item: 'MILK', quantity }], location: to };
  const eventKey = String(index).padStart(32, '0') as PendingEvent['eventKey'];
  return {
    eventKey,
    operation,
    status: is,
    time: at(minute),
    acceptedAt: at(minute),
    orderingKey: '',
    payload,
  };
};

/** What every place holds when these have happened, on top of a hundred. */
const lyingAfter = (events: readonly Happened[]): Record<string, number> => {
  const lying: Record<string, number> = Object.fromEntries(places.map((each) => [each, 100]));
  for (const { from, to, value } of events) {
    if (from) lying[from] = (lying[from] ?? 0) - value;
    if (to) lying[to] = (lying[to] ?? 0) + value;
  }
  return lying;
};

const balances = (lying: Record<string, number>) =>
  places.map((location) => ({ lot: '', location, quantity: Math.round((lying[location] ?? 0) * 100) / 100 }));

/** Odoo's books: what was posted, with what has a date after the moment. */
const booksOf = (events: readonly Happened[]): ItemBooks => {
  const posted = events.filter((event) => event.status === 'posted');
  const since = posted
    .filter(({ minute }) => minute > 30)
    .flatMap(({ from, to, value, minute }) => [
      ...(from ? [{ location: from, change: -value, at: at(minute) }] : []),
      ...(to ? [{ location: to, change: value, at: at(minute) }] : []),
    ]);
  return { ...item, id: 1, quants: balances(lyingAfter(posted)), since, issued: [] };
};

const nothing = { moves: [], gaps: [], missing: [], unknown: [] };

describe('both sides of an item', () => {
  it('agree on a clean day, with any number of events under way and any number that came later', () => {
    fc.assert(
      fc.property(fc.array(happened, { maxLength: 30 }), (events) => {
        // A person has yet to decide about these, or has: the plant's books have them all the same.
        const clean = events.map((event) =>
          ['quarantined', 'skipped'].includes(event.status) ? { ...event, status: 'parked' as const } : event,
        );
        const pending = { all: clean.map(pendingEventOf), booked: new Set<string>(), asOf };
        const plant = balances(lyingAfter(clean.filter(({ minute }) => minute <= 30)));
        const compared = { books: booksOf(clean), plant, places: undefined, pending, facts };
        const cells = sidesOf(compared);
        expect(isOpen(cells, facts)).toBe(false);
        expect(linesOf(cells, compared, nothing, { tolerances: [] }).filter(({ beyond }) => beyond)).toEqual(
          [],
        );
      }),
    );
  });

  it('give the same when an event was booked between the event store and Odoo being read', () => {
    fc.assert(
      fc.property(fc.array(happened, { minLength: 1, maxLength: 10 }), (events) => {
        const stale = events.map(pendingEventOf).map((event) => ({ ...event, status: 'accepted' as const }));
        const posted = events.map((event) => ({ ...event, status: 'posted' as const }));
        const booked = new Set<string>(stale.map(({ eventKey }) => eventKey));
        const plant = balances(lyingAfter(posted.filter(({ minute }) => minute <= 30)));
        const compared = {
          books: booksOf(posted),
          plant,
          places: undefined,
          pending: { all: stale, booked, asOf },
          facts,
        };
        expect(isOpen(sidesOf(compared), facts)).toBe(false);
      }),
    );
  });

  it('differ by what their causes add up to, whatever happened and whatever is lost', () => {
    const moves = fc.array(
      fc.record({
        item: fc.constant('MILK'),
        location: place,
        change: amount,
        at: fc.nat(30).map(at),
        user: fc.constant('anna'),
      }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(
        fc.array(happened, { maxLength: 20 }),
        fc.array(fc.integer({ min: -3000, max: 3000 }), { minLength: 3, maxLength: 3 }),
        moves,
        fc.array(fc.constant('wms 4'), { maxLength: 1 }),
        (events, lost, byHand, gaps) => {
          const pending = { all: events.map(pendingEventOf), booked: new Set<string>(), asOf };
          const plant = balances(lyingAfter(events.filter(({ minute }) => minute <= 30))).map(
            (each, index) => ({
              ...each,
              quantity: Math.round(each.quantity * 100 + (lost[index] ?? 0)) / 100,
            }),
          );
          const compared = { books: booksOf(events), plant, places: undefined, pending, facts };
          const lines = linesOf(
            sidesOf(compared),
            compared,
            { ...nothing, moves: byHand, gaps },
            { tolerances: [] },
          );
          for (const { difference = 0, causes } of lines) {
            const sum = causes.reduce((total, { share = 0 }) => total + share, 0);
            expect(facts.amounts.round(sum)).toBe(difference);
          }
          // And no difference is passed over.
          const [odoo, said] = [new Map<string, number>(), new Map<string, number>()];
          const posted = events.filter((event) => event.status === 'posted' && event.minute <= 30);
          for (const { location, quantity } of balances(lyingAfter(posted))) odoo.set(location, quantity);
          for (const { location, quantity } of plant) said.set(location, quantity);
          for (const location of places) {
            const differs = facts.amounts.round((said.get(location) ?? 0) - (odoo.get(location) ?? 0)) !== 0;
            if (differs)
              expect(lines.map((line) => line.kind === 'stock' && line.location)).toContain(location);
          }
        },
      ),
    );
  });
});
