import type { Shop } from './shop.ts';

const pieces = (value: number) => ({ value, unit: 'C62' });

/** Electronics: every piece has a serial number, boards come in lots, the warehouse system issues the screws. */
export function gdansk(run: string): Shop {
  const code = (name: string) => `${run}-${name}`;
  const uom = 'uom.product_uom_unit';
  const boards = ['A', 'B'].map((lot) => `${run}-PCB-${lot}`);
  let serial = 0;
  return {
    plant: 'gdansk',
    warehouse: 'GDA',
    product: code('CTRL'),
    portion: 1,
    masterData: {
      warehouses: [{ code: 'GDA', name: 'Gdańsk Electronics' }],
      scrapReasons: ['Failed test', 'Handling damage'],
      items: [
        { code: code('CTRL'), name: 'Controller', uom, tracking: 'serial' },
        { code: code('PCB'), name: 'Board', uom, tracking: 'lot' },
        { code: code('CASE'), name: 'Case', uom, tracking: 'none' },
        { code: code('SCREW'), name: 'Screw', uom, tracking: 'none' },
      ],
      boms: [
        {
          item: code('CTRL'),
          quantity: 1,
          components: [
            { item: code('PCB'), quantity: 1 },
            { item: code('CASE'), quantity: 1 },
            { item: code('SCREW'), quantity: 4 },
          ],
        },
      ],
      stock: [
        ...boards.map((lot) => ({ warehouse: 'GDA', item: code('PCB'), quantity: 2_000, lot })),
        { warehouse: 'GDA', item: code('CASE'), quantity: 3_000 },
        { warehouse: 'GDA', item: code('SCREW'), quantity: 20_000 },
      ],
    },
    report(step, { name: order, last, random }) {
      switch (step.kind) {
        case 'issue':
          return {
            type: 'material.consumed',
            data: { order, item: code('SCREW'), quantity: pieces(3 + Math.floor(random() * 9)) },
            system: 'wms',
          };
        case 'report': {
          const serials = Array.from({ length: step.portions }, () => {
            serial += 1;
            return { number: `${run}-SN-${String(serial).padStart(5, '0')}` };
          });
          const quantity = pieces(step.portions);
          const lots = [{ number: boards[serial % 2] ?? '', quantity }];
          return {
            type: 'production.reported',
            data: {
              order,
              quantity,
              serials,
              consumed: [{ item: code('PCB'), quantity, lots }],
              final: step.final,
            },
          };
        }
        case 'scrap-product': {
          const [made] = (last?.data.serials ?? []) as { number: string }[];
          return {
            type: 'production.scrapped',
            data: { order, quantity: pieces(1), lot: made?.number ?? '', reason: 'Q1' },
          };
        }
        case 'scrap-component':
          return {
            type: 'production.scrapped',
            data: { order, item: code('CASE'), quantity: pieces(2), reason: 'Q2' },
          };
      }
    },
  };
}
