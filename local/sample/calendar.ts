const dayMs = 24 * 3600 * 1000;

/**
 * The sample day is the last full day before now, in UTC: nothing lies in the future, everything lies within every
 * plant's replay window, and a second run on the same day sends the very same events again.
 */
export interface Calendar {
  /** year, month and day of the sample day, e.g. `261122`: part of its order, lot and event names */
  label: string;
  /** RFC 3339 time, the given number of minutes into the sample day; fractions are seconds */
  at(minutes: number): string;
  /** RFC 3339 time at midnight, the given number of days after the sample day, or before it */
  daysOn(days: number): string;
}

export function calendarOf(now: Date): Calendar {
  const midnight = Math.floor(now.getTime() / dayMs) * dayMs - dayMs;
  const stamp = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z');
  return {
    label: stamp(midnight).slice(2, 10).replaceAll('-', ''),
    at: (minutes) => stamp(midnight + Math.round(minutes * 60_000)),
    daysOn: (days) => stamp(midnight + days * dayMs),
  };
}
