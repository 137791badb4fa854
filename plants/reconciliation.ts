import * as z from 'zod';

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
