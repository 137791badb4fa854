import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { text } from './fields.ts';
import { deliveredItem, delivery, itemsOnce, orderingKeyOfDelivery } from './shipments.ts';

const data = z
  .strictObject({
    delivery,
    lines: z.array(deliveredItem('came back now')).min(1).max(200).meta({
      description:
        'what came back, at most what has left; lots or serials of an item that is tracked by them',
    }),
    reason: text(200).min(1).optional().meta({ description: 'why the customer sent it back' }),
  })
  .superRefine(({ lines }, context) => itemsOnce(lines, context));

export const shipmentReturned = defineEvent({
  name: 'shipment.returned',
  version: 1,
  summary: 'Goods came back from a customer',
  isa95: 'MaterialActual (Other: Returned)',
  latency: 'immediate',
  owner: 'shipment',
  data,
  subject: (shipment) => shipment.delivery,
  orderingKey: orderingKeyOfDelivery,
  samples: {
    valid: {
      'of a lot': {
        delivery: 'OSL/OUT/00012',
        lines: [
          {
            item: 'YOGHURT',
            quantity: { value: 12, unit: 'KGM' },
            lots: [{ number: 'Y-1', quantity: { value: 12, unit: 'KGM' } }],
          },
        ],
        reason: 'Lids were open',
      },
      'a serial': {
        delivery: 'GDA/OUT/00003',
        lines: [{ item: 'PUMP', quantity: { value: 1, unit: 'H87' }, serials: ['P-1'] }],
      },
    },
    invalid: {
      'nothing that came back': {
        data: { delivery: 'OSL/OUT/00012', lines: [] },
        pointer: '/data/lines',
        rule: 'minItems',
      },
      'an item named twice': {
        data: {
          delivery: 'OSL/OUT/00012',
          lines: [
            { item: 'CUP', quantity: { value: 1, unit: 'H87' } },
            { item: 'CUP', quantity: { value: 2, unit: 'H87' } },
          ],
        },
        pointer: '/data/lines/1/item',
        rule: 'unique',
      },
    },
  },
});
