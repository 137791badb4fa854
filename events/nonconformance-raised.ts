import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { code, item, lotNumber, order, text } from './fields.ts';
import { orderingKeyOfLot } from './lots.ts';

const data = z
  .strictObject({
    item: item.optional(),
    lot: lotNumber.optional(),
    order: order.optional(),
    title: text(120).min(1).meta({ description: 'what is wrong, in a few words' }),
    description: text(1000).min(1).optional(),
    severity: z.enum(['minor', 'major', 'critical']).default('major'),
    hold: z.boolean().optional().meta({
      description: 'a lot is held because of it unless this is false; an order is not held: name its lots',
    }),
    reportedBy: code('Person', 'Person ID').optional(),
  })
  .superRefine(({ item, lot, order, hold }, context) => {
    const missing = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message, params: { rule: 'required' } });
    if (lot !== undefined && item === undefined) missing('item', 'must be given with the lot');
    if (lot === undefined && order === undefined) missing('lot', 'must be given, or the order');
    if (lot === undefined && hold === true)
      context.addIssue({
        code: 'custom',
        path: ['hold'],
        message: 'must not be true for an order: name the lots that are to be held',
        params: { rule: 'lot-to-hold' },
      });
    if (lot !== undefined && order !== undefined)
      context.addIssue({
        code: 'custom',
        path: ['order'],
        message: 'must not be given beside a lot',
        params: { rule: 'lot-or-order' },
      });
  });

export const nonconformanceRaised = defineEvent({
  name: 'nonconformance.raised',
  version: 1,
  summary: 'A lot or an order deviates from what was specified, and somebody has to look into it',
  isa95: 'MaterialLot status, OperationsEvent',
  latency: 'immediate',
  // Lot messages are compared by their own time: a refused one must not block a hold that comes after it.
  supersedes: true,
  owner: 'nonconformance',
  data,
  subject: ({ lot, order }) => lot ?? order ?? '',
  orderingKey: ({ item = '', lot, order }) =>
    lot === undefined ? `order/${order}` : orderingKeyOfLot({ item, lot }),
  samples: {
    valid: {
      'of a lot': {
        item: 'YOGHURT',
        lot: 'Y26-1123-1',
        title: 'Foreign body',
        description: 'A splinter of plastic in one cup of three hundred.',
        severity: 'critical',
        reportedBy: 'qa.hansen',
      },
      'of an order': { order: 'OSL/MO/1001', title: 'Filler out of calibration', severity: 'minor' },
      'of a lot that need not be held': { item: 'CUP', lot: 'C-9', title: 'Print is pale', hold: false },
    },
    invalid: {
      'nothing it is about': { data: { title: 'Odd' }, pointer: '/data/lot', rule: 'required' },
      'a lot without its item': { data: { lot: 'L', title: 'Odd' }, pointer: '/data/item', rule: 'required' },
      'a lot and an order': {
        data: { item: 'Y', lot: 'L', order: 'A', title: 'Odd' },
        pointer: '/data/order',
        rule: 'lot-or-order',
      },
      'an order to be held': {
        data: { order: 'A', title: 'Odd', hold: true },
        pointer: '/data/hold',
        rule: 'lot-to-hold',
      },
      'no title': { data: { order: 'A' }, pointer: '/data/title', rule: 'required' },
    },
  },
});
