import { expect, test } from 'vitest';
import { goodsReceived } from '../../lambdas/posting/events/goods-received.ts';
import { purchaseOrderConfirmed } from '../../lambdas/posting/events/purchase-order-confirmed.ts';
import { shipmentAnnounced } from '../../lambdas/posting/events/shipment-announced.ts';
import { codeMappingWith } from '../fakes/code-mapping.ts';

const codeMapping = codeMappingWith({
  item: { 'P-1': 'MILK', 'P-2': 'PAINT' },
  location: { 'R-3': 'OSL/Stock/Shelf 3' },
  partner: { 'S-9': 'NORDIC' },
});

test("received goods are posted in Odoo's codes, units and times", () => {
  const data = {
    purchaseOrder: 'P00012',
    supplier: 'S-9',
    deliveryNote: 'DN-1',
    lines: [
      {
        line: 2,
        item: 'P-1',
        quantity: { value: 2_000_000, unit: 'MGM' },
        lots: [
          {
            number: 'M-1',
            quantity: { value: 2_000_000, unit: 'MGM' },
            expiresAt: '2026-12-21T00:00:00+01:00',
          },
        ],
        consumed: [
          {
            item: 'P-2',
            quantity: { value: 1, unit: 'KGM' },
            lots: [{ number: 'K', quantity: { value: 1, unit: 'KGM' } }],
          },
        ],
      },
      { item: 'PUMP', quantity: { value: 1, unit: 'H87' }, serials: [{ number: 'PU-1' }] },
    ],
    location: 'R-3',
    final: true,
  };
  expect(goodsReceived.payload(data, codeMapping)).toEqual({
    purchase_order: 'P00012',
    supplier: 'NORDIC',
    delivery_note: 'DN-1',
    lines: [
      {
        line: 2,
        item: 'MILK',
        quantity: { value: 2000, uom: 'uom.product_uom_gram' },
        lots: [{ number: 'M-1', quantity: 2000, expires: '2026-12-20 23:00:00' }],
        consumed: [
          {
            item: 'PAINT',
            quantity: { value: 1, uom: 'uom.product_uom_kgm' },
            lots: [{ number: 'K', quantity: 1 }],
          },
        ],
      },
      {
        item: 'PUMP',
        quantity: { value: 1, uom: 'uom.product_uom_unit' },
        serials: [{ number: 'PU-1' }],
      },
    ],
    location: 'OSL/Stock/Shelf 3',
    final: true,
  });
});

test('a confirmation without lines speaks of the whole order', () => {
  const data = { purchaseOrder: 'P1', supplierReference: 'SO-1' };
  expect(purchaseOrderConfirmed.payload(data, codeMapping)).toEqual({
    purchase_order: 'P1',
    reference: 'SO-1',
    lines: [],
  });
});

test('a promise and an announcement carry their dates in UTC', () => {
  const lines = [
    { item: 'P-1', quantity: { value: 5, unit: 'KGM' }, promisedAt: '2026-12-01T08:00:00+01:00' },
  ];
  expect(purchaseOrderConfirmed.payload({ purchaseOrder: 'P1', lines, note: 'n' }, codeMapping)).toEqual({
    purchase_order: 'P1',
    lines: [
      {
        item: 'MILK',
        quantity: { value: 5, uom: 'uom.product_uom_kgm' },
        promised: '2026-12-01 07:00:00',
      },
    ],
    note: 'n',
  });
  const announced = {
    purchaseOrder: 'P1',
    shipment: 'ASN-1',
    expectedAt: '2026-12-02T10:00:00+01:00',
    carrier: 'Nordlast',
    trackingNumber: 'NL-1',
    lines: [{ item: 'P-1', quantity: { value: 5, unit: 'KGM' } }],
  };
  expect(shipmentAnnounced.payload(announced, codeMapping)).toEqual({
    purchase_order: 'P1',
    shipment: 'ASN-1',
    expected: '2026-12-02 09:00:00',
    carrier: 'Nordlast',
    tracking: 'NL-1',
    lines: [{ item: 'MILK', quantity: { value: 5, uom: 'uom.product_uom_kgm' } }],
  });
});
