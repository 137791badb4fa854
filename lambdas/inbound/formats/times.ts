import { wallOf } from '../../platform/time.ts';

/** Milliseconds that the time zone is ahead of UTC at a point in time. */
const offsetAt = (epoch: number, timeZone: string): number =>
  wallOf(epoch, timeZone) - Math.floor(epoch / 1000) * 1000;

const two = (value: number): string => String(value).padStart(2, '0');

export interface LocalTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  /** fraction of a second as written, with its point; or empty */
  fraction: string;
}

export type TimeResult =
  | { ok: true; time: string }
  | { ok: false; rule: 'format' | 'no-such-time'; detail: string };

const wrongFormat = (detail: string): TimeResult => ({ ok: false, rule: 'format', detail });

/**
 * RFC 3339 of a local time in a time zone. An hour that occurs twice (end of summer time) always means the first one,
 * so that a document sent again has the same times. An hour that never occurred is refused: the sender's clock is
 * wrong.
 */
export const timeInZone = (local: LocalTime, timeZone: string): TimeResult => {
  const { year, month, day, hour, minute, second, fraction } = local;
  const wall = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(wall);
  const calendar = new Date(Date.UTC(year, month - 1, day));
  // XML Schema and ISO 8601 call midnight at the end of a day 24:00:00.
  const isTimeOfDay = (hour < 24 && minute < 60 && second < 60) || (hour === 24 && minute + second === 0);
  const exists =
    year >= 1900 && calendar.getUTCMonth() === month - 1 && calendar.getUTCDate() === day && isTimeOfDay;
  if (!exists) return wrongFormat('is no time of the calendar');
  const dayMs = 24 * 3600 * 1000;
  const candidates = [offsetAt(wall - dayMs, timeZone), offsetAt(wall + dayMs, timeZone)];
  const offset = candidates.find((candidate) => offsetAt(wall - candidate, timeZone) === candidate);
  if (offset === undefined)
    return { ok: false, rule: 'no-such-time', detail: `the clocks of ${timeZone} never showed this time` };
  const minutes = Math.abs(offset) / 60_000;
  if (!Number.isInteger(minutes)) return wrongFormat('is too long ago');
  const sign = offset < 0 ? '-' : '+';
  const written = `${date.toISOString().slice(0, 19)}${fraction}`;
  return { ok: true, time: `${written}${sign}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}` };
};

const dateTime = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?)?(Z|[+-]\d\d:?\d\d)?$/i;

/**
 * RFC 3339 of an XML Schema dateTime or date, or of its ISO 8601 short forms: seconds and offset may be missing. A time
 * without offset is read in the plant's time zone. A time with an offset keeps it.
 */
export const isoTime = (text: string, timeZone: string): TimeResult => {
  const match = dateTime.exec(text);
  if (!match) return wrongFormat('must be a date and time such as 2026-11-23T08:15:00+01:00');
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', offset] = match;
  const local: LocalTime = {
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    fraction,
  };
  if (offset === undefined) return timeInZone(local, timeZone);
  const checked = timeInZone(local, 'UTC');
  if (!checked.ok) return checked;
  if (offset.toUpperCase() === 'Z') return { ok: true, time: checked.time.replace('+00:00', 'Z') };
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(-2));
  if (hours > 23 || minutes > 59) return wrongFormat('has no such offset');
  return { ok: true, time: checked.time.replace('+00:00', `${offset.slice(0, 3)}:${offset.slice(-2)}`) };
};

const fields = { yyyy: 'year', MM: 'month', dd: 'day', HH: 'hour', mm: 'minute', ss: 'second' } as const;

/** RFC 3339 of a time in a pattern such as `dd.MM.yyyy HH:mm:ss`. Fields of two digits may have one. */
export const patternTime = (text: string, pattern: string, timeZone: string): TimeResult => {
  const names: (keyof typeof fields)[] = [];
  const expression = pattern
    .split(/(yyyy|MM|dd|HH|mm|ss)/)
    .map((part) => {
      if (!(part in fields)) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      names.push(part as keyof typeof fields);
      return part === 'yyyy' ? '(\\d{4})' : '(\\d{1,2})';
    })
    .join('');
  const match = new RegExp(`^${expression}$`).exec(text);
  if (!match) return wrongFormat(`must be written as ${pattern}`);
  const local: LocalTime = { year: 0, month: 1, day: 1, hour: 0, minute: 0, second: 0, fraction: '' };
  names.forEach((name, index) => {
    local[fields[name]] = Number(match[index + 1]);
  });
  return timeInZone(local, timeZone);
};

/** RFC 3339 of a time in a format of a mapping: `iso` or a pattern. */
export const timeOf = (text: string, format: string, timeZone: string): TimeResult =>
  format === 'iso' ? isoTime(text, timeZone) : patternTime(text, format, timeZone);

/** An RFC 3339 time moved by some milliseconds, with the same offset. Reads only times that this file wrote. */
export const shifted = (time: string, milliseconds: number): string => {
  const offset = /(Z|[+-]\d\d:\d\d)$/.exec(time)?.[1] ?? 'Z';
  const sign = offset.startsWith('-') ? -1 : 1;
  const ahead =
    offset === 'Z' ? 0 : sign * (Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4))) * 60_000;
  const wall = new Date(Date.parse(time) + Math.round(milliseconds) + ahead).toISOString();
  return `${wall.slice(0, 23).replace(/\.000$/, '')}${offset}`;
};
