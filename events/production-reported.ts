import * as z from 'zod';
import { defineEvent } from './define-event.ts';
import {
  code,
  consumedLots,
  countedQuantity,
  duplicatesIn,
  item,
  lotsAddUp,
  order,
  producedLot,
  producedSerial,
  quantity,
  text,
  timestamp,
} from './fields.ts';

const lotOrSerials = (row: { lot?: unknown; serials?: unknown }, context: z.RefinementCtx): void => {
  if (row.lot && row.serials)
    context.addIssue({
      code: 'custom',
      path: ['serials'],
      message: 'give a lot or serials, not both',
      params: { rule: 'lot-or-serials' },
    });
};

const consumption = z
  .strictObject({ item, quantity, lots: consumedLots.optional() })
  .superRefine(lotsAddUp)
  .meta({ title: 'Actual consumption', isa95: 'MaterialActual (Consumed)' });

const byProduct = z
  .strictObject({
    item,
    quantity: countedQuantity,
    lot: producedLot.optional().meta({ isa95: 'MaterialLot' }),
    serials: z.array(producedSerial).min(1).max(1000).optional(),
  })
  .superRefine((row, context) => {
    lotOrSerials(row, context);
    const serials = row.serials?.map((serial) => serial.number) ?? [];
    duplicatesIn(serials, (index) => ['serials', index, 'number'], 'serial number', context);
  })
  .meta({ title: 'By-product', isa95: 'MaterialActual (By-product Produced)' });

const labour = z
  .strictObject({
    operation: code('Operation', 'SegmentResponse ID').optional(),
    workCenter: code('Work centre', 'EquipmentActual ID').optional(),
    startedAt: timestamp,
    endedAt: timestamp,
    note: text(200).optional(),
  })
  .refine((row) => Date.parse(row.endedAt) > Date.parse(row.startedAt), {
    path: ['endedAt'],
    message: 'must be after startedAt',
    params: { rule: 'after' },
  })
  .refine((row) => Date.parse(row.endedAt) - Date.parse(row.startedAt) <= 7 * 24 * 3600 * 1000, {
    path: ['endedAt'],
    message: 'must be at most seven days after startedAt',
    params: { rule: 'duration' },
  })
  .refine((row) => row.operation !== undefined || row.workCenter !== undefined, {
    path: ['operation'],
    message: 'name the operation or the work centre',
    params: { rule: 'required' },
  })
  .meta({ title: 'Labour', isa95: 'PersonnelActual' });

const data = z
  .strictObject({
    order,
    quantity: quantity.meta({ description: 'good quantity of this report, not the total so far' }),
    lot: producedLot.optional().meta({ isa95: 'MaterialLot' }),
    serials: z.array(producedSerial).min(1).max(1000).optional(),
    consumed: z
      .array(consumption)
      .max(200)
      .optional()
      .meta({ description: 'actual consumption; components not named are taken by the bill of materials' }),
    byProducts: z.array(byProduct).max(100).optional().meta({
      description:
        'by-products that came with this report; those not named come as the bill of materials says',
    }),
    labour: z.array(labour).max(100).optional(),
    final: z
      .boolean()
      .default(false)
      .meta({ description: 'true: nothing more will come, a smaller quantity closes the order short' }),
  })
  .superRefine((report, context) => {
    lotOrSerials(report, context);
    const serials = report.serials?.map((serial) => serial.number) ?? [];
    duplicatesIn(serials, (index) => ['serials', index, 'number'], 'serial number', context);
    const consumed = report.consumed?.map((component) => component.item) ?? [];
    duplicatesIn(consumed, (index) => ['consumed', index, 'item'], 'item', context);
    const byProducts = report.byProducts?.map((row) => JSON.stringify([row.item, row.lot?.number])) ?? [];
    duplicatesIn(byProducts, (index) => ['byProducts', index, 'item'], 'item and lot', context);
  });

const kilograms = { value: 480, unit: 'KGM' } as const;

