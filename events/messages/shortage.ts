import * as z from 'zod';
import { defineMessage, type MessageDefinition } from '../define-message.ts';
import { amount, moment, name, plant } from './said.ts';

/** An item that a released production order lacks. `required` is the sum of used, reserved, free and missing. */
export const shortage = z
  .strictObject({
    plant,
    order: name('Production order', 'OperationsRequest ID'),
    item: name('Item', 'MaterialDefinition ID'),
    required: amount.meta({ description: 'by what is still open of the order; nothing when nothing is' }),
    used: amount.optional().meta({ description: 'reported as used, booked with the completion' }),
    reserved: amount.optional().meta({ description: 'lies ready for it' }),
    free: amount.optional().meta({
      description:
        'of what is free in the stock, what is left for this order when those that start earlier have theirs',
    }),
    missing: amount,
    neededAt: moment.optional().meta({ description: 'when the first open part of the order starts' }),
  })
  .meta({ id: 'shortage' });
export type Shortage = z.infer<typeof shortage>;

const kilograms = (value: number) => ({ value, unit: 'KGM' as const });

const about = <What extends 'detected' | 'resolved'>(
  what: What,
  summary: string,
  missing: number,
): MessageDefinition<`material.shortage-${What}`, typeof shortage> =>
  defineMessage({
    name: `material.shortage-${what}`,
    version: 1,
    summary,
    isa95: 'OperationsMaterialRequirement',
    subject: 'the production order',
    data: shortage,
    sample: {
      plant: 'oslo',
      order: 'OSL/MO/1001',
      item: 'MILK',
      required: kilograms(630),
      used: kilograms(0),
      reserved: kilograms(500),
      free: kilograms(130 - missing),
      missing: kilograms(missing),
      neededAt: '2026-11-24T06:00:00Z',
    },
  });

export const shortageDetected = about(
  'detected',
  'A released production order lacks an item, or lacks another quantity of it',
  100,
);
export const shortageResolved = about('resolved', 'Nothing of the item is missing for the order any more', 0);
