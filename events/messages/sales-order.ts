import * as z from 'zod';
import { defineMessage } from '../define-message.ts';
import { amount, moment, name, plant } from './said.ts';

const statuses = ['placed', 'in-delivery', 'delivered', 'cancelled'] as const;
export type SalesStatus = (typeof statuses)[number];

const line = z.strictObject({
  line: z.int().meta({ description: 'place among the lines that order goods, 1 for the first' }),
  item: name('Item', 'MaterialDefinition ID'),
  quantity: amount,
  delivered: amount,
  invoiced: amount,
});

const delivery = z.strictObject({
  delivery: name('Delivery').meta({ description: 'name in Odoo, which events report on' }),
  status: z.enum(['awaited', 'ready', 'shipped', 'cancelled']),
  scheduledAt: moment.optional(),
  shippedAt: moment.optional(),
  tracking: z.string().optional().meta({ description: "the carrier's number of the parcel" }),
});

/** The whole current state of a customer's order, without prices. */
export const salesOrder = z.strictObject({
  plant,
  order: name('Sales order', 'OperationsRequest ID').meta({
    description: "the customer's or the shop's number, else Odoo's name",
  }),
  name: z.string().meta({ description: "Odoo's own name of it" }),
  status: z.enum(statuses),
  invoicing: z.enum(['nothing', 'due', 'done']).meta({ description: 'whether something is to be invoiced' }),
  customer: name('Customer', 'Organization ID').optional(),
  deliverTo: name('Address', 'Organization ID').optional(),
  orderedAt: moment.optional(),
  requestedAt: moment.optional(),
  lines: z.array(line),
  deliveries: z.array(delivery),
});
export type SalesOrder = z.infer<typeof salesOrder>;

export const salesOrderStatusChanged = defineMessage({
  name: 'sales-order.status-changed',
  version: 1,
  summary: "A customer's order was placed, delivered in part or whole, invoiced, changed, or cancelled",
  subject: 'the sales order',
  data: salesOrder,
  sample: {
    plant: 'oslo',
    order: 'SHOP-1001',
    name: 'S00042',
    status: 'in-delivery',
    invoicing: 'due',
    customer: 'CUSTOMER-3',
    orderedAt: '2026-11-23T08:15:00Z',
    lines: [
      {
        line: 1,
        item: 'YOGHURT-NATURAL',
        quantity: { value: 60, unit: 'KGM' },
        delivered: { value: 40, unit: 'KGM' },
        invoiced: { value: 0, unit: 'KGM' },
      },
    ],
    deliveries: [
      {
        delivery: 'OSL/OUT/00007',
        status: 'shipped',
        scheduledAt: '2026-11-24T06:00:00Z',
        shippedAt: '2026-11-24T06:40:00Z',
        tracking: '370700000000000018',
      },
      { delivery: 'OSL/OUT/00008', status: 'ready', scheduledAt: '2026-11-24T06:00:00Z' },
    ],
  },
});
