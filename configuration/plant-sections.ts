import * as z from 'zod';

/** A selection of goods: Odoo's internal references of items, and full names of product categories. */
export const goods = z.union(
  [
    z.literal('everything'),
    z.strictObject({
      items: z.array(z.string().min(1).max(64)).max(500).default([]),
      /** each with all categories below it */
      categories: z.array(z.string().min(1).max(200)).max(100).default([]),
    }),
  ],
  { error: "must be 'everything', or { items, categories } with Odoo's references and names" },
);

export type Goods = z.output<typeof goods>;

/** True for an empty selection, which is a configuration error. */
export const isEmptySelection = (given: Goods): boolean =>
  given !== 'everything' && given.items.length + given.categories.length === 0;

const place = z.string().min(1).max(128);
const hours = z
  .number()
  .positive()
  .max(24 * 90);

/** What happens with an expired lot, and with one that expires soon, at its time of use. */
export const expiry = z
  .strictObject({
    expired: z.enum(['refuse', 'warn']).default('refuse'),
    /** a lot with at most this many days left expires soon */
    soonDays: z.int().min(1).max(365).optional(),
    soon: z.enum(['refuse', 'warn']).default('warn'),
  })
  .default({ expired: 'refuse', soon: 'warn' });

/** Goods that are held until quality releases them, the place where they are held, and when notices are sent. */
export const quality = z.strictObject({
  /** full name of Odoo's location for held goods: beside the stock, never below it, or the goods could be reserved */
  hold: place,
  /** full name of Odoo's location for held goods that wait for rework; also beside the stock */
  rework: place.optional(),
  gated: goods,
  /** the laboratory is reminded after this time without a message; `pending` is a message */
  remindAfterHours: hours,
  /** after this time without a verdict a ticket comes; the goods stay held */
  verdictWithinHours: hours,
  /** and again at this interval */
  escalateEveryHours: hours.default(24),
});

export type QualityGate = Readonly<z.output<typeof quality>>;

const isShortName = (warehouse: string): boolean => /^[A-Z0-9]{1,5}$/.test(warehouse);

