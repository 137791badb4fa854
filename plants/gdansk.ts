import { definePlant } from './define-plant.ts';

/** Electronics: pieces with serial numbers. The plant has item codes of its own. */
export const gdansk = definePlant({
  id: 'gdansk',
  name: 'Gdańsk Electronics',
  warehouse: 'GDA',
  timeZone: 'Europe/Warsaw',
  systems: ['mes', 'wms'],
  owners: {
    'production-order': { reported: ['mes'], scrapped: ['mes', 'wms'] },
    'work-order': ['mes'],
    'material-consumption': ['wms'],
    labor: ['mes'],
    machine: ['mes'],
    stock: { moved: ['wms'], counted: ['odoo'] },
    'goods-receipt': ['wms'],
    'purchase-order': ['odoo'],
    'sales-order': ['odoo'],
    shipment: ['wms'],
  },
  aliases: {
    items: {
      'PL-100-01': 'CTRL-100',
      'PL-100-02': 'PCB-100',
      'PL-100-03': 'CASE-100',
      'PL-100-04': 'SCREW-M3',
    },
    scrapReasons: { Q1: 'Failed test', Q2: 'Handling damage' },
    workCenters: { L1: 'SMT line', L2: 'Final assembly' },
  },
  ceilings: { default: 5_000 },
  negativeStock: 'refuse',
  maximumConcurrency: 2,
  alarms: { laneAgeMinutes: 15 },
});