export const productionReported = defineEvent({
  name: 'production.reported',
  version: 1,
  summary: 'A quantity of good product was made for a production order',
  isa95: 'OperationsResponse',
  latency: 'immediate',
  owner: 'production-order',
  data,
  subject: (report) => report.order,
  orderingKey: (report) => `order/${report.order}`,
  samples: {
    valid: {
      'a partial quantity': { order: 'OSL/MO/1001', quantity: kilograms },
      'the last quantity, less than planned': { order: 'OSL/MO/1001', quantity: kilograms, final: true },
      'a lot with expiration': {
        order: 'OSL/MO/1002',
        quantity: kilograms,
        lot: { number: 'Y26-1123-1', expiresAt: '2026-12-21T00:00:00+01:00' },
      },
      'serial numbers': {
        order: 'GDA/MO/2001',
        quantity: { value: 2, unit: 'H87' },
        serials: [{ number: 'SN-000101' }, { number: 'SN-000102' }],
      },
      'by-products': {
        order: 'OSL/MO/1004',
        quantity: kilograms,
        byProducts: [
          { item: 'CREAM', quantity: { value: 21.5, unit: 'KGM' }, lot: { number: 'C26-1123-1' } },
          { item: 'BUTTERMILK', quantity: { value: 0, unit: 'KGM' } },
        ],
      },
      'actual consumption and labour': {
        order: 'OSL/MO/1003',
        quantity: kilograms,
        lot: { number: 'Y26-1123-2' },
        consumed: [
          {
            item: 'MILK',
            quantity: { value: 500, unit: 'KGM' },
            lots: [
              { number: 'M-77', quantity: { value: 300, unit: 'KGM' } },
              { number: 'M-78', quantity: { value: 200, unit: 'KGM' } },
            ],
          },
        ],
        labour: [
          {
            workCenter: 'LINE-1',
            startedAt: '2026-11-23T06:00:00+01:00',
            endedAt: '2026-11-23T07:30:00+01:00',
          },
        ],
      },
    },
    invalid: {
      'no order': { data: { quantity: kilograms }, pointer: '/data/order', rule: 'required' },
      'a quantity of zero': {
        data: { order: 'A', quantity: { value: 0, unit: 'KGM' } },
        pointer: '/data/quantity/value',
        rule: 'minimum',
      },
      'an unknown unit': {
        data: { order: 'A', quantity: { value: 1, unit: 'kg' } },
        pointer: '/data/quantity/unit',
        rule: 'enum',
      },
      'a misspelt field': {
        data: { order: 'A', quantity: kilograms, lotNumber: 'L1' },
        pointer: '/data/lotNumber',
        rule: 'unknown-field',
      },
      'lots that do not add up': {
        data: {
          order: 'A',
          quantity: kilograms,
          consumed: [
            {
              item: 'MILK',
              quantity: { value: 5, unit: 'KGM' },
              lots: [{ number: 'M', quantity: { value: 4, unit: 'KGM' } }],
            },
          ],
        },
        pointer: '/data/consumed/0/lots',
        rule: 'lots-add-up',
      },
      'a lot and serials': {
        data: { order: 'A', quantity: kilograms, lot: { number: 'L' }, serials: [{ number: 'S' }] },
        pointer: '/data/serials',
        rule: 'lot-or-serials',
      },
      'a by-product named twice': {
        data: {
          order: 'A',
          quantity: kilograms,
          byProducts: [
            { item: 'CREAM', quantity: kilograms },
            { item: 'CREAM', quantity: kilograms },
          ],
        },
        pointer: '/data/byProducts/1/item',
        rule: 'unique',
      },
      'a serial named twice': {
        data: {
          order: 'A',
          quantity: { value: 2, unit: 'H87' },
          serials: [{ number: 'S' }, { number: 'S' }],
        },
        pointer: '/data/serials/1/number',
        rule: 'unique',
      },
      'labour that ends before it starts': {
        data: {
          order: 'A',
          quantity: kilograms,
          labour: [{ operation: 'Mix', startedAt: '2026-11-23T07:00:00Z', endedAt: '2026-11-23T06:00:00Z' }],
        },
        pointer: '/data/labour/0/endedAt',
        rule: 'after',
      },
      'labour of a hundred years': {
        data: {
          order: 'A',
          quantity: kilograms,
          labour: [{ operation: 'Mix', startedAt: '1926-11-23T06:00:00Z', endedAt: '2026-11-23T06:00:00Z' }],
        },
        pointer: '/data/labour/0/endedAt',
        rule: 'duration',
      },
      'an expiration beyond reason': {
        data: { order: 'A', quantity: kilograms, lot: { number: 'L', expiresAt: '9999-12-31T23:59:59Z' } },
        pointer: '/data/lot/expiresAt',
        rule: 'format',
      },
      'a lot named twice': {
        data: {
          order: 'A',
          quantity: kilograms,
          consumed: [
            {
              item: 'MILK',
              quantity: { value: 2, unit: 'KGM' },
              lots: [
                { number: 'M', quantity: { value: 1, unit: 'KGM' } },
                { number: 'M', quantity: { value: 1, unit: 'KGM' } },
              ],
            },
          ],
        },
        pointer: '/data/consumed/0/lots/1/number',
        rule: 'unique',
      },
      'a time without offset': {
        data: { order: 'A', quantity: kilograms, lot: { number: 'L', expiresAt: '2026-12-21T00:00:00' } },
        pointer: '/data/lot/expiresAt',
        rule: 'format',
      },
    },
  },
});
