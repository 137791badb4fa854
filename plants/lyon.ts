import { definePlant } from './define-plant.ts';

/** Cosmetics: weighed in grams and litres, kept in kilograms and litres. Items are known by their barcode. */
export const lyon = definePlant({
  id: 'lyon',
  name: 'Lyon Cosmetics',
  warehouse: 'LYO',
  timeZone: 'Europe/Paris',
  systems: ['mes'],
  owners: {
    'production-order': ['mes'],
    'work-order': ['mes'],
    'material-consumption': ['mes'],
    labor: ['mes'],
    machine: ['mes'],
    // Warehouse people work in Odoo itself.
    stock: ['odoo'],
    'goods-receipt': ['odoo'],
    'purchase-order': ['odoo'],
    'sales-order': ['odoo'],
    shipment: ['odoo'],
  },
  units: { g: 'GRM', kg: 'KGM', l: 'LTR', ml: 'MLT' },
  ceilings: { default: 20_000, GRM: 5_000_000, MLT: 5_000_000 },
  replayWindowDays: 14,
  clockToleranceSeconds: 120,
  // Deliveries are booked in Odoo a day late, so consumption runs ahead of what Odoo has on hand.
  negativeStock: 'allow',
  maximumConcurrency: 2,
  alarms: { laneAgeMinutes: 15 },
});
