import * as z from 'zod';
import { defineMessage, type MessageDefinition } from '../define-message.ts';
import { amount, moment, name, plant, words } from './said.ts';

const statuses = ['placed', 'partly-received', 'received', 'cancelled'] as const;
export type PurchaseStatus = (typeof statuses)[number];

const line = z.strictObject({
  line: z.int().meta({ description: 'place among the lines that order goods, 1 for the first' }),
  item: name('Item', 'MaterialDefinition ID'),
  quantity: amount,
  received: amount,
  promisedAt: moment.optional(),
});

const receipt = z.strictObject({
  receipt: name('Receipt').meta({
    description: "name of the transfer in Odoo, which has one for each part that's late",
  }),
  status: z.enum(['awaited', 'received', 'cancelled']),
  expectedAt: moment.optional(),
  receivedAt: moment.optional(),
});

/** The whole current state of a purchase order, without prices. */
export const purchaseOrder = z
  .strictObject({
    plant,
    purchaseOrder: name('Purchase order').meta({ description: 'name in Odoo, which events report on' }),
    status: z.enum(statuses),
    supplier: name('Supplier', 'Organization ID').optional(),
    reference: words.optional().meta({ description: "the supplier's own number of the order" }),
    acknowledged: z.boolean().meta({ description: 'the supplier confirmed it' }),
    currency: z.string().optional(),
    placedAt: moment.optional(),
    lines: z.array(line),
    receipts: z.array(receipt),
  })
  .meta({ id: 'purchase-order' });
export type PurchaseOrder = z.infer<typeof purchaseOrder>;

const sample = (status: PurchaseStatus): PurchaseOrder => ({
  plant: 'oslo',
  purchaseOrder: 'P00042',
  status,
  supplier: 'FARM-7',
  acknowledged: status !== 'placed',
  currency: 'NOK',
  placedAt: '2026-11-23T08:15:00Z',
  lines: [
    {
      line: 1,
      item: 'MILK',
      quantity: { value: 2000, unit: 'KGM' },
      received: { value: status === 'partly-received' ? 1200 : 0, unit: 'KGM' },
      promisedAt: '2026-11-25T06:00:00Z',
    },
  ],
  receipts: [
    {
      receipt: 'OSL/IN/00017',
      status: status === 'cancelled' ? 'cancelled' : 'awaited',
      expectedAt: '2026-11-25T06:00:00Z',
    },
  ],
});

const about = <What extends 'placed' | 'changed' | 'cancelled'>(
  what: What,
  summary: string,
  status: PurchaseStatus,
): MessageDefinition<`purchase-order.${What}`, typeof purchaseOrder> =>
  defineMessage({
    name: `purchase-order.${what}`,
    version: 1,
    summary,
    subject: 'the purchase order',
    data: purchaseOrder,
    sample: sample(status),
  });

export const purchaseOrderPlaced = about('placed', 'Goods were ordered for the plant', 'placed');
export const purchaseOrderChanged = about(
  'changed',
  'A purchase order changed: its lines, promised dates, receipts or what the supplier said',
  'partly-received',
);
export const purchaseOrderCancelled = about(
  'cancelled',
  'A purchase order was cancelled, or taken back to a request for quotation, or removed from Odoo',
  'cancelled',
);
