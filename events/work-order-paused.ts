import * as z from 'zod';
import { atOperation, namesOperation } from './at-operation.ts';
import { defineEvent } from './define-event.ts';
import { text } from './fields.ts';

const data = z
  .strictObject({
    ...atOperation,
    reason: text(200).optional().meta({ description: 'why work stopped; kept with the time it ends' }),
  })
  .superRefine(namesOperation);

export const workOrderPaused = defineEvent({
  name: 'work-order.paused',
  version: 1,
  summary: 'Work on an operation of a production order was interrupted',
  isa95: 'SegmentResponse (Held)',
  latency: 'immediate',
  owner: 'work-order',
  data,
  subject: (state) => state.order,
  orderingKey: (state) => `order/${state.order}`,
  samples: {
    valid: {
      'by work centre': { order: 'OSL/MO/1001', workCenter: 'LINE-1' },
      'with a reason': { order: 'OSL/MO/1001', operation: 'Fill', reason: 'no cups' },
    },
    invalid: {
      'no order': { data: { workCenter: 'LINE-1' }, pointer: '/data/order', rule: 'required' },
      'a misspelt field': {
        data: { order: 'A', workCenter: 'LINE-1', cause: 'jam' },
        pointer: '/data/cause',
        rule: 'unknown-field',
      },
    },
  },
});
