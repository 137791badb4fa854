import { beforeAll, describe, expect, test } from 'vitest';
import type { PlantProfile } from '../../configuration/plant.ts';
import { qualityHoldFaults } from '../../odoo/quality-holds.ts';
import { plants } from '../../plants/index.ts';
import { qualityHoldOfOslo } from '../backends/quality-holds.ts';
import { type RealOdooBackend, realOdooFromEnvironment } from '../backends/real-odoo.ts';
import { otherCompany } from './other-plants.ts';

/** What the installation says about quality holds that Odoo cannot keep. */
let backend: RealOdooBackend;

beforeAll(async () => {
  backend = realOdooFromEnvironment();
  await backend.seed(qualityHoldOfOslo);
  await backend.seed({
    warehouses: [{ code: 'OSL', name: 'Oslo' }],
    locations: [{ name: 'Corner', warehouse: 'OSL' }],
    items: [{ code: 'LOOSE', name: 'Loose', uom: 'uom.product_uom_kgm', tracking: 'none' }],
  });
});

const oslo = plants.oslo as PlantProfile;
const withHold = (quality: object): PlantProfile =>
  ({ ...oslo, quality: { ...oslo.quality, ...quality } }) as PlantProfile;
const faultsOf = (quality: object) => qualityHoldFaults(backend.odoo, [withHold(quality)]);

describe('the installation finds', () => {
  test('nothing wrong with a quality hold that is as it must be, nor with plants of another Odoo', async () => {
    expect(await qualityHoldFaults(backend.odoo, [oslo])).toEqual([]);
    expect(
      await qualityHoldFaults(backend.odoo, [{ ...withHold({ hold: 'X/Y' }), warehouse: 'NONE' }]),
    ).toEqual([]);
  });

  test.each<[string, object, string]>([
    [
      'a hold place that is missing',
      { hold: 'OSL/Nowhere' },
      'oslo: OSL/Nowhere is no internal location below OSL: create it there',
    ],
    [
      'one below the stock',
      { hold: 'OSL/Stock/Corner' },
      'oslo: OSL/Stock/Corner must not be, contain or lie inside OSL/Stock',
    ],
    ['a view', { hold: 'OSL' }, 'oslo: OSL is no internal location below OSL: create it there'],
    [
      'an item that is missing',
      { gated: { items: ['NONE'], categories: [] } },
      'oslo: Odoo has no item NONE, or several',
    ],
    [
      'an item without lots',
      { gated: { items: ['LOOSE'], categories: [] } },
      'oslo: item LOOSE is not tracked by lots',
    ],
    [
      'an item that is named in full',
      { gated: { items: ['Loose'], categories: [] } },
      'oslo: item Loose is not tracked by lots',
    ],
    [
      'a category that is missing',
      { gated: { items: [], categories: ['No'] } },
      'oslo: Odoo has no product category No, or several',
    ],
  ])('%s', async (_, quality, fault) => {
    expect(await faultsOf(quality)).toEqual([fault]);
  });

  test('plants of two companies whose profiles name none', async () => {
    const other = await otherCompany(backend);
    const there = { ...oslo, id: 'there', warehouse: other.warehouse, quality: undefined } as PlantProfile;
    const faults = await qualityHoldFaults(backend.odoo, [oslo, there]);
    expect(faults).toEqual([
      expect.stringMatching(
        /^oslo \(.+\) and there \(Verdict Company\): they are of different companies; write company in each profile$/,
      ),
    ]);
    expect(await qualityHoldFaults(backend.odoo, [oslo, { ...there, company: other.name }])).toEqual([]);
  });

  test('a warehouse that receives in three steps, whose place for quality control is no hold place', async () => {
    const [warehouse] = await backend.odoo.search('stock.warehouse', [['code', '=', 'OSL']], ['id']);
    const steps = (reception_steps: string) =>
      backend.odoo.call('stock.warehouse', 'write', { ids: [warehouse?.id], vals: { reception_steps } });
    await steps('three_steps');
    try {
      expect(await qualityHoldFaults(backend.odoo, [oslo])).toEqual([]);
      expect(await faultsOf({ hold: 'OSL/Quality Control' })).toEqual([
        'oslo: OSL/Quality Control must not be, contain or lie inside OSL/Quality Control',
      ]);
    } finally {
      await steps('one_step');
    }
  });
});
