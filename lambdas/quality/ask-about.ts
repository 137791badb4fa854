import type * as z from 'zod';
import { mustAnswer } from '../odoo/must-answer.ts';
import { policyOf } from '../odoo/policy.ts';
import { OdooDeclined } from '../runtime/task-failures.ts';
import type { QualityDeps } from './deps.ts';
import type { Lot } from './lot.ts';

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
