import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { consumedLots, item, lotsAddUp, order, quantity } from './fields.ts';

const data = z
  .strictObject({
    order,
    item,
    quantity: quantity.meta({ description: 'issued now, added to what was issued before' }),
    lots: consumedLots.optional(),
  })
  .superRefine(lotsAddUp);

export const materialConsumed = defineEvent({
  name: 'material.consumed',
  version: 1,
  summary: 'A component was issued to a production order',
  isa95: 'MaterialActual (Consumed)',
  latency: 'gathered',
  gatherSeconds: 2,
  owner: 'material-consumption',
  data,
  subject: (issue) => issue.order,
  orderingKey: (issue) => `order/${issue.order}`,
  samples: {
    valid: {
      'without lots': { order: 'OSL/MO/1001', item: 'CUP', quantity: { value: 400, unit: 'H87' } },
      'with lots': {
        order: 'OSL/MO/1001',
        item: 'MILK',
        quantity: { value: 250, unit: 'KGM' },
        lots: [
          { number: 'M-77', quantity: { value: 200, unit: 'KGM' } },
          { number: 'M-78', quantity: { value: 50, unit: 'KGM' } },
        ],
      },
    },
    invalid: {
      'no item': {
        data: { order: 'A', quantity: { value: 1, unit: 'KGM' } },
        pointer: '/data/item',
        rule: 'required',
      },
      'lots in another unit': {
        data: {
          order: 'A',
          item: 'MILK',
          quantity: { value: 1, unit: 'KGM' },
          lots: [{ number: 'M', quantity: { value: 1, unit: 'GRM' } }],
        },
        pointer: '/data/lots/0/quantity/unit',
        rule: 'lot-unit',
      },
      'a quantity that is text': {
        data: { order: 'A', item: 'MILK', quantity: { value: '1', unit: 'KGM' } },
        pointer: '/data/quantity/value',
        rule: 'type',
      },
    },
  },
});
