import * as z from 'zod';
import type { PlantProfile } from '../../../configuration/plant.ts';
import type { Dataset } from '../../../datasets/define-dataset.ts';
import { mustAnswer, type QuestionPort } from '../../odoo/ports.ts';
import { warehouseOf } from '../../odoo/posting.ts';
import { unitOf } from '../../odoo/units.ts';
import type { Day } from '../../platform/time.ts';
import type { LakeCell, LakeRow } from '../lake.ts';

export type AskedPlant = Pick<PlantProfile, 'id' | 'warehouse' | 'company' | 'timeZone'>;

/** Asks Odoo about the plant's warehouse. Throws as {@link mustAnswer}; the job then continues after the last partition. */
export const askHistory = <Answer>(
  odoo: QuestionPort,
  plant: AskedPlant,
  question: string,
  about: object,
  answerAs: z.ZodType<Answer>,
): Promise<Answer> => mustAnswer(odoo, { question, ...warehouseOf(plant), about }, answerAs);

const cell = z.union([z.string(), z.number(), z.boolean()]);

const page = z.object({ rows: z.array(z.record(z.string(), cell)), next: z.number().optional() });

/** Rows of a dataset for a day, in pages. Every page is a transaction of its own in Odoo. */
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

/** The code of Odoo's unit; the unit's name when it has no code. */
const unitColumns = (uom: LakeCell, name: string): LakeRow => {
  const unit = unitOf(uom === undefined ? undefined : String(uom), name);
  return 'unit' in unit ? { unit: unit.unit } : { unit_name: unit.unitName };
};

/** Turns texts in timestamp columns into dates: JSON has no type for them. */
const typed = ({ columns }: Dataset, row: Record<string, LakeCell>): LakeRow => {
  const { uom, uom_name: uomName, ...cells } = row;
  const moments = columns.filter(({ name, type }) => type === 'timestamp' && name in cells);
  return {
    ...cells,
    ...Object.fromEntries(moments.map(({ name }) => [name, new Date(String(cells[name]))])),
    ...(uomName !== undefined && unitColumns(uom, String(uomName))),
  };
};

export const days = z.object({
  mark: z.string().min(1).max(64),
  anew: z.boolean(),
  days: z.record(z.string(), z.array(z.iso.date())),
});

export type DaysWritten = z.output<typeof days>;

/** Days whose rows were written since Odoo's watermark, by dataset; all days without a watermark. */
export const daysWritten = (odoo: QuestionPort, plant: AskedPlant, since?: string): Promise<DaysWritten> =>
  askHistory(odoo, plant, 'history.days', { time_zone: plant.timeZone, ...(since && { since }) }, days);
