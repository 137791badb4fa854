import { definePlant } from '../configuration/plant.ts';

/** Sample plant. Electronics: pieces with serial numbers. Its own item codes are in code-mappings/gdansk.csv. */
export const gdansk = definePlant({
  id: 'gdansk',
  name: 'Gdańsk Electronics',
  warehouse: 'GDA',
  timeZone: 'Europe/Warsaw',
  systems: ['mes', 'wms'],
  owners: {
    'production-order': { reported: ['mes'], scrapped: ['mes', 'wms'], snapshotted: ['mes'] },
    'work-order': ['mes'],
    'material-consumption': ['wms'],
    labor: ['mes'],
    machine: ['mes'],
    stock: { moved: ['wms'], counted: ['odoo'], snapshotted: ['wms'] },
    'goods-receipt': ['wms'],
    'purchase-order': ['odoo'],
    'sales-order': ['odoo'],
    shipment: ['wms'],
    day: ['mes', 'wms'],
  },
  ceilings: { default: 5_000 },
  negativeStock: 'refuse',
  maximumConcurrency: 2,
  alarms: { laneAgeMinutes: 15 },
});
