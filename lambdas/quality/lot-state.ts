import * as z from 'zod';
import { verdicts } from '../../events/booking.ts';
import { mustAnswer } from '../odoo/ports.ts';
import { policyOf } from '../odoo/posting.ts';
import { rfc3339Of } from '../odoo/units.ts';
import { OdooDeclined } from '../platform/task-failures.ts';
import type { Lot, QualityDeps } from './registry.ts';

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

/** How a lot stands in Odoo. */
export interface LotState {
  held: number;
  /** what the deciding verdict would let out */
  covered: number;
  deciding?: {
    verdict: (typeof verdicts)[number];
    at: string;
    eventKey: string;
    /** said by the gateway itself: it let out what a verdict had passed */
    own: boolean;
  };
  expires?: string;
}

/** Whether the deciding word is that the lot passes: then what it covers may go. */
export const passes = ({ deciding }: LotState): boolean =>
  deciding?.verdict === 'pass' || (deciding?.verdict === 'released' && deciding.own);

/** Asks Odoo about a lot at its plant's gate. Throws {@link OdooAway} or {@link OdooDeclined}. */
export const askAbout = async <Schema extends z.ZodType>(
  { plant, item, lot }: Lot,
  question: 'lot.state' | 'lot.deliveries',
  answerAs: Schema,
  { plants, odoo }: Pick<QualityDeps, 'plants' | 'odoo'>,
): Promise<z.output<Schema>> => {
  const profile = Object.hasOwn(plants, plant) ? plants[plant] : undefined;
  if (!profile) throw new OdooDeclined(`no plant ${plant} is deployed`);
  const { gate } = policyOf(profile);
  const about = { item, lot, ...(gate && { gate }) };
  return mustAnswer(odoo, { question, warehouse: profile.warehouse, about }, answerAs);
};
