import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { code, consumedLots, duplicatesIn, item, location, lotsAddUp, quantity } from './fields.ts';
import {
  arrivingLots,
  arrivingSerials,
  lotsOrSerials,
  position,
  purchaseOrder,
  purchaseOrderingKey,
  supplier,
} from './purchases.ts';

const consumption = z
  .strictObject({ item, quantity, lots: consumedLots.optional() })
  .superRefine(lotsAddUp)
  .meta({ title: 'Components used by a subcontractor', isa95: 'MaterialActual (Consumed)' });

const line = z
  .strictObject({
    line: position.optional(),
    item,
    quantity: quantity.meta({ description: 'received now, not the total so far' }),
    lots: arrivingLots.optional(),
    serials: arrivingSerials.optional(),
    consumed: z
      .array(consumption)
      .min(1)
      .max(200)
      .optional()
      .meta({ description: 'what the subcontractor used, where it is not what the bill of materials says' }),
  })
  .superRefine(lotsAddUp)
  .superRefine(lotsOrSerials)
  .superRefine((received, context) => {
    if (!received.consumed) return;
    // Each lot has a history of its own: components can't be shared out among lots by guessing.
    if ((received.lots?.length ?? 0) > 1 || (received.serials?.length ?? 0) > 1)
      context.addIssue({
        code: 'custom',
        path: ['consumed'],
        message: 'give each lot or serial a line of its own to say what was consumed for it',
        params: { rule: 'consumed-of-one-lot' },
      });
    const items = received.consumed.map((component) => component.item);
    duplicatesIn(items, (index) => ['consumed', index, 'item'], 'item', context);
  })
  .meta({ title: 'Received goods', isa95: 'MaterialActual (Material Received)' });

const data = z.strictObject({
  purchaseOrder,
  supplier: supplier.optional(),
  deliveryNote: code('Delivery note').optional().meta({ description: "number of the supplier's document" }),
  lines: z.array(line).min(1).max(200),
  location: location.optional().meta({
    description:
      'where the goods lie: in the stock, at the dock, in quality control, or elsewhere in the warehouse. By default in the stock, where Odoo puts them',
  }),
  final: z
    .boolean()
    .default(false)
    .meta({ description: 'true: nothing more will come of this order, what is missing is given up' }),
});

const kilograms = (value: number) => ({ value, unit: 'KGM' as const });

export const goodsReceived = defineEvent({
  name: 'goods.received',
  version: 1,
  summary: 'Goods arrived for a purchase order, or from a subcontractor',
  isa95: 'MaterialActual (Material Received)',
  latency: 'immediate',
  owner: 'goods-receipt',
  data,
  subject: (receipt) => receipt.purchaseOrder,
  orderingKey: purchaseOrderingKey,
  samples: {
    valid: {
      'a part of the order': {
        purchaseOrder: 'P00012',
        deliveryNote: 'DN-20881',
        lines: [{ item: 'SUGAR', quantity: kilograms(400) }],
      },
      'the rest, by lot, less than ordered': {
        purchaseOrder: 'P00012',
        supplier: 'NORDIC',
        lines: [
          {
            line: 2,
            item: 'MILK',
            quantity: kilograms(250),
            lots: [
              { number: 'M-91', quantity: kilograms(200), expiresAt: '2026-12-21T00:00:00+01:00' },
              { number: 'M-92', quantity: kilograms(50) },
            ],
          },
        ],
        final: true,
      },
      'serial numbers, put into a place': {
        purchaseOrder: 'P00013',
        lines: [
          {
            item: 'PUMP',
            quantity: { value: 2, unit: 'H87' },
            serials: [{ number: 'PU-1' }, { number: 'PU-2' }],
          },
        ],
        location: 'OSL/Stock/Shelf 3',
      },
      'from a subcontractor, with what it used': {
        purchaseOrder: 'P00014',
        lines: [
          {
            item: 'COATED-CASE',
            quantity: { value: 10, unit: 'H87' },
            lots: [{ number: 'C-5', quantity: { value: 10, unit: 'H87' } }],
            consumed: [{ item: 'PAINT', quantity: kilograms(2.5) }],
          },
        ],
      },
    },
    invalid: {
      'no purchase order': {
        data: { lines: [{ item: 'SUGAR', quantity: kilograms(1) }] },
        pointer: '/data/purchaseOrder',
        rule: 'required',
      },
      'lots that do not add up': {
        data: {
          purchaseOrder: 'P1',
          lines: [{ item: 'MILK', quantity: kilograms(5), lots: [{ number: 'M', quantity: kilograms(4) }] }],
        },
        pointer: '/data/lines/0/lots',
        rule: 'lots-add-up',
      },
      'lots and serials': {
        data: {
          purchaseOrder: 'P1',
          lines: [
            {
              item: 'MILK',
              quantity: kilograms(5),
              lots: [{ number: 'M', quantity: kilograms(5) }],
              serials: [{ number: 'S' }],
            },
          ],
        },
        pointer: '/data/lines/0/serials',
        rule: 'lot-or-serials',
      },
      'a serial named twice': {
        data: {
          purchaseOrder: 'P1',
          lines: [
            {
              item: 'PUMP',
              quantity: { value: 2, unit: 'H87' },
              serials: [{ number: 'S' }, { number: 'S' }],
            },
          ],
        },
        pointer: '/data/lines/0/serials/1/number',
        rule: 'unique',
      },
      'one consumption for two lots': {
        data: {
          purchaseOrder: 'P1',
          lines: [
            {
              item: 'COATED-CASE',
              quantity: kilograms(3),
              lots: [
                { number: 'A', quantity: kilograms(1) },
                { number: 'B', quantity: kilograms(2) },
              ],
              consumed: [{ item: 'PAINT', quantity: kilograms(1) }],
            },
          ],
        },
        pointer: '/data/lines/0/consumed',
        rule: 'consumed-of-one-lot',
      },
      'a line that is zero': {
        data: { purchaseOrder: 'P1', lines: [{ line: 0, item: 'SUGAR', quantity: kilograms(1) }] },
        pointer: '/data/lines/0/line',
        rule: 'minimum',
      },
    },
  },
});
