import * as z from 'zod';
import type { Shortage } from '../../../../events/messages/shortage.ts';
import { rfc3339Of, unitInAnswer } from '../../../odoo/units.ts';
import { amountOf } from '../../../posting/code-mapping/plant-codes.ts';
import type { EntityType } from '../entity-type.ts';

const shortageDocument = z.object({
  order: z.string(),
  item: z.string(),
  required: z.number(),
  used: z.number(),
  reserved: z.number(),
  free: z.number(),
  missing: z.number(),
  needed: z.string().optional(),
  ...unitInAnswer,
});

/** Components that released production orders lack, by order and item. */
export const shortages: EntityType = {
  name: 'shortage',
  questions: 'shortages',
  describe(document, { plant, words, previous }) {
    const { order, item, required, used, reserved, free, missing, needed, ...unit } =
      shortageDocument.parse(document);
    const lacks = missing > 0;
    // It ended before any message about it.
    if (!lacks && !previous) return undefined;
    const amount = (value: number) => amountOf(value, unit, words);
    const data: Shortage = {
      plant: plant.id,
      order,
      item: words.code('item', item),
      required: amount(required),
      used: amount(used),
      reserved: amount(reserved),
      free: amount(free),
      missing: amount(lacks ? missing : 0),
      ...(needed !== undefined && { neededAt: rfc3339Of(needed) }),
    };
    return lacks
      ? { name: 'material.shortage-detected', subject: order, data, closed: false }
      : { name: 'material.shortage-resolved', subject: order, data, closed: true, gone: true };
  },
  describeGone({ message }) {
    const { plant, order, item, required } = message.data as Shortage;
    const none = { ...required, value: 0 };
    const data: Shortage = { plant, order, item, required: none, missing: none };
    return { name: 'material.shortage-resolved', subject: order, data, closed: true, gone: true };
  },
};
