import { describe, expect, it } from 'vitest';
import { mayReceive } from '../../lambdas/access/partner-access.ts';

const portal = {
  partner: 'nordic-supply',
  plants: ['oslo'],
  reads: 'own' as const,
  receives: ['purchase-order.*', 'stock.changed'],
  suppliers: ['NORDIC'],
};
const placed = { plant: 'oslo', name: 'purchase-order.placed' };

describe('a partner that reads its own', () => {
  it('gets what it caused itself, and what concerns the suppliers that it is', () => {
    expect(mayReceive(portal, { ...placed, partner: 'nordic-supply' })).toBe(true);
    expect(mayReceive(portal, { ...placed, supplier: 'NORDIC' })).toBe(true);
  });

  it('gets nothing of others, and nothing that is nobody’s', () => {
    expect(mayReceive(portal, { ...placed, partner: 'oslo-mes', supplier: 'SOUTH' })).toBe(false);
    expect(mayReceive(portal, placed)).toBe(false);
  });

  it('gets nothing of other plants, and nothing that it does not receive', () => {
    expect(mayReceive(portal, { ...placed, plant: 'lyon', supplier: 'NORDIC' })).toBe(false);
    expect(mayReceive(portal, { ...placed, name: 'purchase-orders.placed', supplier: 'NORDIC' })).toBe(false);
    expect(mayReceive(portal, { ...placed, name: 'stock.changed-again', supplier: 'NORDIC' })).toBe(false);
    expect(mayReceive(portal, { ...placed, name: 'stock.changed', supplier: 'NORDIC' })).toBe(true);
  });
});

describe('a partner that reads its plants', () => {
  const mes = { ...portal, partner: 'oslo-mes', reads: 'plant' as const, suppliers: [] };

  it('gets all that it receives of them', () => {
    expect(mayReceive(mes, placed)).toBe(true);
    expect(mayReceive(mes, { ...placed, supplier: 'SOUTH', partner: 'oslo-shop' })).toBe(true);
  });

  it('gets nothing of other plants, and nothing that it does not receive', () => {
    expect(mayReceive(mes, { ...placed, plant: 'lyon' })).toBe(false);
    expect(mayReceive(mes, { ...placed, name: 'sales-order.invoiced' })).toBe(false);
    expect(mayReceive({ ...mes, receives: [] }, placed)).toBe(false);
  });
});
