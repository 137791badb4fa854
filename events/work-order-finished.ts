import * as z from 'zod';
import { atOperation, namesOperation, note } from './at-operation.ts';
import { defineEvent } from './define-event.ts';
import { quantity } from './fields.ts';

const data = z
  .strictObject({
    ...atOperation,
    quantity: quantity.optional().meta({
      description: 'good quantity that left the operation; without it, all that was still to be made',
    }),
    note,
  })
  .superRefine(namesOperation);

export const workOrderFinished = defineEvent({
  name: 'work-order.finished',
  version: 1,
  summary: 'An operation of a production order is done',
  isa95: 'SegmentResponse (Completed)',
  latency: 'immediate',
  owner: 'work-order',
  data,
  subject: (state) => state.order,
  orderingKey: (state) => `order/${state.order}`,
  samples: {
    valid: {
      'by work centre': { order: 'OSL/MO/1001', workCenter: 'LINE-1' },
      'with its good quantity': {
        order: 'OSL/MO/1001',
        operation: 'Fill',
        workCenter: 'LINE-1',
        quantity: { value: 480, unit: 'KGM' },
      },
    },
    invalid: {
      'a quantity of zero': {
        data: { order: 'A', operation: 'Fill', quantity: { value: 0, unit: 'KGM' } },
        pointer: '/data/quantity/value',
        rule: 'minimum',
      },
      'neither operation nor work centre': {
        data: { order: 'A', note: 'all good' },
        pointer: '/data/operation',
        rule: 'required',
      },
    },
  },
});
