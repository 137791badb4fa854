import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { code, item, lotNumber, order, quantity } from './fields.ts';

const data = z.strictObject({
  order,
  item: item.optional().meta({ description: "a component; without it, the order's own product" }),
  quantity,
  lot: lotNumber.optional(),
  reason: code('Scrap reason').optional().meta({ description: "the plant's code of the reason" }),
});

export const productionScrapped = defineEvent({
  name: 'production.scrapped',
  version: 1,
  summary: 'Product or component of a production order was scrapped',
  isa95: 'MaterialActual (Other: Scrap)',
  latency: 'immediate',
  owner: 'production-order',
  data,
  subject: (scrap) => scrap.order,
  orderingKey: (scrap) => `order/${scrap.order}`,
  samples: {
    valid: {
      'finished product of the order': {
        order: 'OSL/MO/1001',
        quantity: { value: 12, unit: 'KGM' },
        lot: 'Y26-1123-1',
        reason: 'BURST',
      },
      'a component': {
        order: 'OSL/MO/1001',
        item: 'CUP',
        quantity: { value: 40, unit: 'H87' },
      },
    },
    invalid: {
      'no quantity': { data: { order: 'A' }, pointer: '/data/quantity', rule: 'required' },
      'a negative quantity': {
        data: { order: 'A', quantity: { value: -3, unit: 'H87' } },
        pointer: '/data/quantity/value',
        rule: 'minimum',
      },
      'an empty reason': {
        data: { order: 'A', quantity: { value: 3, unit: 'H87' }, reason: '' },
        pointer: '/data/reason',
        rule: 'minLength',
      },
    },
  },
});
