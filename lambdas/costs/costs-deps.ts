import type * as z from 'zod';
import type { PlantProfile } from '../../plants/define-plant.ts';
import type { CrosswalkTable } from '../crosswalk/crosswalk-table.ts';
import type { Lake } from '../lake/lake.ts';
import { mustAnswer } from '../odoo/must-answer.ts';
import type { QuestionPort } from '../odoo/question-port.ts';
import type { TellDeps } from '../outbound/tell.ts';
import type { RunStore } from '../runs/run-store.ts';
import { type Answers, answers, type CostQuestion } from './answers.ts';

export interface CostsDeps extends TellDeps {
  plants: Readonly<Record<string, PlantProfile>>;
  odoo: QuestionPort;
  crosswalk: Pick<CrosswalkTable, 'page'>;
  lake: Lake;
  runs: Pick<RunStore, 'runs'>;
}

/** What a question to Odoo costs in time is bounded by this. */
export const perPage = { items: 200, orders: 50 };

export const ask = <Name extends CostQuestion>(
  question: Name,
  { warehouse }: Pick<PlantProfile, 'warehouse'>,
  about: object,
  { odoo }: Pick<CostsDeps, 'odoo'>,
): Promise<Answers[Name]> => {
  // The compiler does not follow a name into the table of schemas.
  const answerAs = answers[question] as unknown as z.ZodType<Answers[Name]>;
  return mustAnswer(odoo, { question, warehouse, about }, answerAs);
};

/** There was no time left for another page: what was begun is done again from its beginning. */
export class OutOfTime extends Error {
  override name = 'OutOfTime';
}
