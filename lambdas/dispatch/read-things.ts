import * as z from 'zod';
import type { PlantProfile } from '../../plants/define-plant.ts';
import type { Answered } from '../odoo/ask.ts';
import type { QuestionPort } from '../odoo/question-port.ts';
import type { Kind } from './kind.ts';

/** Of a record its number; of what has no record of its own several numbers, joined: `7-0-12`. */
const thingId = z.union([z.int(), z.string().regex(/^\d+(-\d+)+$/)]);

const changes = z.object({
  mark: z.string(),
  things: z.array(z.tuple([thingId, z.string()])),
  next: z.string().optional(),
});

type NotAnswered = { ok: false; failure: Exclude<Answered, { ok: true }> };

/** Fingerprints of what is open, or was written since the mark, by names; and the mark of before they were read. */
export const changesOf = async (
  { questions }: Kind,
  { warehouse }: PlantProfile,
  about: object,
  odoo: QuestionPort,
): Promise<{ ok: true; mark: string; things: [string, string][] } | NotAnswered> => {
  const things: [string, string][] = [];
  let first: string | undefined;
  let after: string | undefined;
  do {
    const asked = await odoo.ask({
      question: `${questions}.changes`,
      warehouse,
      about: { ...about, ...(after !== undefined && { after }) },
    });
    if (!asked.ok) return { ok: false, failure: asked };
    const page = changes.parse(asked.answer);
    // Pages are read one after another: what was written meanwhile is after the mark of the first.
    first ??= page.mark;
    for (const [id, fingerprint] of page.things) things.push([String(id), fingerprint]);
    after = page.next;
  } while (after !== undefined);
  return { ok: true, mark: first, things };
};

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
