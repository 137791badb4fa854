import type { MasterData } from '../../../odoo/master-data.ts';
import type { Calendar } from '../calendar.ts';

const pieces = 'uom.product_uom_unit';

/** Pieces of each order. */
export const gdanskOrders = [
  12, 8, 10, 6, 12, 9, 8, 15, 10, 6, 12, 8, 10, 12, 9, 6, 8, 10, 12, 8, 15, 10,
].map((quantity, index) => ({ number: index + 1, quantity }));

export const gdanskOrder = (calendar: Calendar, number: number): string =>
  `GDA/MO/${calendar.label}${String(number).padStart(2, '0')}`;

/** Electronics: every controller has a serial number, boards come in lots. */
export function gdanskMasterData(calendar: Calendar): MasterData {
  const { label } = calendar;
  return {
    warehouses: [{ code: 'GDA', name: 'Gdańsk Electronics' }],
    workCenters: [
      { code: 'SMT', name: 'SMT line' },
      { code: 'ASSY', name: 'Final assembly' },
    ],
    scrapReasons: ['Failed test', 'Handling damage'],
    items: [
      { code: 'CTRL-100', name: 'Pump controller', uom: pieces, tracking: 'serial' },
      { code: 'PCB-100', name: 'Controller board', uom: pieces, tracking: 'lot' },
      { code: 'CASE-100', name: 'Controller case', uom: pieces, tracking: 'none' },
      { code: 'SCREW-M3', name: 'Screw M3x8', uom: pieces, tracking: 'none' },
    ],
    boms: [
      {
        item: 'CTRL-100',
        quantity: 1,
        components: [
          { item: 'PCB-100', quantity: 1 },
          { item: 'CASE-100', quantity: 1 },
          { item: 'SCREW-M3', quantity: 4 },
        ],
        operations: [{ name: 'Assemble', workCenter: 'ASSY', minutes: 12 }],
      },
    ],
    stock: [
      { warehouse: 'GDA', item: 'PCB-100', quantity: 200, lot: `PCB-${label}-A` },
      { warehouse: 'GDA', item: 'PCB-100', quantity: 200, lot: `PCB-${label}-B` },
      { warehouse: 'GDA', item: 'PCB-100', quantity: 100, lot: `PCB-${label}-C` },
      { warehouse: 'GDA', item: 'CASE-100', quantity: 100_000 },
      { warehouse: 'GDA', item: 'SCREW-M3', quantity: 1_000_000 },
    ],
    orders: [
      ...gdanskOrders.map(({ number, quantity }) => ({
        name: gdanskOrder(calendar, number),
        warehouse: 'GDA',
        item: 'CTRL-100',
        quantity,
      })),
      { name: gdanskOrder(calendar, 98), warehouse: 'GDA', item: 'CTRL-100', quantity: 5 },
      // Not part of the day: for whoever tries the gateway by hand.
      { name: 'GDA/MO/2001', warehouse: 'GDA', item: 'CTRL-100', quantity: 50 },
    ],
  };
}
