import * as z from 'zod';
import type { PlantProfile } from '../../../configuration/plant.ts';
import { mustAnswer, type QuestionPort } from '../../odoo/ports.ts';
import { type OdooWarehouse, warehouseOf } from '../../odoo/posting.ts';
import { unitInAnswer } from '../../odoo/units.ts';
import type { FeedWriterDeps } from '../../outbound/feed/append.ts';
import type { RunStore } from '../../platform/runs/run-store.ts';
import type { CodeMappingTable } from '../../posting/code-mapping/code-mapping.ts';
import type { Lake } from '../lake.ts';

const currency = z.string().regex(/^[A-Z]{3}$/);

const next = z.int().optional();

const item = z.object({
  id: z.int(),
  item: z.string(),
  name: z.string(),
  ...unitInAnswer,
  standard: z.number(),
  rolled_up: z.number().optional(),
});

const order = z.object({
  id: z.int(),
  order: z.string(),
  family: z.string().optional(),
  item: z.string(),
  name: z.string(),
  ...unitInAnswer,
  quantity: z.number(),
  finished: z.string(),
  bill: z.number(),
  real: z.number(),
  components: z.number(),
  operations: z.number(),
});

export type CostedItem = z.infer<typeof item>;

export type CostedOrder = z.infer<typeof order>;

/** Schemas of Odoo's answers about costs, by question. Amounts are in `currency`. */
export const answers = {
  'costs.items': z.object({ items: z.array(item), currency, next }),
  'costs.changed-days': z.object({ mark: z.string(), days: z.array(z.iso.date()) }),
  'costs.orders': z.object({ orders: z.array(order), currency, next }),
};

export type CostQuestion = keyof typeof answers;

export type Answers = { [Name in CostQuestion]: z.output<(typeof answers)[Name]> };

export interface CostsDeps extends FeedWriterDeps {
  plants: Readonly<Record<string, PlantProfile>>;
  odoo: QuestionPort;
  codeMapping: Pick<CodeMappingTable, 'page'>;
  lake: Lake;
  runs: Pick<RunStore, 'runs'>;
}

/** Rows per question. It limits how long Odoo needs for an answer. */
export const perPage = { items: 200, orders: 50 };

/** Asks Odoo about costs in the plant's warehouse. Throws as {@link mustAnswer}. */
export const askCosts = <Name extends CostQuestion>(
  question: Name,
  plant: OdooWarehouse,
  about: object,
  { odoo }: Pick<CostsDeps, 'odoo'>,
): Promise<Answers[Name]> => {
  // The compiler does not follow a name into the table of schemas.
  const answerAs = answers[question] as unknown as z.ZodType<Answers[Name]>;
  return mustAnswer(odoo, { question, ...warehouseOf(plant), about }, answerAs);
};

/** No time is left for another page. The next step repeats the partition from its beginning. */
export class OutOfTime extends Error {
  override name = 'OutOfTime';
}
