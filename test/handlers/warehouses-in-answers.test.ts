import { describe, expect, it } from 'vitest';
import { plantsIn } from '../../lambdas/traceability/traced.ts';
import { warehousesOf } from '../../odoo/quality-holds.ts';
import { lyon } from '../../plants/lyon.ts';
import { oslo } from '../../plants/oslo.ts';

const plant = (id: string, warehouse: string, company?: string) => ({
  ...oslo,
  id,
  warehouse,
  ...(company && { company }),
});
const idsOf = (given: Parameters<typeof plantsIn>[0], answer: Parameters<typeof plantsIn>[1]) =>
  Object.fromEntries([...plantsIn(given, answer).byWarehouse].map(([code, { id }]) => [code, id]));

describe('the plants whose documents an answer of Odoo may have', () => {
  const ours = plant('ours', 'WH', 'Oslo AS');
  const theirs = plant('theirs', 'WH', 'Lyon SA');

  it('are of the company of the answer: another may have a warehouse of the same short name', () => {
    const given = { plant: ours, plants: [ours, theirs] };
    expect(idsOf(given, { company: 'Oslo AS', warehouses: { WH: 'Hall' } })).toEqual({ WH: 'ours' });
  });

  it('are known by the full name of their warehouse, too', () => {
    const named = plant('named', 'Hall', 'Oslo AS');
    const given = { plant: named, plants: [named, plant('other', 'Hall 2')] };
    const warehouses = { WH: 'Hall', WH2: 'Hall 2' };
    expect(idsOf(given, { company: 'Oslo AS', warehouses })).toEqual({ WH: 'named', WH2: 'other' });
  });

  it('are known by short names where the module in Odoo does not say its company', () => {
    expect(idsOf({ plant: oslo, plants: [oslo, lyon] }, {})).toEqual({ OSL: 'oslo', LYO: 'lyon' });
  });
});

describe('the warehouses that a profile may mean', () => {
  const row = (code: string, name: string, company: string) => ({
    code,
    name,
    company_id: [1, company] as [number, string],
  });
  const all = [row('WH', 'Hall', 'A'), row('WH', 'Yard', 'B'), row('X', 'WH', 'C')];

  it('are those of the short name, else those of the name, in the company that it names', () => {
    const namesOf = (warehouse: string, company?: string) =>
      warehousesOf({ warehouse, company }, all).map(({ name }) => name);
    expect(namesOf('WH')).toEqual(['Hall', 'Yard']);
    expect(namesOf('WH', 'B')).toEqual(['Yard']);
    expect(namesOf('WH', 'C')).toEqual(['WH']);
    expect(namesOf('Yard')).toEqual(['Yard']);
  });
});
