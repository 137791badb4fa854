import * as z from 'zod';
import type { QuestionPort } from '../odoo/ports.ts';
import { mustAnswer } from '../odoo/ports.ts';
import { odooTime } from '../odoo/units.ts';

/** What Odoo's side answers (`odoo/plant_gateway/questions/reconcile_*.py`). Quantities are in the item's own unit. */
const text = z.string();
const place = { lot: text.optional(), location: text };

const item = z.object({
  item: text,
  uom: text.optional(),
  uom_name: text.optional(),
  tracking: z.enum(['none', 'lot', 'serial']),
  category: text.optional(),
});
export type ItemKnown = z.infer<typeof item>;

const unit = z.object({ uom: text, root: z.number(), factor: z.number() });
export type UnitKnown = z.infer<typeof unit>;

export const codesKnown = z.object({
  items: z.record(text, item),
  locations: z.record(text, text),
  units: z.array(unit),
  digits: z.int(),
});
export type CodesKnown = z.infer<typeof codesKnown>;

const itemBooks = item.extend({
  id: z.number(),
  quants: z.array(z.object({ ...place, quantity: z.number() })),
  /** gateway's bookings have the time of their event */
  since: z.array(z.object({ ...place, change: z.number(), at: text })),
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
  /** a person who did or changed it; absent: the gateway did */
  user: text.optional(),
  document: text.optional(),
  /** key of the event that it was booked for */
  event: text.optional(),
  /** a person changed what the gateway had booked: by how much is not known */
  edited: z.boolean().optional(),
});
export type MoveDone = z.infer<typeof move>;
export const movesAnswer = z.object({ moves: z.array(move), more: z.boolean() });

const component = z.object({
  item: text,
  uom: text.optional(),
  tracking: z.enum(['none', 'lot', 'serial']),
  /** for one of the order's product */
  per: z.number(),
  /** consumption is recorded by events: it is not taken by the bill of materials */
  issued: z.boolean().optional(),
});

const orderBooks = item.extend({
  state: z.enum(['draft', 'open', 'completed', 'cancelled']),
  produced: z.number(),
  scrapped: z.number(),
  /** who changed it last, if it was not the gateway */
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

/** Throws as {@link mustAnswer} does. */
export const askBooks = <Answer>(
  odoo: QuestionPort,
  warehouse: string,
  question: string,
  about: object,
  answer: z.ZodType<Answer>,
): Promise<Answer> => mustAnswer(odoo, { question, warehouse, about }, answer);

const perPage = 300;

/** Keys that go with every page; more than these are looked for only by what the ledger says of them. */
const mostKeys = 5000;

/** Odoo's stock of the warehouse, or of some items, in pages: each of one moment, with what was booked by then. */
export async function* stockBooks(
  odoo: QuestionPort,
  warehouse: string,
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
    const page = await askBooks(odoo, warehouse, 'reconcile.balances', about, balancesAnswer);
    yield page;
    if (page.next === undefined) return;
    after = page.next;
  }
}

const itemsAtOnce = 50;

/** Who moved what of these items since a moment, by item. */
export const movesOf = async (
  odoo: QuestionPort,
  warehouse: string,
  since: string,
  items: readonly string[],
): Promise<Map<string, MoveDone[]>> => {
  const moves = new Map<string, MoveDone[]>();
  for (let from = 0; from < items.length; from += itemsAtOnce) {
    const about = { since: odooTime(since), items: items.slice(from, from + itemsAtOnce) };
    const answer = await askBooks(odoo, warehouse, 'reconcile.moves', about, movesAnswer);
    for (const move of answer.moves) moves.set(move.item, [...(moves.get(move.item) ?? []), move]);
  }
  return moves;
};
