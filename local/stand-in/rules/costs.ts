import { type Fields, malformed, textAt } from '../fields.ts';
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

export function zoneAt(about: Fields): string {
  const zone = textAt(about, 'time_zone', '/time_zone');
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    throw malformed('/time_zone', 'time_zone must be an IANA time zone');
  }
  return zone;
}

export function dayAt(about: Fields, key: string): string {
  const day = textAt(about, key, `/${key}`);
  if (!/^\d{4}-\d\d-\d\d$/.test(day) || isNoDay(day))
    throw malformed(`/${key}`, `${key} must look like 2026-11-23`);
  return day;
}

/** JavaScript takes the 30th of February for the 2nd of March. */
const isNoDay = (day: string): boolean => {
  const parsed = new Date(`${day}T00:00:00Z`);
  return Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== day;
};

/** The day in the zone of a moment as Odoo writes it. */
export const dayOf = (moment: string, timeZone: string): string =>
  new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(
    new Date(`${moment.replace(' ', 'T')}Z`),
  );

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
