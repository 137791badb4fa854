import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { consumedLots, item, lotsAddUp, order, quantity } from './fields.ts';

const data = z
  .strictObject({
    order,
    item,
    quantity: quantity.meta({ description: 'given back now, out of what was issued or consumed before' }),
    lots: consumedLots
      .optional()
      .meta({ description: 'needed when the order has more than one lot of the item' }),
  })
  .superRefine(lotsAddUp);

export const materialReturned = defineEvent({
  name: 'material.returned',
  version: 1,
  summary: 'A component was given back by a production order',
  isa95: 'MaterialActual (Consumed), reversed',
  latency: 'gathered',
  gatherSeconds: 2,
  owner: 'material-consumption',
  data,
  subject: (back) => back.order,
  orderingKey: (back) => `order/${back.order}`,
  samples: {
    valid: {
      'without lots': { order: 'OSL/MO/1001', item: 'CUP', quantity: { value: 40, unit: 'H87' } },
      'with lots': {
        order: 'OSL/MO/1001',
        item: 'MILK',
        quantity: { value: 12.5, unit: 'KGM' },
        lots: [{ number: 'M-78', quantity: { value: 12.5, unit: 'KGM' } }],
      },
    },
    invalid: {
      'no quantity': { data: { order: 'A', item: 'MILK' }, pointer: '/data/quantity', rule: 'required' },
      'lots that do not add up': {
        data: {
          order: 'A',
          item: 'MILK',
          quantity: { value: 2, unit: 'KGM' },
          lots: [{ number: 'M', quantity: { value: 1, unit: 'KGM' } }],
        },
        pointer: '/data/lots',
        rule: 'lots-add-up',
      },
    },
  },
});
