import * as z from 'zod';
import type { PlantProfile } from '../../plants/define-plant.ts';
import type { Answered } from '../odoo/ask.ts';
import type { QuestionPort } from '../odoo/question-port.ts';
import type { Kind } from './kind.ts';

const answer = z.object({
  things: z.array(z.object({ id: z.int(), fingerprint: z.string(), document: z.unknown() })),
});

type Thing = z.infer<typeof answer>['things'][number];

/** Things by their names; what Odoo has no more is not among them. */
export const readThings = async (
  kind: Kind,
  plant: PlantProfile,
  names: readonly string[],
  about: object,
  odoo: QuestionPort,
): Promise<
  { ok: true; things: Map<string, Thing> } | { ok: false; failure: Exclude<Answered, { ok: true }> }
> => {
  const asked = await odoo.ask({
    question: `${kind.questions}.read`,
    warehouse: plant.warehouse,
    about: { ...about, ids: names.map(Number) },
  });
  if (!asked.ok) return { ok: false, failure: asked };
  const { things } = answer.parse(asked.answer);
  return { ok: true, things: new Map(things.map((thing) => [String(thing.id), thing])) };
};
