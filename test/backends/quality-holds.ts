import type { MasterData } from '../../odoo/master-data.ts';

/** What Odoo must have for the quality hold of the plant in Oslo. Without it, nothing of that plant is booked. */
export const qualityHoldOfOslo: MasterData = {
  warehouses: [{ code: 'OSL', name: 'Oslo' }],
  locations: ['Quality hold', 'Rework'].map((name) => ({ name, warehouse: 'OSL', parent: 'OSL' })),
  items: [
    {
      code: 'FORMULA-1',
      name: 'Infant formula, stage 1',
      uom: 'uom.product_uom_kgm',
      tracking: 'lot',
      expires: true,
      category: 'Infant formula',
    },
  ],
};
