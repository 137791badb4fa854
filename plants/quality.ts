import * as z from 'zod';
import { goods, namesNothing } from './goods.ts';

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
