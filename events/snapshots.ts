import * as z from 'zod';
import { code, timestamp } from './fields.ts';

/** Fields of every snapshot: its moment, and which part of the whole this event contains. */
export const snapshotFields = {
  snapshot: code('Snapshot').meta({
    description: "the plant's name of the whole, the same in all of its parts and in no other snapshot",
  }),
  asOf: timestamp.meta({ description: 'the moment at which it was so; the same in all parts' }),
  part: z.int().min(1).max(1000).meta({ description: '1, 2, 3 … in any order' }),
  parts: z.int().min(1).max(1000).meta({ description: 'how many there are; compared when all have come' }),
};

export const partWithinParts = (
  { part, parts }: { part: number; parts: number },
  context: z.RefinementCtx,
): void => {
  if (part > parts)
    context.addIssue({
      code: 'custom',
      path: ['part'],
      message: `must be at most ${parts}, the number of parts`,
      params: { rule: 'part-of-parts' },
    });
};
