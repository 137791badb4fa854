import { definePlant } from './define-plant.ts';

/** Dairy: kilograms, lots with expiry dates. The plant's codes are Odoo's internal references. */
export const oslo = definePlant({
  id: 'oslo',
  name: 'Oslo Dairy',
  warehouse: 'OSL',
  timeZone: 'Europe/Oslo',
  systems: ['mes', 'wms', 'supplier', 'shop'],
  owners: {
    'production-order': ['mes'],
    'work-order': ['mes'],
    'material-consumption': ['mes', 'wms'],
    labor: ['mes'],
    machine: ['mes'],
    stock: ['wms'],
    'goods-receipt': ['wms'],
    'purchase-order': ['supplier'],
    'sales-order': ['shop'],
    shipment: ['wms'],
  },
  ceilings: { default: 10_000, KGM: 25_000, TNE: 25 },
  negativeStock: 'refuse',
  maximumConcurrency: 2,
  alarms: { laneAgeMinutes: 10 },
});
