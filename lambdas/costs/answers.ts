import * as z from 'zod';
import { unitInAnswer } from '../odoo/units.ts';

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
export type CostedItem = z.infer<typeof item>;

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
export type CostedOrder = z.infer<typeof order>;

/** What Odoo answers of costs, by the question. */
export const answers = {
  'costs.items': z.object({ items: z.array(item), currency, next }),
  'costs.changed-days': z.object({ mark: z.string(), days: z.array(z.iso.date()) }),
  'costs.orders': z.object({ orders: z.array(order), currency, next }),
};
export type CostQuestion = keyof typeof answers;
export type Answers = { [Name in CostQuestion]: z.output<(typeof answers)[Name]> };
