import type { PlantProfile } from '../../plants/define-plant.ts';

/** RFC 3339 → Odoo's `YYYY-MM-DD HH:MM:SS`, UTC, fractions of a second cut off. */
export const odooTime = (timestamp: string): string =>
  new Date(timestamp).toISOString().slice(0, 19).replace('T', ' ');

/** A plant's codes in Odoo's words; what the profile does not list is Odoo's own code already. */
export const crosswalkOf = ({ aliases }: Pick<PlantProfile, 'aliases'>) => {
  const lookUp =
    (codes: Readonly<Record<string, string>> = {}) =>
    (code: string) =>
      Object.hasOwn(codes, code) ? (codes[code] ?? code) : code;
  return {
    item: lookUp(aliases.items),
    location: lookUp(aliases.locations),
    /** a supplier or customer */
    partner: lookUp(aliases.partners),
    scrapReason: lookUp(aliases.scrapReasons),
    workCenter: lookUp(aliases.workCenters),
  };
};

export type Crosswalk = ReturnType<typeof crosswalkOf>;