/** Faults that the names alone show. Whether Odoo has the locations is checked at installation and in every call. */
export const placeFaults = (plant: {
  warehouse: string;
  quality?: QualityGate | undefined;
}): { path: string[]; message: string }[] => {
  if (!plant.quality) return [];
  const { hold, rework } = plant.quality;
  const faults: { path: string[]; message: string }[] = [];
  const stock = `${plant.warehouse}/Stock`;
  for (const [field, name] of Object.entries({ hold, ...(rework === undefined ? {} : { rework }) })) {
    // Places begin with the short name of their warehouse. A profile may have its full name instead, which does not say it.
    if (isShortName(plant.warehouse) && !name.startsWith(`${plant.warehouse}/`))
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
    faults.push({
      path: ['remindAfterHours'],
      message: 'must be less than verdictWithinHours: a reminder after the deadline is of no use',
    });
  if (isEmptySelection(plant.quality.gated))
    faults.push({ path: ['gated'], message: 'must name an item or a category, or say everything' });
  return faults;
};

const names = z.array(z.string().min(1).max(128)).min(1);

const tolerance = z
  .strictObject({
    /** Odoo's codes of items */
    items: names.optional(),
    /** Odoo's product categories, each with all below it; with neither items nor categories: every other item */
    categories: names.optional(),
    /** in the item's own unit */
    absolute: z.number().nonnegative().optional(),
    /** percent of Odoo's quantity */
    percent: z.number().nonnegative().max(100).optional(),
  })
  .refine(({ absolute, percent }) => absolute !== undefined || percent !== undefined, {
    message: 'must say how much: absolute, percent, or both, of which the greater counts',
  });

/** How the plant's books are compared with Odoo's. */
export const reconciliation = z
  .strictObject({
    /** the first that fits an item counts; without one, every difference is beyond the tolerance */
    tolerances: z.array(tolerance).default([]),
    /** how far back a run reads events that Odoo may not have booked */
    lookBackDays: z.int().min(1).max(60).default(14),
    /** wait after the last part of a snapshot before it is compared: late events arrive in this time */
    settleMinutes: z.int().min(0).max(1440).default(10),
    /** a ticket comes when a run finds the last stock snapshot older than this; absent: none */
    snapshotEveryHours: z.int().min(1).max(1440).optional(),
  })
  .refine(({ lookBackDays, snapshotEveryHours = 0 }) => snapshotEveryHours <= lookBackDays * 24, {
    path: ['snapshotEveryHours'],
    message:
      'must not be longer than lookBackDays: older ones are not found; write at most lookBackDays × 24, or raise lookBackDays',
  })
  .default({ tolerances: [], lookBackDays: 14, settleMinutes: 10 });

export type Reconciliation = z.output<typeof reconciliation>;
export type Tolerance = Reconciliation['tolerances'][number];

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of the day such as 06:00');

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** A time in which machines are planned to run, except in its pauses. */
const shift = z.strictObject({
  name: z.string().min(1).max(40),
  from: time,
  /** on the next day, when it is not after `from` */
  to: time,
  /** days of the week on which the shift begins */
  days: z.array(z.enum(weekdays)).min(1),
  /** inside the shift, by the plant's clock */
  pauses: z
    .array(z.strictObject({ from: time, to: time }))
    .max(20)
    .default([]),
});

export const shifts = z.array(shift).max(30).default([]);

/** Facts about machines that only the plant knows, by the plant's code of the machine. */
export const machines = z
  .record(
    z.string().min(1).max(64),
    z.strictObject({
      /** ideal time for one counted unit; has precedence over Odoo's */
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

/** Minutes since midnight of a time such as `06:30`. */
export const minutesOf = (written: string): number =>
  Number(written.slice(0, 2)) * 60 + Number(written.slice(3));

/** Minutes since the midnight before the shift. A shift over midnight ends after 24 hours. */
export const spanOfShift = ({ from, to }: Pick<Shift, 'from' | 'to'>): { from: number; to: number } => {
  const begin = minutesOf(from);
  const end = minutesOf(to);
  return { from: begin, to: end > begin ? end : end + minutesADay };
};

/** A pause in minutes since the same midnight as its shift. */
export const spanOfPause = (
  of: Pick<Shift, 'from' | 'to'>,
  pause: { from: string; to: string },
): { from: number; to: number } => {
  const { from: begin } = spanOfShift(of);
  const span = spanOfShift(pause);
  const late = span.from < begin ? minutesADay : 0;
  return { from: span.from + late, to: span.to + late };
};

/**
 * A transfer that `npm run first-deploy` books there and back, to see that events reach Odoo. It leaves two done transfers in
 * Odoo and changes no stock. The item needs that much stock at `from`, and must not be tracked by lots.
 */
export const canary = z.strictObject({
  /** as the plant calls it */
  item: z.string().min(1).max(64),
  quantity: z.strictObject({ value: z.number().finite().positive(), unit: z.string().min(1) }),
  from: z.string().min(1),
  to: z.string().min(1),
});

export type Canary = z.output<typeof canary>;

/** Faults of shifts: two at the same time, pauses outside their shift, two pauses at the same time. */
export const shiftFaults = (given: readonly Shift[]): { path: string[]; message: string }[] => {
  const faults: { path: string[]; message: string }[] = [];
  const names = new Set<string>();
  for (const [at, one] of given.entries()) {
    const fail = (path: string[], message: string) => faults.push({ path: [String(at), ...path], message });
    if (names.has(one.name)) fail(['name'], `is that of another shift: ${one.name}; give each its own`);
    names.add(one.name);
    const whole = spanOfShift(one);
    const pauses = one.pauses.map((pause) => spanOfPause(one, pause));
    for (const [index, pause] of pauses.entries()) {
      if (pause.from < whole.from || pause.to > whole.to)
        fail(['pauses', String(index)], `must lie in its shift, ${one.from} to ${one.to}`);
      if (pauses.slice(0, index).some((other) => overlap(pause, other)))
        fail(
          ['pauses', String(index)],
          'must not be at the time of another pause; join the two, or move one',
        );
    }
    for (const other of given.slice(0, at))
      if (timesInWeek(one).some((mine) => timesInWeek(other).some((theirs) => overlapInWeek(mine, theirs))))
        fail([], `must not be at the time of shift ${other.name}; change from, to or days of one of them`);
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

/** Compares over the end of the week too: a shift in the night to Monday continues in the next week. */
const overlapInWeek = (a: Minutes, b: Minutes): boolean => {
  const week = 7 * minutesADay;
  return [-week, 0, week].some((moved) => overlap(a, { from: b.from + moved, to: b.to + moved }));
};
