import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { code, quantity, text } from './fields.ts';
import { lotFields, orderingKeyOfLot } from './lots.ts';

const data = z.strictObject({
  ...lotFields,
  quantity: quantity.optional().meta({
    description:
      'how much of it, beside what is held already; as much as there is, with a warning. Left out: all that lies in the warehouse',
  }),
  reason: text(200).min(1).optional(),
  heldBy: code('Person', 'Person ID').optional(),
});

export const lotHeld = defineEvent({
  name: 'lot.held',
  version: 1,
  summary: 'A lot may not be used or shipped until quality releases it',
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
      'a whole lot': {
        item: 'YOGHURT',
        lot: 'Y26-1123-1',
        reason: 'Foreign body found',
        heldBy: 'qa.hansen',
      },
      'a part of it': { item: 'YOGHURT', lot: 'Y26-1123-1', quantity: { value: 40, unit: 'KGM' } },
    },
    invalid: {
      'no lot': { data: { item: 'YOGHURT' }, pointer: '/data/lot', rule: 'required' },
      'nothing of it': {
        data: { item: 'YOGHURT', lot: 'Y', quantity: { value: 0, unit: 'KGM' } },
        pointer: '/data/quantity/value',
        rule: 'minimum',
      },
    },
  },
});
