import * as z from 'zod';

const day = z.iso.date();
export const range = z
  .strictObject({ from: day, to: day })
  .refine(({ from, to }) => from <= to, 'the first day must not be after the last');

/** What an execution of the state machine is given, by a schedule or an operator. */
const order = z.strictObject({
  job: z.string().min(1).max(40),
  plant: z.string().min(1).max(31),
  by: z.string().min(1).max(200),
  range: range.optional(),
});

export type Order = z.infer<typeof order>;

/** What the state machine asks of a function. */
export const asked = z.object({
  order,
  /** name and beginning of the execution: always the same for a run */
  execution: z.string().min(1).max(80),
  startedAt: z.iso.datetime(),
  /** why the execution is about to fail */
  failure: z.object({ Error: z.string(), Cause: z.string().default('') }).optional(),
});

export type Asked = z.infer<typeof asked>;

/** Sorts as time does. */
export const runIdOf = ({ execution, startedAt }: Pick<Asked, 'execution' | 'startedAt'>): string =>
  `${startedAt}_${execution}`;
