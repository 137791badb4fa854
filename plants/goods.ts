import * as z from 'zod';

/** What goods a gate or a watch is about: Odoo's internal references of items, and full names of product categories. */
export const goods = z.union([
  z.literal('everything'),
  z.strictObject({
    items: z.array(z.string().min(1).max(64)).max(500).default([]),
    /** with all below them */
    categories: z.array(z.string().min(1).max(200)).max(100).default([]),
  }),
]);

export type Goods = z.output<typeof goods>;

/** Whether it names nothing at all, which nobody means. */
export const namesNothing = (given: Goods): boolean =>
  given !== 'everything' && given.items.length + given.categories.length === 0;
