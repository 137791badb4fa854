import type { Shop } from './shop.ts';

const kilograms = (value: number) => ({ value, unit: 'KGM' });
const pieces = (value: number) => ({ value, unit: 'H87' });

/** Dairy: lots with expiry dates; milk is weighed in, everything else goes by the recipe. */
export function oslo(run: string, soon: string): Shop {
  const code = (name: string) => `${run}-${name}`;
  const kg = 'uom.product_uom_kgm';
  const milk = ['A', 'B', 'C'].map((lot) => `${run}-M-${lot}`);
  return {
    plant: 'oslo',
    warehouse: 'OSL',
    product: code('YOGHURT'),
    portion: 10,
    masterData: {
      warehouses: [{ code: 'OSL', name: 'Oslo Dairy' }],
      scrapReasons: ['Spoiled', 'Damaged packaging'],
      items: [
        { code: code('YOGHURT'), name: 'Yoghurt', uom: kg, tracking: 'lot', expires: true },
        { code: code('MILK'), name: 'Milk', uom: kg, tracking: 'lot', expires: true },
        { code: code('CULTURE'), name: 'Culture', uom: kg, tracking: 'lot' },
        { code: code('CUP'), name: 'Cup', uom: 'uom.product_uom_unit', tracking: 'none' },
      ],
      boms: [
        {
          item: code('YOGHURT'),
          quantity: 10,
          components: [
            { item: code('MILK'), quantity: 20 },
            { item: code('CULTURE'), quantity: 1 },
            { item: code('CUP'), quantity: 20 },
          ],
        },
      ],
      stock: [
        ...milk.map((lot) => ({
          warehouse: 'OSL',
          item: code('MILK'),
          quantity: 20_000,
          lot,
          expires: soon,
        })),
        { warehouse: 'OSL', item: code('CULTURE'), quantity: 3_000, lot: `${run}-K-A` },
        { warehouse: 'OSL', item: code('CUP'), quantity: 60_000 },
      ],
    },
    report(step, { name: order, number, reports, random }) {
      const lot = `${run}-Y-${number}`;
      switch (step.kind) {
        case 'issue': {
          const quantity = kilograms(1 + Math.floor(random() * 5));
          const lots = [{ number: `${run}-K-A`, quantity }];
          return {
            type: 'material.consumed',
            data: { order, item: code('CULTURE'), quantity, lots },
            ...(random() < 0.5 && { system: 'wms' }),
          };
        }
        case 'report': {
          const first = 1 + Math.floor(random() * 10);
          const second = step.portions * 20 - 3 + Math.floor(random() * 7);
          const [one = '', other = ''] = [milk[reports % 3], milk[(reports + 1) % 3]];
          const consumed = {
            item: code('MILK'),
            quantity: kilograms(first + second),
            lots: [
              { number: one, quantity: kilograms(first) },
              { number: other, quantity: kilograms(second) },
            ],
          };
          const quantity = kilograms(step.portions * 10);
          return {
            type: 'production.reported',
            data: {
              order,
              quantity,
              lot: { number: lot, expiresAt: soon },
              consumed: [consumed],
              final: step.final,
            },
          };
        }
        case 'scrap-product':
          return {
            type: 'production.scrapped',
            data: { order, quantity: kilograms(1), lot, reason: 'SPOILED' },
          };
        case 'scrap-component':
          return {
            type: 'production.scrapped',
            data: { order, item: code('CUP'), quantity: pieces(7), reason: 'BROKEN' },
          };
      }
    },
  };
}
