import * as z from 'zod';

/** What goods a gate or a watch is about: Odoo's internal references of items, and full names of product categories. */
export const goods = z.union([
  z.literal('everything'),
  z.strictObject({
    items: z.array(z.string().min(1).max(64)).max(500).default([]),
    /** with all below them */
    categories: z.array(z.string().min(1).max(200)).max(100).default([]),
  }),
]);

export type Goods = z.output<typeof goods>;

/** Whether it names nothing at all, which nobody means. */
export const namesNothing = (given: Goods): boolean =>
  given !== 'everything' && given.items.length + given.categories.length === 0;

const place = z.string().min(1).max(128);
const hours = z
  .number()
  .positive()
  .max(24 * 90);

/** A lot that had expired when it was used, and one that had few days left. */
export const expiry = z
  .strictObject({
    expired: z.enum(['refuse', 'warn']).default('refuse'),
    /** a lot with at most so many days left is soon to expire */
    soonDays: z.int().min(1).max(365).optional(),
    soon: z.enum(['refuse', 'warn']).default('warn'),
  })
  .default({ expired: 'refuse', soon: 'warn' });

/** Which goods are held until quality says so, where, and for how long without anybody being told. */
export const quality = z.strictObject({
  /** full name of the place in Odoo where held goods lie: beside the stock, never below it, or it could be reserved */
  hold: place,
  /** full name of the place where held goods wait to be reworked; beside the stock as well */
  rework: place.optional(),
  gated: goods,
  /** without a word of the laboratory for so long, it is reminded; `pending` is a word */
  remindAfterHours: hours,
  /** without a verdict for so long after the goods were held, the person on call is told, and the goods stay held */
  verdictWithinHours: hours,
  /** and told again as often as this */
  escalateEveryHours: hours.default(24),
});

export type QualityGate = Readonly<z.output<typeof quality>>;

/** What can be seen by the names alone; whether Odoo has the places, the installation and every call check. */
export const placeFaults = (plant: {
  warehouse: string;
  quality?: QualityGate | undefined;
}): { path: string[]; message: string }[] => {
  if (!plant.quality) return [];
  const { hold, rework } = plant.quality;
  const faults: { path: string[]; message: string }[] = [];
  const stock = `${plant.warehouse}/Stock`;
  for (const [field, name] of Object.entries({ hold, ...(rework === undefined ? {} : { rework }) })) {
    if (!name.startsWith(`${plant.warehouse}/`))
      faults.push({
        path: [field],
        message: `must be a place of the warehouse, like ${plant.warehouse}/Hold`,
      });
    if (name === stock || name.startsWith(`${stock}/`))
      faults.push({
        path: [field],
        message: `must lie beside ${stock}, not below it: goods below it are reserved for deliveries`,
      });
  }
  const nested = (a: string, b: string) => a === b || a.startsWith(`${b}/`);
  if (rework !== undefined && (nested(rework, hold) || nested(hold, rework)))
    faults.push({
      path: ['rework'],
      message: 'must be another place than hold, and neither below the other',
    });
  if (plant.quality.remindAfterHours >= plant.quality.verdictWithinHours)
    faults.push({ path: ['remindAfterHours'], message: 'must be less than verdictWithinHours' });
  if (namesNothing(plant.quality.gated))
    faults.push({ path: ['gated'], message: 'must name an item or a category, or say everything' });
  return faults;
};

const names = z.array(z.string().min(1).max(128)).min(1);

const tolerance = z
  .strictObject({
    /** Odoo's codes of the items it is for */
    items: names.optional(),
    /** Odoo's product categories, with those below them; with neither, it is for every other item */
    categories: names.optional(),
    /** in the item's own unit */
    absolute: z.number().nonnegative().optional(),
    /** of what Odoo has */
    percent: z.number().nonnegative().max(100).optional(),
  })
  .refine(({ absolute, percent }) => absolute !== undefined || percent !== undefined, {
    message: 'must say how much: absolute, percent, or both, of which the greater counts',
  });

/** How the plant's books are compared with Odoo's. */
export const reconciliation = z
  .strictObject({
    /** the first that fits an item counts; where none does, every difference is one too many */
    tolerances: z.array(tolerance).default([]),
    /** how far back events are looked for that Odoo has not booked */
    lookBackDays: z.int().min(1).max(60).default(14),
    /** how long after the last part of a snapshot it is compared: what was under way has arrived by then */
    settleMinutes: z.int().min(0).max(1440).default(10),
    /** a snapshot of stock older than this when a run looks pages the person on call; without it, nobody is */
    snapshotEveryHours: z.int().min(1).max(1440).optional(),
  })
  .refine(({ lookBackDays, snapshotEveryHours = 0 }) => snapshotEveryHours <= lookBackDays * 24, {
    path: ['snapshotEveryHours'],
    message: 'must not be longer than lookBackDays: older ones are not found',
  })
  .default({ tolerances: [], lookBackDays: 14, settleMinutes: 10 });

export type Reconciliation = z.output<typeof reconciliation>;
export type Tolerance = Reconciliation['tolerances'][number];

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
