import { expect, test } from 'vitest';
import { definePlant } from '../../configuration/plant.ts';
import { policyOf } from '../../lambdas/odoo/posting.ts';

const plantOf = (lateEvents?: 'today' | 'refuse') =>
  definePlant({
    id: 'oslo',
    name: 'Oslo',
    warehouse: 'OSL',
    timeZone: 'Europe/Oslo',
    systems: ['mes'],
    owners: {},
    ceilings: { default: 1 },
    negativeStock: 'refuse',
    ...(lateEvents && { lateEvents }),
  });

test('only a plant that refuses late events says so: an older module knows no such rule', () => {
  expect(policyOf(plantOf())).not.toHaveProperty('late');
  expect(policyOf(plantOf('today'))).not.toHaveProperty('late');
  expect(policyOf(plantOf('refuse'))).toMatchObject({ late: 'refuse' });
});
