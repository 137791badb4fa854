import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import { code, item, lotsAddUp, quantity, text, timestamp } from './fields.ts';
import {
  arrivingLots,
  arrivingSerials,
  lotsOrSerials,
  position,
  purchaseOrder,
  purchaseOrderingKey,
  supplier,
} from './purchases.ts';

const line = z
  .strictObject({
    line: position.optional(),
    item,
    quantity,
    lots: arrivingLots.optional(),
    serials: arrivingSerials.optional(),
  })
  .superRefine(lotsAddUp)
  .superRefine(lotsOrSerials);

const data = z.strictObject({
  purchaseOrder,
  supplier: supplier.optional(),
  shipment: code('Shipment', 'OperationsSegment ID').meta({
    description:
      "the supplier's number of the shipment; announced again, it replaces what was announced before",
  }),
  expectedAt: timestamp.optional(),
  carrier: text(64).optional(),
  trackingNumber: code('Tracking number').optional(),
  lines: z.array(line).min(1).max(200),
});

const sugar = { item: 'SUGAR', quantity: { value: 400, unit: 'KGM' } } as const;

export const shipmentAnnounced = defineEvent({
  name: 'shipment.announced',
  version: 1,
  summary: 'The supplier announced what is on its way for a purchase order',
  isa95: 'MaterialActual (Material Received), expected',
  latency: 'batch',
  owner: 'purchase-order',
  data,
  subject: (announcement) => announcement.purchaseOrder,
  orderingKey: purchaseOrderingKey,
  samples: {
    valid: {
      'a shipment': { purchaseOrder: 'P00012', shipment: 'ASN-5501', lines: [sugar] },
      'with lots, date and tracking number': {
        purchaseOrder: 'P00012',
        supplier: 'NORDIC',
        shipment: 'ASN-5502',
        expectedAt: '2026-12-02T10:00:00+01:00',
        carrier: 'Nordlast',
        trackingNumber: 'NL00340434161094',
        lines: [
          {
            item: 'MILK',
            quantity: { value: 250, unit: 'KGM' },
            lots: [
              {
                number: 'M-91',
                quantity: { value: 250, unit: 'KGM' },
                expiresAt: '2026-12-21T00:00:00+01:00',
              },
            ],
          },
        ],
      },
      'with serial numbers': {
        purchaseOrder: 'P00013',
        shipment: 'ASN-5503',
        lines: [{ item: 'PUMP', quantity: { value: 1, unit: 'H87' }, serials: [{ number: 'PU-1' }] }],
      },
    },
    invalid: {
      'no shipment': {
        data: { purchaseOrder: 'P1', lines: [sugar] },
        pointer: '/data/shipment',
        rule: 'required',
      },
      'no lines': {
        data: { purchaseOrder: 'P1', shipment: 'A', lines: [] },
        pointer: '/data/lines',
        rule: 'minItems',
      },
      'lots in another unit': {
        data: {
          purchaseOrder: 'P1',
          shipment: 'A',
          lines: [
            {
              item: 'MILK',
              quantity: { value: 1, unit: 'KGM' },
              lots: [{ number: 'M', quantity: { value: 1, unit: 'GRM' } }],
            },
          ],
        },
        pointer: '/data/lines/0/lots/0/quantity/unit',
        rule: 'lot-unit',
      },
    },
  },
});
