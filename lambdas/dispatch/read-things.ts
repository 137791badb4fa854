import * as z from 'zod';
import type { PlantProfile } from '../../plants/define-plant.ts';
import type { Answered } from '../odoo/ask.ts';
import type { QuestionPort } from '../odoo/question-port.ts';
import type { Kind } from './kind.ts';

/** Of a record its number; of what has no record of its own several numbers, joined: `7-0-12`. */
export const thingId = z.union([z.int(), z.string().regex(/^\d+(-\d+)+$/)]);

const answer = z.object({
  things: z.array(z.object({ id: thingId, fingerprint: z.string(), document: z.unknown() })),
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
    about: { ...about, ids: names.map((name) => (name.includes('-') ? name : Number(name))) },
  });
  if (!asked.ok) return { ok: false, failure: asked };
  const { things } = answer.parse(asked.answer);
  return { ok: true, things: new Map(things.map((thing) => [String(thing.id), thing])) };
};
