import type { QuestionPort } from '../odoo/question-port.ts';
import { odooTime } from '../odoo/time.ts';
import { askBooks, type BalancesAnswer, balancesAnswer, type MoveDone, movesAnswer } from './odoo-books.ts';

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
