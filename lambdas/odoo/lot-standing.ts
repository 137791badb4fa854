import type { LotStanding } from '../../events/booking.ts';
import { type Verdict, verdicts } from '../../events/verdicts.ts';

const isVerdict = (value: unknown): value is Verdict => verdicts.some((verdict) => verdict === value);

/** Odoo's own form of a time in UTC. */
const odooMoment = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/** Whether Odoo said of a lot what the gateway understands; a verdict comes with its time. */
export const isLotStanding = (value: unknown): value is LotStanding => {
  const { item, lot, uom, uom_name, moved, held, verdict, verdict_at, decides, overrode } = Object(
    value,
  ) as Record<string, unknown>;
  return (
    [item, lot, uom_name].every((text) => typeof text === 'string' && text !== '') &&
    [moved, held].every((amount) => Number.isFinite(amount)) &&
    (verdict === undefined ? verdict_at === undefined : isVerdict(verdict) && isOdooMoment(verdict_at)) &&
    (uom === undefined || typeof uom === 'string') &&
    (decides === undefined || typeof decides === 'boolean') &&
    (overrode === undefined || isVerdict(overrode))
  );
};

const isOdooMoment = (value: unknown): boolean => typeof value === 'string' && odooMoment.test(value);
