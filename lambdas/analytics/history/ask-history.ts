import * as z from 'zod';
import type { PlantProfile } from '../../../configuration/plant.ts';
import type { Dataset } from '../../../datasets/define-dataset.ts';
import type { QuestionPort } from '../../odoo/ports.ts';
import { mustAnswer } from '../../odoo/ports.ts';
import { unitOf } from '../../odoo/units.ts';
import type { Day } from '../../platform/time.ts';
import type { LakeCell, LakeRow } from '../lake.ts';

export type AskedPlant = Pick<PlantProfile, 'id' | 'warehouse' | 'timeZone'>;

/** Asks in the plant's name. Throws as {@link mustAnswer} does; what is written stays, and the job goes on from there. */
export const askHistory = <Answer>(
  odoo: QuestionPort,
  { warehouse }: AskedPlant,
  question: string,
  about: object,
  agreed: z.ZodType<Answer>,
): Promise<Answer> => mustAnswer(odoo, { question, warehouse, about }, agreed);

const cell = z.union([z.string(), z.number(), z.boolean()]);

const page = z.object({ rows: z.array(z.record(z.string(), cell)), next: z.number().optional() });

/** What was done on a day, in portions; every page is a transaction of its own in Odoo. */
export async function* rowsFromOdoo(
  odoo: QuestionPort,
  plant: AskedPlant,
  dataset: Dataset,
  day: Day,
  most?: number,
): AsyncGenerator<LakeRow[]> {
  let after: number | undefined;
  do {
    const about = {
      day,
      time_zone: plant.timeZone,
      ...(after !== undefined && { after }),
      ...(most && { most }),
    };
    const { rows, next } = await askHistory(odoo, plant, `history.${dataset.name}`, about, page);
    yield rows.map((row) => typed(dataset, row));
    after = next;
  } while (after !== undefined);
}

/** As in all answers: the code of Odoo's unit, or of one that has none, its name. */
const unitColumns = (uom: LakeCell, name: string): LakeRow => {
  const said = unitOf(uom === undefined ? undefined : String(uom), name);
  return 'unit' in said ? { unit: said.unit } : { unit_name: said.unitName };
};

/** JSON has no moments: by what the dataset says of the column, a text is one. */
const typed = ({ columns }: Dataset, row: Record<string, LakeCell>): LakeRow => {
  const { uom, uom_name: uomName, ...said } = row;
  const moments = columns.filter(({ name, type }) => type === 'timestamp' && name in said);
  return {
    ...said,
    ...Object.fromEntries(moments.map(({ name }) => [name, new Date(String(said[name]))])),
    ...(uomName !== undefined && unitColumns(uom, String(uomName))),
  };
};

export const days = z.object({
  mark: z.string().min(1).max(64),
  anew: z.boolean(),
  days: z.record(z.string(), z.array(z.iso.date())),
});

export type DaysWritten = z.output<typeof days>;

/** By dataset, the days whose rows were written since the mark; every day there is, without one. */
export const daysWritten = (odoo: QuestionPort, plant: AskedPlant, since?: string): Promise<DaysWritten> =>
  askHistory(odoo, plant, 'history.days', { time_zone: plant.timeZone, ...(since && { since }) }, days);
