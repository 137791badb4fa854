import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { code, countedQuantity, item, location, lotNumber, text } from './fields.ts';

const data = z.strictObject({
  item,
  location,
  quantity: countedQuantity.meta({
    description: 'what lies there, not the difference; zero when nothing does',
  }),
  lot: lotNumber.optional().meta({ description: 'the lot or serial counted; required for a tracked item' }),
  reason: text(200).min(1).optional().meta({ description: 'why it was counted or differs, for the audit' }),
  countedBy: code('Counted by', 'PersonnelActual ID').optional(),
});

export const stockCounted = defineEvent({
  name: 'stock.counted',
  version: 1,
  summary: 'The quantity of an item in one place was counted',
  isa95: 'MaterialActual (Inventoried)',
  latency: 'immediate',
  owner: 'stock',
  data,
  subject: (count) => count.item,
  // With the moves of the item: a count says what lies there after those before it.
  orderingKey: (count) => `stock/${count.item}`,
  samples: {
    valid: {
      'a cycle count': {
        item: 'CUP',
        location: 'OSL/Stock/Line 1',
        quantity: { value: 380, unit: 'H87' },
        countedBy: 'anna',
      },
      'a lot that is gone': {
        item: 'MILK',
        location: 'OSL/Stock/Cold store',
        quantity: { value: 0, unit: 'KGM' },
        lot: 'M-77',
        reason: 'Found empty',
      },
    },
    invalid: {
      'no location': {
        data: { item: 'CUP', quantity: { value: 1, unit: 'H87' } },
        pointer: '/data/location',
        rule: 'required',
      },
      'less than nothing': {
        data: { item: 'CUP', location: 'A', quantity: { value: -1, unit: 'H87' } },
        pointer: '/data/quantity/value',
        rule: 'minimum',
      },
      'a quantity without a unit': {
        data: { item: 'CUP', location: 'A', quantity: { value: 1 } },
        pointer: '/data/quantity/unit',
        rule: 'required',
      },
    },
  },
});
