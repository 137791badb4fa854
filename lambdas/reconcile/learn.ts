import type { QuestionPort } from '../odoo/question-port.ts';
import { odooTime } from '../odoo/time.ts';
import { amountsOf } from './amounts.ts';
import type { Known } from './effects.ts';
import type { Flight } from './flight.ts';
import { codesIn, documentsIn } from './flights-of.ts';
import { askBooks, type CodesKnown, codesKnown, type OrdersAnswer, ordersAnswer } from './odoo-books.ts';

/** Odoo's module takes lists of at most a thousand. */
const perQuestion = 500;

function* inPortions<T>(all: Iterable<T>): Iterable<T[]> {
  const given = [...all];
  for (let from = 0; from < given.length; from += perQuestion) yield given.slice(from, from + perQuestion);
}

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
  flights: readonly Flight[],
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
