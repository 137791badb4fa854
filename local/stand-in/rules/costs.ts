import { type Fields, malformed } from '../fields.ts';
import type { Item } from '../model/items.ts';
import { unitName } from '../model/units.ts';

const mostCosts = 500;

/** (id after which the page begins, how many it may hold) */
export function pageAt(about: Fields): { after: number; most: number } {
  const { after = 0, most = mostCosts } = about;
  if (typeof after !== 'number' || after < 0) throw malformed('/after', 'after must be a number');
  if (typeof most !== 'number' || !Number.isInteger(most) || most < 1 || most > mostCosts)
    throw malformed('/most', `most must be a whole number up to ${mostCosts}`);
  return { after, most };
}

export const described = ({ code, name, uom }: Item) => ({
  item: code,
  name,
  uom,
  uom_name: unitName(uom),
});

/** A page of what was found one more of than it may hold. */
export function paged<Row extends { id: number }>(rows: Row[], most: number): { page: Row[]; next?: number } {
  const page = rows.slice(0, most);
  const last = page.at(-1);
  return { page, ...(rows.length > most && last && { next: last.id }) };
}
