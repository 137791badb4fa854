import type * as z from 'zod';
import { operation, order, text, workCenter } from './fields.ts';

/** What an event about one operation of an order names; the operation, its work centre, or both. */
export const atOperation = {
  order,
  operation: operation.optional(),
  workCenter: workCenter.optional().meta({
    description: "the plant's code of the machine or line; enough where the order has one operation there",
  }),
};

export const note = text(200).optional();

export const namesOperation = (
  { operation, workCenter }: { operation?: string | undefined; workCenter?: string | undefined },
  context: z.RefinementCtx,
): void => {
  if (operation === undefined && workCenter === undefined)
    context.addIssue({
      code: 'custom',
      path: ['operation'],
      message: 'name the operation or the work centre',
      params: { rule: 'required' },
    });
};
