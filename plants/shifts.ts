import * as z from 'zod';

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of the day such as 06:00');

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** A time in which machines are planned to run, but for its pauses. */
const shift = z.strictObject({
  name: z.string().min(1).max(40),
  from: time,
  /** of the day after, when it is not after `from` */
  to: time,
  /** on which days of the week it begins */
  days: z.array(z.enum(weekdays)).min(1),
  /** in it, on the clock of the wall as well */
  pauses: z
    .array(z.strictObject({ from: time, to: time }))
    .max(20)
    .default([]),
});

export const shifts = z.array(shift).max(30).default([]);

/** The plant's code of a machine → what only the plant knows of it. */
export const machines = z
  .record(
    z.string().min(1).max(64),
    z.strictObject({
      /** the least time that it needs for one unit of what its counter counts; before Odoo's own */
      idealCycleSeconds: z
        .number()
        .positive()
        .max(7 * 24 * 3600)
        .optional(),
    }),
  )
  .default({});

export type Shift = Readonly<z.output<typeof shift>>;

const minutesADay = 24 * 60;

export const minutesOf = (written: string): number =>
  Number(written.slice(0, 2)) * 60 + Number(written.slice(3));

/** Minutes since the midnight before it begins; over midnight the end is past 24 hours. */
export const spanOfShift = ({ from, to }: Pick<Shift, 'from' | 'to'>): { from: number; to: number } => {
  const begin = minutesOf(from);
  const end = minutesOf(to);
  return { from: begin, to: end > begin ? end : end + minutesADay };
};

/** A pause of a shift, since the same midnight. */
export const spanOfPause = (
  of: Pick<Shift, 'from' | 'to'>,
  pause: { from: string; to: string },
): { from: number; to: number } => {
  const { from: begin } = spanOfShift(of);
  const span = spanOfShift(pause);
  const late = span.from < begin ? minutesADay : 0;
  return { from: span.from + late, to: span.to + late };
};

/** What can be seen without a calendar: two shifts at once, pauses outside of theirs or at once. */
export const shiftFaults = (given: readonly Shift[]): { path: string[]; message: string }[] => {
  const faults: { path: string[]; message: string }[] = [];
  const names = new Set<string>();
  for (const [at, one] of given.entries()) {
    const fail = (path: string[], message: string) => faults.push({ path: [String(at), ...path], message });
    if (names.has(one.name)) fail(['name'], `is that of another shift: ${one.name}`);
    names.add(one.name);
    const whole = spanOfShift(one);
    const pauses = one.pauses.map((pause) => spanOfPause(one, pause));
    for (const [index, pause] of pauses.entries()) {
      if (pause.from < whole.from || pause.to > whole.to)
        fail(['pauses', String(index)], `must lie in its shift, ${one.from} to ${one.to}`);
      if (pauses.slice(0, index).some((other) => overlap(pause, other)))
        fail(['pauses', String(index)], 'must not be at the time of another pause');
    }
    for (const other of given.slice(0, at))
      if (timesInWeek(one).some((mine) => timesInWeek(other).some((theirs) => overlapInWeek(mine, theirs))))
        fail([], `must not be at the time of shift ${other.name}`);
  }
  return faults;
};

type Minutes = { from: number; to: number };

const overlap = (a: Minutes, b: Minutes): boolean => a.from < b.to && b.from < a.to;

const timesInWeek = (one: Shift): Minutes[] => {
  const { from, to } = spanOfShift(one);
  return one.days.map((day) => {
    const midnight = weekdays.indexOf(day) * minutesADay;
    return { from: midnight + from, to: midnight + to };
  });
};

/** The night from Sunday to Monday is of this week and of the next. */
const overlapInWeek = (a: Minutes, b: Minutes): boolean => {
  const week = 7 * minutesADay;
  return [-week, 0, week].some((moved) => overlap(a, { from: b.from + moved, to: b.to + moved }));
};
