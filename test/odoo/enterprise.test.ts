import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';

/**
 * Odoo Enterprise is not available here, so its quality models are doubled. This shows what the procedures write to
 * them, by the fields of either version, and that they write nothing where the models are not installed.
 */
type QualityRecord = [what: string, ...rest: unknown[]];
let qualityRecords: Record<string, QualityRecord[]>;

beforeAll(() => {
  const path = (name: string) => new URL(name, import.meta.url).pathname;
  const procedures = path('../../odoo/plant_gateway/procedures/_enterprise.py');
  qualityRecords = JSON.parse(
    execFileSync('python3', [path('enterprise/doubles.py'), procedures], { encoding: 'utf8' }),
  );
});

describe('the quality models of Odoo Enterprise', () => {
  test('get nothing where they are not installed', () => {
    expect(qualityRecords.community).toEqual([]);
  });

  test.each([
    ['one lot', 'lot_id', 5],
    ['many lots', 'lot_ids', [[6, 0, [5]]]],
  ])(
    'learn the verdict on open checks, and of nonconformances, where they know of %s',
    (version, field, lot) => {
      const open = [
        [field, 'in', [5]],
        ['quality_state', '=', 'none'],
      ];
      const product = { product_id: 7, product_tmpl_id: 70 };
      expect(qualityRecords[version]).toEqual([
        ['search', open],
        ['do_pass'],
        ['search', open],
        ['do_fail'],
        ['create', { title: 'Odd', description: 'Very odd', [field]: lot, ...product }],
        ['create', { title: 'Odd', description: '', ...product }],
      ]);
    },
  );
});
