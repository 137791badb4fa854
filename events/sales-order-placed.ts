import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import {
  businessPartner,
  code,
  duplicatesIn,
  item,
  quantity,
  salesOrder,
  text,
  timestamp,
} from './fields.ts';

const unitPrice = z
  .strictObject({
    value: z.number().min(0, 'must not be negative').max(1e12, 'must be at most 1e12'),
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code, such as EUR')
      .meta({ examples: ['EUR'] }),
  })
  .meta({
    title: 'Unit price',
    description:
      "for one unit of the line's quantity, with or without tax as prices of Odoo's price list are; without it, the price list decides",
  });

const line = z.strictObject({
  line: code('Line').optional().meta({ description: "the shop's own name of the line" }),
  item,
  quantity,
  unitPrice: unitPrice.optional(),
});

const data = z
  .strictObject({
    order: salesOrder.meta({ description: "the shop's number; an order is placed once under it" }),
    customer: businessPartner('Customer'),
    deliverTo: businessPartner('Delivery address').optional().meta({
      description: "one of the customer's addresses; without it, the customer's own for deliveries",
    }),
    requestedAt: timestamp.optional().meta({ description: 'when the customer wants it' }),
    lines: z.array(line).min(1).max(200),
    note: text(1000).optional(),
  })
  .superRefine(({ lines }, context) => {
    const named = lines.flatMap(({ line: name }, index) => (name === undefined ? [] : [{ name, index }]));
    duplicatesIn(
      named.map(({ name }) => name),
      (index) => ['lines', named[index]?.index ?? 0, 'line'],
      'line',
      context,
    );
  });

export const salesOrderPlaced = defineEvent({
  name: 'sales-order.placed',
  version: 1,
  summary: 'A customer placed an order in a shop',
  isa95: 'OperationsRequest (Inventory)',
  latency: 'immediate',
  owner: 'sales-order',
  data,
  subject: (placed) => placed.order,
  orderingKey: (placed) => `customer-order/${placed.order}`,
  samples: {
    valid: {
      "at the price list's prices": {
        order: 'SHOP-70031',
        customer: 'C-1001',
        lines: [{ item: 'YOGHURT', quantity: { value: 120, unit: 'KGM' } }],
      },
      'with everything': {
        order: 'SHOP-70032',
        customer: 'C-1001',
        deliverTo: 'C-1001-DOCK',
        requestedAt: '2026-11-26T06:00:00+01:00',
        lines: [
          {
            line: '10',
            item: 'YOGHURT',
            quantity: { value: 120, unit: 'KGM' },
            unitPrice: { value: 3.25, currency: 'NOK' },
          },
          { line: '20', item: 'CUP', quantity: { value: 4, unit: 'DZN' } },
        ],
        note: 'ring at the back door',
      },
    },
    invalid: {
      'no lines': {
        data: { order: 'S-1', customer: 'C-1', lines: [] },
        pointer: '/data/lines',
        rule: 'minItems',
      },
      'a price without its currency': {
        data: {
          order: 'S-1',
          customer: 'C-1',
          lines: [{ item: 'CUP', quantity: { value: 1, unit: 'H87' }, unitPrice: { value: 1 } }],
        },
        pointer: '/data/lines/0/unitPrice/currency',
        rule: 'required',
      },
      'a line named twice': {
        data: {
          order: 'S-1',
          customer: 'C-1',
          lines: [
            { line: '10', item: 'CUP', quantity: { value: 1, unit: 'H87' } },
            { item: 'LID', quantity: { value: 1, unit: 'H87' } },
            { line: '10', item: 'CUP', quantity: { value: 2, unit: 'H87' } },
          ],
        },
        pointer: '/data/lines/2/line',
        rule: 'unique',
      },
    },
  },
});
