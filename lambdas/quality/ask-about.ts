import type { z } from 'zod';
import { policyOf } from '../odoo/policy.ts';
import { OdooAway, OdooDeclined } from '../runtime/task-failures.ts';
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
  const answered = await odoo.ask({
    question,
    warehouse: profile.warehouse,
    about: { item, lot, ...(gate && { gate }) },
  });
  if (answered.ok) return understood(answered.answer, answerAs);
  const why = `${answered.code}: ${answered.message}`;
  throw answered.kind === 'declined' ? new OdooDeclined(why) : new OdooAway(why);
};

const understood = <Schema extends z.ZodType>(answer: unknown, answerAs: Schema): z.output<Schema> => {
  const parsed = answerAs.safeParse(answer);
  if (parsed.success) return parsed.data;
  throw new OdooAway('the module in Odoo answered in another form than this gateway understands');
};
