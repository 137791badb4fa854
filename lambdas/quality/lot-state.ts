import * as z from 'zod';
import { verdicts } from '../../events/booking.ts';
import { mustAnswer } from '../odoo/ports.ts';
import { policyOf, warehouseOf } from '../odoo/posting.ts';
import { rfc3339Of } from '../odoo/units.ts';
import { OdooDeclined } from '../platform/task-failures.ts';
import type { Lot, QualityDeps } from './registry.ts';

/** State of a lot in Odoo. Quantities are in the item's own unit; times are RFC 3339. */
export interface LotState {
  held: number;
  /** the quantity that the deciding verdict releases */
  covered: number;
  deciding?: {
    verdict: (typeof verdicts)[number];
    at: string;
    eventKey: string;
    /** true for the gateway's own release, which follows a passing verdict, and for a release by another plant */
    own: boolean;
  };
  expires?: string;
}

/** True when the deciding event lets the lot pass: the quantity that it covers may be released. */
export const passes = ({ deciding }: LotState): boolean =>
  deciding?.verdict === 'pass' || (deciding?.verdict === 'released' && deciding.own);

/** Asks Odoo about a lot in its plant's hold place. Throws {@link OdooAway} or {@link OdooDeclined}. */
export const askLotQuestion = async <Schema extends z.ZodType>(
  { plant, item, lot }: Lot,
  question: 'lot.state' | 'lot.deliveries',
  answerAs: Schema,
  { plants, odoo }: Pick<QualityDeps, 'plants' | 'odoo'>,
): Promise<z.output<Schema>> => {
  const profile = Object.hasOwn(plants, plant) ? plants[plant] : undefined;
  if (!profile) throw new OdooDeclined(`no plant ${plant} is deployed`);
  const { gate } = policyOf(profile);
  const about = { item, lot, ...(gate && { gate }) };
  return mustAnswer(odoo, { question, ...warehouseOf(profile), about }, answerAs);
};

const moment = z
  .string()
  .regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
  .transform(rfc3339Of);

/** Odoo's answer to `lot.state`. */
export const lotState = z
  .object({
    held: z.number(),
    covered: z.number(),
    verdict: z.enum(verdicts).optional(),
    verdict_at: moment.optional(),
    verdict_event: z.string().optional(),
    expires: moment.optional(),
  })
  .refine(({ verdict, verdict_at, verdict_event }) => !verdict || (verdict_at && verdict_event), {
    message: 'a verdict comes with its time and its event',
  });

/** Odoo's answer to `lot.deliveries`. */
export const lotDeliveries = z.object({
  ready: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      origin: z.string().optional(),
      customer: z.string().optional(),
    }),
  ),
});
