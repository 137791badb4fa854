import * as z from 'zod';
import { atOperation, namesOperation, note } from './at-operation.ts';
import { defineEvent } from './define-event.ts';

const data = z.strictObject({ ...atOperation, note }).superRefine(namesOperation);

export const workOrderStarted = defineEvent({
  name: 'work-order.started',
  version: 1,
  summary: 'Work on an operation of a production order began, or went on after a pause',
  isa95: 'SegmentResponse (Running)',
  latency: 'immediate',
  owner: 'work-order',
  data,
  subject: (state) => state.order,
  orderingKey: (state) => `order/${state.order}`,
  samples: {
    valid: {
      'by work centre': { order: 'OSL/MO/1001', workCenter: 'LINE-1' },
      'by operation, with a note': { order: 'OSL/MO/1001', operation: 'Fill', note: 'night shift' },
    },
    invalid: {
      'neither operation nor work centre': {
        data: { order: 'A' },
        pointer: '/data/operation',
        rule: 'required',
      },
      'an empty work centre': {
        data: { order: 'A', workCenter: '' },
        pointer: '/data/workCenter',
        rule: 'minLength',
      },
    },
  },
});
