import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { code, consumedLots, item, location, lotsAddUp, quantity } from './fields.ts';

const data = z
  .strictObject({
    item,
    quantity,
    from: location,
    to: location,
    lots: consumedLots
      .optional()
      .meta({ description: 'lots or serials that were moved; required for a tracked item' }),
    reference: code('Document').optional().meta({ description: "number of the warehouse system's document" }),
  })
  .superRefine(lotsAddUp)
  .superRefine(({ from, to }, context) => {
    if (from === to)
      context.addIssue({
        code: 'custom',
        path: ['to'],
        message: 'must be another location than from',
        params: { rule: 'same-location' },
      });
  });

export const stockMoved = defineEvent({
  name: 'stock.moved',
  version: 1,
  summary: 'Goods were moved from one place of the warehouse to another',
  isa95: 'MaterialActual in Inventory operations',
  latency: 'immediate',
  owner: 'stock',
  data,
  subject: (move) => move.item,
  // The item alone, not item and location: a move touches two places, so A to B and then B to C would have two ordering
  // keys. The second could be booked before the first, and refused for want of stock.
  orderingKey: (move) => `stock/${move.item}`,
  samples: {
    valid: {
      'without lots': {
        item: 'CUP',
        quantity: { value: 400, unit: 'H87' },
        from: 'OSL/Stock',
        to: 'OSL/Stock/Line 1',
        reference: 'WMS-4711',
      },
      'with lots': {
        item: 'MILK',
        quantity: { value: 250, unit: 'KGM' },
        from: 'OSL/Stock',
        to: 'OSL/Stock/Cold store',
        lots: [
          { number: 'M-77', quantity: { value: 200, unit: 'KGM' } },
          { number: 'M-78', quantity: { value: 50, unit: 'KGM' } },
        ],
      },
    },
    invalid: {
      'no place to go': {
        data: { item: 'CUP', quantity: { value: 1, unit: 'H87' }, from: 'A' },
        pointer: '/data/to',
        rule: 'required',
      },
      'a move to where it is': {
        data: { item: 'CUP', quantity: { value: 1, unit: 'H87' }, from: 'A', to: 'A' },
        pointer: '/data/to',
        rule: 'same-location',
      },
      'lots that do not add up': {
        data: {
          item: 'MILK',
          quantity: { value: 2, unit: 'KGM' },
          from: 'A',
          to: 'B',
          lots: [{ number: 'M', quantity: { value: 1, unit: 'KGM' } }],
        },
        pointer: '/data/lots',
        rule: 'lots-add-up',
      },
      'nothing moved': {
        data: { item: 'CUP', quantity: { value: 0, unit: 'H87' }, from: 'A', to: 'B' },
        pointer: '/data/quantity/value',
        rule: 'minimum',
      },
    },
  },
});
