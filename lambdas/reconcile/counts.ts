import type { StockCounted } from '../post/stock-counted.ts';
import { type Effect, effectsOf, type Known } from './effects.ts';
import { type Flight, second } from './flight.ts';
import { odooAt } from './odoo-at.ts';
import type { ItemBooks } from './odoo-books.ts';

/**
 * What a count that is not booked yet will change: what was counted, less what lay there in Odoo at its time and less
 * what other events under way had brought by then.
 */
export const effectOfCount = (
  { payload, time }: Flight,
  books: ItemBooks,
  others: readonly Flight[],
  known: Known,
): Effect[] => {
  const count = payload as StockCounted;
  const item = known.items[count.item];
  const location = known.locations[count.location];
  if (!item || location === undefined || item.item !== books.item) return [];
  const counted = known.amounts.convert(count.quantity.value, count.quantity.uom, item.uom);
  if (counted === undefined) return [];
  const lot = item.tracking === 'none' ? '' : (count.lot ?? '');
  const lay = odooAt(books, time).at(lot, location).odoo;
  const brought = others
    .filter((other) => second(other.time) <= second(time))
    .flatMap((other) => effectsOf(other, known))
    .filter((effect) => effect.item === item.item && effect.lot === lot && effect.location === location)
    .reduce((sum, { change }) => sum + change, 0);
  return [{ item: item.item, lot, location, change: known.amounts.round(counted - lay - brought) }];
};
