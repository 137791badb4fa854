import type { Shop } from './shop.ts';

const grams = (value: number) => ({ value, unit: 'GRM' });
const millilitres = (value: number) => ({ value, unit: 'MLT' });
const pieces = (value: number) => ({ value, unit: 'H87' });

/** Cosmetics: grams and millilitres on the wire, kilograms and litres in Odoo; items by barcode; wax runs negative. */
export function lyon(run: string, soon: string): Shop {
  const code = (name: string) => `${run}-${name}`;
  const barcode = (name: string) => `${run}*${name}`;
  const [kg, litre] = ['uom.product_uom_kgm', 'uom.product_uom_litre'];
  const item = (name: string, uom: string, tracking: 'none' | 'lot', expires = false) => ({
    code: code(name),
    name,
    barcode: barcode(name),
    uom,
    tracking,
    expires,
  });
  const oils = ['A', 'B'].map((lot) => `${run}-OIL-${lot}`);
  return {
    plant: 'lyon',
    warehouse: 'LYO',
    product: code('CREAM'),
    portion: 0.5,
    masterData: {
      warehouses: [{ code: 'LYO', name: 'Lyon Cosmetics' }],
      scrapReasons: ['Wrong colour'],
      items: [
        item('CREAM', kg, 'lot', true),
        item('WAX', kg, 'none'),
        item('OIL', litre, 'lot'),
        item('JAR', 'uom.product_uom_unit', 'none'),
        item('GLYCERINE', kg, 'none'),
      ],
      boms: [
        {
          item: code('CREAM'),
          quantity: 1,
          components: [
            { item: code('WAX'), quantity: 0.5 },
            { item: code('OIL'), quantity: 0.2 },
            { item: code('JAR'), quantity: 20 },
          ],
        },
      ],
      stock: [
        { warehouse: 'LYO', item: code('WAX'), quantity: 5 },
        ...oils.map((lot) => ({ warehouse: 'LYO', item: code('OIL'), quantity: 500, lot })),
        { warehouse: 'LYO', item: code('JAR'), quantity: 50_000 },
        { warehouse: 'LYO', item: code('GLYCERINE'), quantity: 100 },
      ],
    },
    report(step, { name: order, number, reports, random }) {
      const lot = `${run}-CR-${number}`;
      switch (step.kind) {
        case 'issue':
          return {
            type: 'material.consumed',
            data: { order, item: barcode('GLYCERINE'), quantity: grams(50 * (1 + Math.floor(random() * 6))) },
          };
        case 'report': {
          const quantity = millilitres(step.portions * 100 + 10 * Math.floor(random() * 5));
          const lots = [{ number: oils[reports % 2] ?? '', quantity }];
          return {
            type: 'production.reported',
            data: {
              order,
              quantity: grams(step.portions * 500),
              lot: { number: lot, expiresAt: soon },
              consumed: [{ item: barcode('OIL'), quantity, lots }],
              final: step.final,
            },
          };
        }
        case 'scrap-product':
          return {
            type: 'production.scrapped',
            data: { order, quantity: grams(20), lot, reason: 'Wrong colour' },
          };
        case 'scrap-component':
          return { type: 'production.scrapped', data: { order, item: barcode('JAR'), quantity: pieces(3) } };
      }
    },
  };
}
