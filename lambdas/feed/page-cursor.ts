import { createHash } from 'node:crypto';
import * as z from 'zod';

const content = z.tuple([z.string(), z.string().min(1)]);

/** What a list is of: its cursors go on with this one and no other. */
const sealOf = (list: unknown): string =>
  createHash('sha256').update(JSON.stringify(list)).digest('base64url').slice(0, 16);

export const cursorAfter = (list: unknown, name: string): string =>
  Buffer.from(JSON.stringify([sealOf(list), name])).toString('base64url');

/** The name that a cursor goes on after; undefined when it is none of this list. */
export const nameOf = (list: unknown, cursor: string): string | undefined => {
  try {
    const [seal, name] = content.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return seal === sealOf(list) ? name : undefined;
  } catch {
    return undefined;
  }
};
