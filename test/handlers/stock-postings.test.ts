import { expect, test } from 'vitest';
import { stockCounted } from '../../lambdas/posting/events/stock-counted.ts';
import { stockMoved } from '../../lambdas/posting/events/stock-moved.ts';
import { codeMappingWith } from '../fakes/code-mapping.ts';

const codeMapping = codeMappingWith({ item: { M1: 'MILK' }, location: { 'COLD-1': 'OSL/Stock/Cold store' } });

test("a move goes to Odoo in Odoo's codes for item, places and unit", () => {
  const data = {
    item: 'M1',
    quantity: { value: 250, unit: 'KGM' },
    from: 'OSL/Stock',
    to: 'COLD-1',
    lots: [{ number: 'M-77', quantity: { value: 250, unit: 'KGM' } }],
    reference: 'WMS-4711',
  };
  expect(stockMoved.payload(data, codeMapping)).toEqual({
    item: 'MILK',
    quantity: { value: 250, uom: 'uom.product_uom_kgm' },
    from: 'OSL/Stock',
    to: 'OSL/Stock/Cold store',
    lots: [{ number: 'M-77', quantity: 250 }],
    reference: 'WMS-4711',
  });
});

test('a count does, too, and may be of nothing', () => {
  const data = {
    item: 'M1',
    location: 'COLD-1',
    quantity: { value: 0, unit: 'KGM' },
    lot: 'M-77',
    reason: 'Found empty',
    countedBy: 'anna',
  };
  expect(stockCounted.payload(data, codeMapping)).toEqual({
    item: 'MILK',
    location: 'OSL/Stock/Cold store',
    quantity: { value: 0, uom: 'uom.product_uom_kgm' },
    lot: 'M-77',
    reason: 'Found empty',
    counted_by: 'anna',
  });
});
