import { dayOf } from '../../../lambdas/platform/time.ts';
import { type Fields, malformed, textAt } from '../fields.ts';

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

/** The day at a plant of a moment as Odoo writes it. */
export const dayIn = (moment: string, timeZone: string): string =>
  dayOf(new Date(`${moment.replace(' ', 'T')}Z`), timeZone);
