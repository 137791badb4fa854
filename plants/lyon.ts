import { definePlant } from '../configuration/plant.ts';

/** Sample plant. Cosmetics: weighed in grams and litres, stocked in kilograms and litres. Its item codes are barcodes. */
export const lyon = definePlant({
  id: 'lyon',
  name: 'Lyon Cosmetics',
  warehouse: 'LYO',
  timeZone: 'Europe/Paris',
  systems: ['mes', 'weighing'],
  owners: {
    'production-order': ['mes'],
    'work-order': ['mes'],
    'material-consumption': ['mes', 'weighing'],
    labor: ['mes'],
    machine: ['mes'],
    // Warehouse staff work in Odoo itself.
    stock: ['odoo'],
    'goods-receipt': ['odoo'],
    'purchase-order': ['odoo'],
    'sales-order': ['odoo'],
    shipment: ['odoo'],
    day: ['mes'],
  },
  units: { g: 'GRM', kg: 'KGM', l: 'LTR', ml: 'MLT' },
  dialects: {
    csv: {
      // The dispensing booths write a file per shift, with the settings of a French Windows.
      weighings: {
        system: 'weighing',
        event: 'material.consumed',
        encoding: 'windows-1252',
        delimiter: ';',
        decimal: ',',
        grouping: ' ',
        time: { column: ['Date', 'Heure'], format: 'dd/MM/yyyy HH:mm:ss' },
        key: ['N° pesée'],
        columns: {
          '/order': { column: 'OF' },
          '/item': { column: 'Article' },
          '/quantity/value': { column: 'Quantité', number: true },
          '/quantity/unit': { column: 'Unité', unit: true },
          '/lots/0/number': { column: 'Lot', optional: true },
          '/lots/0/quantity/value': { column: 'Quantité', number: true, when: 'Lot' },
          '/lots/0/quantity/unit': { column: 'Unité', unit: true, when: 'Lot' },
        },
      },
      // Export of the filling line's controller: good product and scrap.
      filling: {
        system: 'mes',
        event: {
          column: 'Kind',
          values: { GOOD: 'production.reported', SCRAP: 'production.scrapped' },
        },
        time: { column: 'Time' },
        columns: {
          '/order': { column: 'Order' },
          '/quantity/value': { column: 'Quantity', number: true },
          '/quantity/unit': { column: 'Unit', unit: true },
          '/lot/number': { column: 'Batch', events: ['production.reported'] },
          '/lot/expiresAt': {
            column: 'Best before',
            time: 'yyyy-MM-dd',
            optional: true,
            events: ['production.reported'],
          },
          '/final': {
            column: 'Last',
            values: { Y: true, N: false },
            optional: true,
            events: ['production.reported'],
          },
          '/lot': { column: 'Batch', events: ['production.scrapped'] },
          '/reason': { column: 'Reason', optional: true, events: ['production.scrapped'] },
        },
      },
    },
  },
  ceilings: { default: 20_000, GRM: 5_000_000, MLT: 5_000_000 },
  replayWindowDays: 14,
  clockToleranceSeconds: 120,
  // Receipts are booked in Odoo a day late, so consumption exceeds Odoo's stock meanwhile.
  negativeStock: 'allow',
  maximumConcurrency: 2,
  alarms: { laneAgeMinutes: 15 },
});
