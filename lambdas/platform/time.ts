/** Returns the current time. It is passed as an argument so that tests can set the time. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();

export const secondsAfter = (moment: Date, seconds: number): Date =>
  new Date(moment.getTime() + seconds * 1000);

/** One format per time zone. Measured: creating one takes as long as forty uses. */
const formats = new Map<string, Intl.DateTimeFormat>();
const formatOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-u-ca-iso8601-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  formats.set(timeZone, format);
  return format;
};

/**
 * Local time of a zone, as if it were UTC. Takes and returns milliseconds since the epoch; the result is cut to whole
 * seconds.
 */
export const wallOf = (moment: number, timeZone: string): number => {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(moment)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second);
};

/** A calendar day in a plant's time zone, `YYYY-MM-DD`. Some of them have 23 or 25 hours. */
export type Day = string;

const millisecondsADay = 86_400_000;

export const dayOf = (moment: Date, timeZone: string): Day =>
  new Date(wallOf(moment.getTime(), timeZone)).toISOString().slice(0, 10);

export const addDays = (day: Day, days: number): Day =>
  new Date(Date.parse(day) + days * millisecondsADay).toISOString().slice(0, 10);

/** All days from the first to the last, both included. Empty when the first is after the last. */
export const daysFrom = (first: Day, last: Day): Day[] => {
  const count = Math.round((Date.parse(last) - Date.parse(first)) / millisecondsADay) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, at) => addDays(first, at));
};

/** 1 is Monday and 7 is Sunday, as in ISO 8601. */
export const weekdayOf = (day: Day): number => new Date(day).getUTCDay() || 7;

/**
 * The moment when the local clock shows this many minutes after midnight. When the clock shows that time twice, at the
 * end of summer time, the first moment is returned. When the clock skips that time, at the start of summer time, the
 * time is read with the offset that was valid before the change.
 */
export const atWall = (day: Day, minutes: number, timeZone: string): Date => {
  const local = Date.parse(day) + minutes * 60_000;
  const offsetAt = (moment: number) => wallOf(moment, timeZone) - moment;
  const before = offsetAt(local - millisecondsADay);
  const after = offsetAt(local + millisecondsADay);
  const moments = [before, after]
    .filter((offset) => offsetAt(local - offset) === offset)
    .map((offset) => local - offset);
  return new Date(moments.length > 0 ? Math.min(...moments) : local - before);
};

/** A span of time; `to` is not part of it. */
export interface Span {
  from: Date;
  to: Date;
}

export const spanOfDay = (day: Day, timeZone: string): Span => ({
  from: atWall(day, 0, timeZone),
  to: atWall(addDays(day, 1), 0, timeZone),
});
