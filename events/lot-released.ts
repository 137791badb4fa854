import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { code, quantity, text } from './fields.ts';
import { lotFields, orderingKeyOfLot } from './lots.ts';

const data = z.strictObject({
  ...lotFields,
  quantity: quantity.optional().meta({
    description: 'how much of it; all that was held by events until this time when left out',
  }),
  use: z.enum(['stock', 'rework']).default('stock').meta({
    description:
      'rework: to the place for rework of the plant, from where only orders that name the lot take it',
  }),
  reason: text(200).min(1).optional(),
  releasedBy: code('Person', 'Person ID').optional(),
});

export const lotReleased = defineEvent({
  name: 'lot.released',
  version: 1,
  summary: 'Held goods may be used and shipped, or reworked',
  isa95: 'MaterialLot status',
  latency: 'immediate',
  // Lot messages are compared by their own time: a refused one must not block a hold that comes after it.
  supersedes: true,
  owner: 'lot',
  data,
  subject: ({ lot }) => lot,
  orderingKey: orderingKeyOfLot,
  samples: {
    valid: {
      'all that is held': { item: 'YOGHURT', lot: 'Y26-1123-1', releasedBy: 'qa.hansen' },
      'a part, to be reworked': {
        item: 'YOGHURT',
        lot: 'Y26-1123-1',
        quantity: { value: 40, unit: 'KGM' },
        use: 'rework',
        reason: 'Too thin: thicken and inspect again',
      },
    },
    invalid: {
      'no item': { data: { lot: 'Y26-1123-1' }, pointer: '/data/item', rule: 'required' },
      'a use nobody knows': {
        data: { item: 'YOGHURT', lot: 'Y', use: 'sale' },
        pointer: '/data/use',
        rule: 'enum',
      },
    },
  },
});
