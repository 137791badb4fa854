import * as z from 'zod';
import type { Item } from './dynamo-table.ts';

/** The attribute that holds the plant in an index. */
type ByPlant = 'plant' | 'attention' | 'outbox';

const lastKey = (index: ByPlant) =>
  z.strictObject({
    pk: z.string().max(64),
    sk: z.literal('EVENT'),
    [index]: z.string().max(64),
    acceptedAt: z.string().max(40),
  });

/** A cursor that was not ours, or is of another plant. */
export class BadCursor extends Error {
  constructor() {
    super('cursor is not one this list has answered');
    this.name = 'BadCursor';
  }
}

export const encodeCursor = (key: Item): string => Buffer.from(JSON.stringify(key)).toString('base64url');

/** Throws {@link BadCursor}; a cursor of one plant never reads another's list. */
export const decodeCursor = (cursor: string, plant: string, index: ByPlant = 'plant'): Item => {
  try {
    const key: Item = lastKey(index).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    if (key[index] === plant) return key;
  } catch {
    // falls through: whatever is wrong with it, the caller cannot mend it
  }
  throw new BadCursor();
};
