import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { code, salesOrder } from './fields.ts';
import { deliveredItem, delivery, itemsOnce, orderingKeyOfDelivery } from './shipments.ts';

const data = z
  .strictObject({
    delivery,
    salesOrder: salesOrder
      .optional()
      .meta({ description: "the shop's number or Odoo's name of the order: checked, when given" }),
    lines: z.array(deliveredItem('shipped now')).min(1).max(200).optional().meta({
      description:
        'what left; an item that is not named did not leave. A kit by its own name, or by its parts',
    }),
    complete: z
      .literal(true)
      .optional()
      .meta({ description: 'all of the delivery left, in the lots that Odoo reserved: instead of lines' }),
    final: z.boolean().optional().meta({
      description:
        'true: nothing more of this delivery will be shipped; what is missing is given up, also of what somebody added to it in Odoo. Otherwise it stays open',
    }),
    carrier: code('Carrier').optional(),
    trackingNumber: code('Tracking number').optional(),
  })
  .superRefine(({ lines, complete }, context) => {
    if ((lines === undefined) === (complete === undefined))
      context.addIssue({
        code: 'custom',
        path: ['lines'],
        message: 'either lines or "complete": true must be given',
        params: { rule: 'lines-or-complete' },
      });
    itemsOnce(lines ?? [], context);
  });

export const shipmentConfirmed = defineEvent({
  name: 'shipment.confirmed',
  version: 1,
  summary: 'Goods left for a customer',
  isa95: 'MaterialActual (Other: Shipped)',
  latency: 'immediate',
  owner: 'shipment',
  data,
  subject: (shipment) => shipment.delivery,
  orderingKey: orderingKeyOfDelivery,
  samples: {
    valid: {
      complete: { delivery: 'OSL/OUT/00012', complete: true, carrier: 'Bring', trackingNumber: '370722150' },
      'in part, by lot': {
        delivery: 'OSL/OUT/00012',
        salesOrder: 'SHOP-70031',
        lines: [
          {
            item: 'YOGHURT',
            quantity: { value: 100, unit: 'KGM' },
            lots: [
              { number: 'Y-1', quantity: { value: 60, unit: 'KGM' } },
              { number: 'Y-2', quantity: { value: 40, unit: 'KGM' } },
            ],
          },
        ],
        final: false,
        trackingNumber: '370722150',
      },
      'serials, and no more to come': {
        delivery: 'GDA/OUT/00003',
        lines: [{ item: 'PUMP', quantity: { value: 2, unit: 'H87' }, serials: ['P-1', 'P-2'] }],
        final: true,
      },
    },
    invalid: {
      'neither lines nor complete': {
        data: { delivery: 'OSL/OUT/00012' },
        pointer: '/data/lines',
        rule: 'lines-or-complete',
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
      'lots and serials': {
        data: {
          delivery: 'OSL/OUT/00012',
          lines: [
            {
              item: 'PUMP',
              quantity: { value: 1, unit: 'H87' },
              lots: [{ number: 'P-1', quantity: { value: 1, unit: 'H87' } }],
              serials: ['P-1'],
            },
          ],
        },
        pointer: '/data/lines/0/serials',
        rule: 'lot-or-serials',
      },
    },
  },
});
