import { Cells } from './cells.ts';
import { second } from './flight.ts';
import type { ItemBooks } from './odoo-books.ts';

/**
 * How an item lay in Odoo at a moment: as it lies now, without what has a later date. What was issued to orders is off
 * the shelf, whatever Odoo's stock says until they are completed.
 */
export const odooAt = ({ quants, since, issued }: ItemBooks, moment: string): Cells => {
  const cells = new Cells();
  const until = second(moment);
  for (const { lot = '', location, quantity } of quants) cells.at(lot, location).odoo += quantity;
  for (const { lot = '', location, quantity } of issued) cells.at(lot, location).odoo -= quantity;
  for (const { lot = '', location, change, at } of since)
    if (second(at) > until) cells.at(lot, location).odoo -= change;
  return cells;
};
