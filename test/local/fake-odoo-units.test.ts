import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shown } from '../../local/fake-odoo/desk.ts';
import { compare, convert, isConvertible, round, roundUp } from '../../local/fake-odoo/records/items.ts';

const kg = 'uom.product_uom_kgm';
const gram = 'uom.product_uom_gram';
const litre = 'uom.product_uom_litre';

describe("Odoo's arithmetic of quantities", () => {
  it('rounds ties away from zero, also where floating point falls short of the tie', () => {
    expect([2.675, 1.005, -2.675, 0.005].map(round)).toEqual([2.68, 1.01, -2.68, 0.01]);
  });

  it('takes a whole step for any need above the step, but not for a floating-point shadow', () => {
    expect([0.0133, 3.96, 0.1 + 0.2, -0.001].map(roundUp)).toEqual([0.02, 3.96, 0.3, -0.01]);
  });

  it('rounds what it converts', () => {
    expect(convert(2500, gram, kg)).toBe(2.5);
    expect(convert(333, gram, kg)).toBe(0.33);
    expect(convert(0.25, 'uom.product_uom_dozen', 'uom.product_uom_unit')).toBe(3);
    expect([isConvertible(gram, kg), isConvertible(kg, litre)]).toEqual([true, false]);
  });

  it('never rounds by more than half a step, and never rounds up to less', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (value) => {
        expect(Math.abs(round(value) - value)).toBeLessThan(0.005 + 1e-9);
        expect(Math.abs(roundUp(value))).toBeGreaterThanOrEqual(Math.abs(value) - 1e-9);
        expect(compare(round(value), value)).toBe(0);
      }),
    );
  });

  it('writes numbers in messages as Python does', () => {
    expect([0, 3, 100, 2.5, 0.1 + 0.2, 1234567.89, 0.00001, 1e-7, -18.12].map(shown)).toEqual([
      '0',
      '3',
      '100',
      '2.5',
      '0.3',
      '1234567.89',
      '0.00001',
      '0',
      '-18.12',
    ]);
  });
});
