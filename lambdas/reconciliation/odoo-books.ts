import * as z from 'zod';
import { mustAnswer, type QuestionPort } from '../odoo/ports.ts';
import { type OdooWarehouse, warehouseOf } from '../odoo/posting.ts';
import { odooTime } from '../odoo/units.ts';

/** Answers of `odoo/plant_gateway/questions/reconcile_*.py`. Quantities are in the item's own unit. */
const text = z.string();
const place = { lot: text.optional(), location: text };

const item = z.object({
  item: text,
  uom: text.optional(),
  uom_name: text.optional(),
  tracking: z.enum(['none', 'lot', 'serial']),
  category: text.optional(),
  /** archived in Odoo, and still with stock: no event can name it. `name`: what Odoo calls it */
  archived: z.boolean().optional(),
  name: text.optional(),
});
export type ItemKnown = z.infer<typeof item>;

const unit = z.object({ uom: text, root: z.number(), factor: z.number() });
export type UnitKnown = z.infer<typeof unit>;

export const codesKnown = z.object({
  items: z.record(text, item),
  /** codes that mean several items, with the candidates in words */
  several: z.record(text, text).default({}),
  locations: z.record(text, text),
  units: z.array(unit),
  digits: z.int(),
});
export type CodesKnown = z.infer<typeof codesKnown>;

const itemBooks = item.extend({
  id: z.number(),
  quants: z.array(z.object({ ...place, quantity: z.number() })),
  /** moves since the asked time; `at` of the gateway's bookings is the time of the event */
  since: z.array(z.object({ ...place, change: z.number(), at: text })),
  /** issued to open orders; Odoo still has it in `quants` */
  issued: z.array(z.object({ ...place, quantity: z.number() })),
});
export type ItemBooks = z.infer<typeof itemBooks>;

export const balancesAnswer = z.object({
  items: z.array(itemBooks),
  booked: z.array(text),
  next: z.number().optional(),
});
export type BalancesAnswer = z.infer<typeof balancesAnswer>;

const move = z.object({
  item: text,
  ...place,
  at: text,
  written: text.optional(),
  change: z.number(),
  /** the person who made or changed the move; absent: the gateway */
  user: text.optional(),
  document: text.optional(),
  /** key of the event of this booking */
  event: text.optional(),
  /** a person changed a booking of the gateway; by how much is not known */
  edited: z.boolean().optional(),
});
export type MoveDone = z.infer<typeof move>;
export const movesAnswer = z.object({ moves: z.array(move), more: z.boolean() });

const component = z.object({
  item: text,
  uom: text.optional(),
  tracking: z.enum(['none', 'lot', 'serial']),
  /** quantity for one unit of the order's product */
  per: z.number(),
  /** true: events report the consumption, so the bill of materials does not count */
  issued: z.boolean().optional(),
});

const orderBooks = item.extend({
  state: z.enum(['draft', 'open', 'completed', 'cancelled']),
  produced: z.number(),
  scrapped: z.number(),
  /** the person who changed the order last; absent: the gateway */
  user: text.optional(),
  at: text.optional(),
  components: z.array(component),
});
export type OrderBooks = z.infer<typeof orderBooks>;

const reserved = z.object({ item: text, ...place, quantity: z.number() });
export const ordersAnswer = z.object({
  orders: z.record(text, orderBooks),
  deliveries: z.record(text, z.array(reserved)),
  booked: z.array(text),
});
export type OrdersAnswer = z.infer<typeof ordersAnswer>;

/** Asks a question about the warehouse. Throws as {@link mustAnswer}. */
export const askBooks = <Answer>(
  odoo: QuestionPort,
  plant: OdooWarehouse,
  question: string,
  about: object,
  answer: z.ZodType<Answer>,
): Promise<Answer> => mustAnswer(odoo, { question, ...warehouseOf(plant), about }, answer);

const perPage = 300;

/** Event keys sent with every page. Beyond these, only the event store's status says whether an event is booked. */
const mostKeys = 5000;

/** Odoo's stock of the warehouse, or of `items`, in pages. A page is read at one moment and has the keys booked by then. */
export async function* stockBooks(
  odoo: QuestionPort,
  plant: OdooWarehouse,
  { since, keys, items }: { since: string; keys: readonly string[]; items?: readonly string[] },
): AsyncIterable<BalancesAnswer> {
  let after = 0;
  for (;;) {
    const about = {
      since: odooTime(since),
      after,
      limit: perPage,
      keys: keys.slice(0, mostKeys),
      ...(items && { items }),
    };
    const page = await askBooks(odoo, plant, 'reconcile.balances', about, balancesAnswer);
    yield page;
    if (page.next === undefined) return;
    after = page.next;
  }
}

const itemsAtOnce = 50;

/** Moves of these items since a moment, by item. */
export const movesOf = async (
  odoo: QuestionPort,
  plant: OdooWarehouse,
  since: string,
  items: readonly string[],
): Promise<Map<string, MoveDone[]>> => {
  const moves = new Map<string, MoveDone[]>();
  for (let from = 0; from < items.length; from += itemsAtOnce) {
    const about = { since: odooTime(since), items: items.slice(from, from + itemsAtOnce) };
    const answer = await askBooks(odoo, plant, 'reconcile.moves', about, movesAnswer);
    for (const move of answer.moves) moves.set(move.item, [...(moves.get(move.item) ?? []), move]);
  }
  return moves;
};
