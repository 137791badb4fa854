import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { operation, order, workCenter } from './fields.ts';
import { unitCode } from './units.ts';

/** Unlike a quantity that was moved, a counter may be zero. */
const counter = (description: string) =>
  z
    .strictObject({
      value: z
        .number()
        .min(0, 'must not be negative')
        .max(1e12, 'must be at most 1e12')
        .meta({ description: 'finite, zero or more' }),
      unit: unitCode,
    })
    .meta({ title: 'Counter', description, isa95: 'QuantityValue' });

const data = z
  .strictObject({
    machine: workCenter,
    order: order
      .optional()
      .meta({ description: 'what the machine is making; without it, only the machine is known' }),
    operation: operation
      .optional()
      .meta({ description: 'of the order; without it, the count is of the order as a whole' }),
    count: counter('good quantity since the order or operation began, not since the last reading'),
    scrapCount: counter('scrap since the order or operation began').optional(),
    cycleSeconds: z
      .number()
      .positive('must be greater than 0')
      .max(7 * 24 * 3600)
      .optional()
      .meta({ description: 'how long the last cycle took; kept as history' }),
  })
  .refine((reading) => reading.operation === undefined || reading.order !== undefined, {
    path: ['order'],
    message: 'must be given with an operation',
    params: { rule: 'required' },
  });

export const machineCounted = defineEvent({
  name: 'machine.counted',
  version: 1,
  summary: "A machine's counter was read",
  isa95: 'EquipmentActual',
  latency: 'gathered',
  gatherSeconds: 10,
  supersedes: true,
  owner: 'machine',
  data,
  subject: (reading) => reading.machine,
  orderingKey: (reading) => `machine/${reading.machine}`,
  samples: {
    valid: {
      'on an order': { machine: 'FILLER-1', order: 'OSL/MO/1001', count: { value: 384, unit: 'H87' } },
      'on an operation': {
        machine: 'FILLER-1',
        order: 'OSL/MO/1001',
        operation: 'Filling',
        count: { value: 385, unit: 'H87' },
        scrapCount: { value: 2, unit: 'H87' },
        cycleSeconds: 1.8,
      },
      'without order': { machine: 'FILLER-1', count: { value: 0, unit: 'H87' } },
    },
    invalid: {
      'a negative count': {
        data: { machine: 'FILLER-1', count: { value: -1, unit: 'H87' } },
        pointer: '/data/count/value',
        rule: 'minimum',
      },
      'an operation without order': {
        data: { machine: 'FILLER-1', operation: 'Filling', count: { value: 1, unit: 'H87' } },
        pointer: '/data/order',
        rule: 'required',
      },
      'no count': { data: { machine: 'FILLER-1' }, pointer: '/data/count', rule: 'required' },
    },
  },
});
