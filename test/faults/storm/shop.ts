import type { MasterData } from '../../../odoo/master-data.ts';
import { uom, warehouse } from '../catalogue/chapter.ts';

/** A product to plan: two operations, and components with and without lots. Of one component there is not enough. */
export function shop(run: string): { product: string; masterData: MasterData } {
  const product = `${run}-CREAM`;
  const [milk, cup] = [`${run}-MILK`, `${run}-CUP`];
  const lines = [`${run}-MIX`, `${run}-FILL`];
  return {
    product,
    masterData: {
      warehouses: [warehouse],
      workCenters: lines.map((code) => ({ code, name: code })),
      items: [
        { code: product, name: 'Cream', uom, tracking: 'none' },
        { code: milk, name: 'Milk', uom, tracking: 'lot' },
        { code: cup, name: 'Cup', uom, tracking: 'none' },
      ],
      boms: [
        {
          item: product,
          quantity: 1,
          components: [
            { item: milk, quantity: 2 },
            { item: cup, quantity: 3 },
          ],
          operations: lines.map((workCenter) => ({ name: `In ${workCenter}`, workCenter, minutes: 5 })),
        },
      ],
      stock: [
        { warehouse: 'OSL', item: milk, lot: `${run}-L1`, quantity: 150 },
        { warehouse: 'OSL', item: milk, lot: `${run}-L2`, quantity: 100_000 },
        { warehouse: 'OSL', item: cup, quantity: 400 },
      ],
    },
  };
}
