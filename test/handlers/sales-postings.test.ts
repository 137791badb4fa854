import { describe, expect, it } from 'vitest';
import { salesOrderPlaced } from '../../lambdas/posting/events/sales-order-placed.ts';
import { shipmentConfirmed } from '../../lambdas/posting/events/shipment-confirmed.ts';
import { codeMappingWith } from '../fakes/code-mapping.ts';

const codeMapping = codeMappingWith({
  item: { YOG: 'YOGHURT' },
  partner: { '4711': 'C-1001', DOCK: 'C-1001-DOCK' },
});

describe('what Odoo is sent of an order of a customer', () => {
  it("has Odoo's codes, units and times, and prices for Odoo's units", () => {
    const data = {
      order: 'SHOP-1',
      customer: '4711',
      deliverTo: 'DOCK',
      requestedAt: '2026-11-26T06:00:00+01:00',
      lines: [
        {
          line: '10',
          item: 'YOG',
          quantity: { value: 5, unit: 'HLT' },
          unitPrice: { value: 250, currency: 'NOK' },
        },
        { item: 'CUP', quantity: { value: 2, unit: 'DZN' }, unitPrice: { value: 0, currency: 'NOK' } },
      ],
      note: ' ',
    };
    expect(salesOrderPlaced.payload(data, codeMapping)).toEqual({
      reference: 'SHOP-1',
      customer: 'C-1001',
      deliver_to: 'C-1001-DOCK',
      requested: '2026-11-26 05:00:00',
      lines: [
        {
          line: '10',
          item: 'YOGHURT',
          quantity: { value: 500, uom: 'uom.product_uom_litre' },
          price: { value: 2.5, currency: 'NOK' },
        },
        {
          item: 'CUP',
          quantity: { value: 2, uom: 'uom.product_uom_dozen' },
          price: { value: 0, currency: 'NOK' },
        },
      ],
    });
  });
});

describe('what Odoo is sent of a shipment', () => {
  it('has no lines when it is complete, and stays open unless it is final', () => {
    expect(shipmentConfirmed.payload({ delivery: 'OSL/OUT/1', complete: true }, codeMapping)).toEqual({
      delivery: 'OSL/OUT/1',
      final: false,
    });
  });

  it('has lots in the unit of their line, and serials as they are', () => {
    const data = {
      delivery: 'OSL/OUT/1',
      salesOrder: 'SHOP-1',
      lines: [
        {
          item: 'YOG',
          quantity: { value: 3, unit: 'HLT' },
          lots: [{ number: 'A', quantity: { value: 3, unit: 'HLT' } }],
        },
        { item: 'PUMP', quantity: { value: 1, unit: 'H87' }, serials: ['P-1'] },
      ],
      final: true,
      carrier: 'Bring',
      trackingNumber: 'T-1',
    };
    expect(shipmentConfirmed.payload(data, codeMapping)).toEqual({
      delivery: 'OSL/OUT/1',
      sales_order: 'SHOP-1',
      lines: [
        {
          item: 'YOGHURT',
          quantity: { value: 300, uom: 'uom.product_uom_litre' },
          lots: [{ number: 'A', quantity: 300 }],
        },
        { item: 'PUMP', quantity: { value: 1, uom: 'uom.product_uom_unit' }, serials: ['P-1'] },
      ],
      final: true,
      carrier: 'Bring',
      tracking: 'T-1',
    });
  });
});
