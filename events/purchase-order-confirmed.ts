import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { code, item, quantity, text, timestamp } from './fields.ts';
import { position, purchaseOrder, purchaseOrderingKey, supplier } from './purchases.ts';

const line = z.strictObject({
  line: position.optional(),
  item,
  quantity: quantity.meta({ description: 'what the supplier will deliver' }),
  promisedAt: timestamp.optional().meta({ description: 'when the supplier will deliver it' }),
});

const data = z.strictObject({
  purchaseOrder,
  supplier: supplier.optional(),
  supplierReference: code('Supplier reference')
    .optional()
    .meta({ description: "the supplier's number of the order" }),
  lines: z
    .array(line)
    .max(200)
    .optional()
    .meta({ description: 'lines that are not named are confirmed as they were ordered' }),
  note: text(500).optional(),
});

const pieces = (value: number) => ({ value, unit: 'H87' as const });

export const purchaseOrderConfirmed = defineEvent({
  name: 'purchase-order.confirmed',
  version: 1,
  summary: 'The supplier confirmed a purchase order, its dates and quantities',
  isa95: 'OperationsResponse',
  latency: 'immediate',
  owner: 'purchase-order',
  data,
  subject: (confirmation) => confirmation.purchaseOrder,
  orderingKey: purchaseOrderingKey,
  samples: {
    valid: {
      'as it was ordered': { purchaseOrder: 'P00012', supplierReference: 'SO-7781' },
      'with dates and other quantities': {
        purchaseOrder: 'P00012',
        supplier: 'NORDIC',
        supplierReference: 'SO-7781',
        lines: [
          { item: 'SUGAR', quantity: { value: 400, unit: 'KGM' }, promisedAt: '2026-12-01T08:00:00+01:00' },
          { line: 2, item: 'CUP', quantity: pieces(900) },
        ],
        note: 'Cups are short this month',
      },
    },
    invalid: {
      'no item': {
        data: { purchaseOrder: 'P1', lines: [{ quantity: pieces(1) }] },
        pointer: '/data/lines/0/item',
        rule: 'required',
      },
      'a date without a time': {
        data: {
          purchaseOrder: 'P1',
          lines: [{ item: 'CUP', quantity: pieces(1), promisedAt: '2026-12-01' }],
        },
        pointer: '/data/lines/0/promisedAt',
        rule: 'format',
      },
      'a misspelt field': {
        data: { purchaseOrder: 'P1', reference: 'SO-1' },
        pointer: '/data/reference',
        rule: 'unknown-field',
      },
    },
  },
});
