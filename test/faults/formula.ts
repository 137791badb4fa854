import type { MasterData } from '../../odoo/master-data.ts';
import { uom, warehouse } from './catalogue/chapter.ts';

/** An item of a held category that nobody else makes, and so many orders for it. */
export function formula(
  run: string,
  orders: number,
): { product: string; names: string[]; masterData: MasterData } {
  const product = `${run}-FORMULA`;
  const whey = `${run}-WHEY`;
  const names = Array.from({ length: orders }, (_, index) => `OSL/MO/${run}-${index + 1}`);
  return {
    product,
    names,
    masterData: {
      warehouses: [warehouse],
      items: [
        { code: product, name: 'Infant formula', uom, tracking: 'lot', category: 'Infant formula' },
        { code: whey, name: 'Whey', uom, tracking: 'none' },
      ],
      boms: [{ item: product, quantity: 1, components: [{ item: whey, quantity: 1 }] }],
      stock: [{ warehouse: 'OSL', item: whey, quantity: 1_000_000 }],
      orders: names.map((name) => ({
        name,
        warehouse: 'OSL',
        item: product,
        quantity: 10_000,
        confirmed: true,
      })),
    },
  };
}
